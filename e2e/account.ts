/** The pretend OpenRouter account that the browser tests import: small, so that a whole first sync takes seconds. */
import type { Account } from "@/demo/account/account";
import { secretOf } from "@/demo/account/identifiers";
import { makeAccount } from "@/demo/account/make-account";
import { addDays, type Day, startOfMonth } from "@/lib/domain/day";

const SEED = "e2e";

export const MANAGEMENT_KEY = secretOf(SEED, "management");
/** A second good key of the same account. */
export const OTHER_MANAGEMENT_KEY = secretOf(SEED, "management", "other");
export const DISABLED_KEY = secretOf(SEED, "management", "disabled");
export const EXPIRED_KEY = secretOf(SEED, "management", "expired");
export const INFERENCE_KEY = secretOf(SEED, "key", "0");
export const UNKNOWN_KEY = secretOf("nobody", "management");

/** Nobody answers for it; most of its requests are developer 2's. */
export const OWNERLESS_KEY = "key 2";

/** The account's developers sign in to Waybill by the addresses that OpenRouter knows them by. */
export function addressOf(developer: number): string {
  return `developer-${developer}@${SEED}.example`;
}

/** A day of last month on which the account bought credits. */
export function creditsBoughtOn(today: Day): Day {
  return addDays(startOfMonth(today), -10);
}

export function makeTestAccount(today: Day): Account {
  const account = makeAccount({
    seed: SEED,
    anchorDay: today,
    days: 70,
    developers: 5,
    keys: 4,
    workspaces: 2,
    requestsPerDay: 60,
  });
  const { managementKeys, keys, purchases } = account.cast;
  purchases.push({ day: creditsBoughtOn(today), usd: "400" });
  // A key whose maker OpenRouter does not tell, with requests that name no user: nobody can be charged for those.
  const left = keys.find((key) => key.names.some(({ name }) => name === OWNERLESS_KEY));
  if (left) left.creatorId = null;
  const usual = { creatorId: managementKeys[0]?.creatorId ?? null, disabled: false, expiresAt: null };
  managementKeys.push(
    { ...usual, secret: OTHER_MANAGEMENT_KEY },
    { ...usual, secret: DISABLED_KEY, disabled: true },
    { ...usual, secret: EXPIRED_KEY, expiresAt: new Date("2024-01-01T00:00:00Z") },
  );
  return account;
}
