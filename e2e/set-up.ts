/**
 * Starts, once a run, all that the browser tests look at: a pretend OpenRouter, an identity provider, Waybill on an empty
 * database.
 */
import { startDemoIdentity } from "@/demo/identity/server";
import { startDemoOpenRouter } from "@/demo/openrouter/server";
import { dayOf } from "@/lib/domain/day";
import { freePort } from "@/scripts/postgres/ports";
import { startThrowawayStack } from "@/scripts/stack";
import { makeTestAccount } from "./account";

/** As good as no limit: nobody waits for a minute to pass. */
const PER_MINUTE = 10_000;

export default async function setUp(): Promise<() => Promise<void>> {
  const startedAt = new Date();
  const port = await freePort();
  const openrouter = await startDemoOpenRouter({
    account: makeTestAccount(dayOf(startedAt)),
    // The account stands still while it is looked at, so that two looks at its bill see one sum.
    now: () => startedAt,
    analyticsPerMinute: PER_MINUTE,
  });
  const identity = await startDemoIdentity({ redirectUris: [`http://127.0.0.1:${port}/api/auth/callback/oidc`] });
  const stopServers = () => Promise.all([openrouter.stop(), identity.stop()]);
  try {
    const environment = {
      OPENROUTER_BASE_URL: openrouter.url,
      OPENROUTER_ANALYTICS_PER_MINUTE: String(PER_MINUTE),
      OIDC_ISSUER: identity.issuer,
      OIDC_CLIENT_ID: identity.clientId,
      OIDC_CLIENT_SECRET: identity.clientSecret,
    };
    const stack = await startThrowawayStack(environment, port);
    // Tests run in processes of their own, which find everything here.
    Object.assign(process.env, stack.environment, { WAYBILL_TEST_OPENROUTER: openrouter.origin });
    return async () => {
      await stack.stop();
      await stopServers();
    };
  } catch (error) {
    await stopServers();
    throw error;
  }
}
