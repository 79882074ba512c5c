/** The demo's OpenRouter, identity provider and inbox, in a process of their own. Says over IPC where they are. */

import { makeAcmeAccount } from "../../demo/account/make-account";
import { startDemoIdentity } from "../../demo/identity/server";
import { startDemoInbox } from "../../demo/inbox/server";
import { startDemoOpenRouter } from "../../demo/openrouter/server";
import { parseDay } from "../../lib/domain/day";

export interface DemoServersReady {
  openrouterUrl: string;
  managementKey: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Where messages are shown, and arrive by HTTP. */
  inboxUrl: string;
  smtpUrl: string;
}

const [anchorDay = "", openrouterPort = "0", identityPort = "0", inboxPort = "0", smtpPort = "0", url = ""] =
  process.argv.slice(2);
const openrouter = await startDemoOpenRouter({ account: makeAcmeAccount(parseDay(anchorDay)), port: Number(openrouterPort) });
const identity = await startDemoIdentity({ port: Number(identityPort), redirectUris: [`${url}/api/auth/callback/oidc`] });
const inbox = await startDemoInbox({ port: Number(inboxPort), smtpPort: Number(smtpPort) });
const { issuer, clientId, clientSecret } = identity;
process.send?.({
  openrouterUrl: openrouter.url,
  managementKey: openrouter.managementKey,
  issuer,
  clientId,
  clientSecret,
  inboxUrl: inbox.origin,
  smtpUrl: inbox.smtpUrl,
} satisfies DemoServersReady);

for (const signal of ["SIGTERM", "SIGINT", "disconnect"] as const) {
  process.once(signal as "SIGTERM", async () => {
    await Promise.all([openrouter.stop(), identity.stop(), inbox.stop()]);
    process.exit(0);
  });
}
