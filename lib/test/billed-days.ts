/** Days of books for tests that ask how much, not how: one bill a day, for keys that Owner answers for or nobody. */
import { addDays, type Day } from "../domain/day";
import { NO_FIGURES } from "../domain/figures";
import { parseUsd } from "../domain/usd";
import { rebuildDay } from "../ledger/rebuild/rebuild-day";
import { type Account, storeAccount, storeBill } from "./stored-day";

const NAMES = ["build", "nightly"];

/** An account with two keys: the first is Owner's, who is in the team Platform, the second nobody's. */
export function accountOfTwoKeys(): Promise<Account> {
  return storeAccount(
    NAMES.map((name, index) => ({ hasHash: true, name, owned: index === 0, creator: null, inWorkspace: false })),
  );
}

/** Bills a day: dollars by key, on one model. */
export async function billDay(
  account: Account,
  day: Day,
  dollars: readonly [owned: string, unowned?: string],
  { model = "openai/gpt-5", pulledAt }: { model?: string; pulledAt: Date },
): Promise<void> {
  const cells = dollars.flatMap((amount, key) =>
    amount === undefined ? [] : [{ ...NO_FIGURES, key, model, provider: null, costUsd: parseUsd(amount), requests: 1 }],
  );
  await storeBill(account, day, "analytics", cells, pulledAt);
  await rebuildDay(account.connectionId, day, pulledAt);
}

/** Bills days in a row; null leaves a day out of the books. */
export async function billDays(
  account: Account,
  from: Day,
  dollars: readonly (readonly [string, string?] | null)[],
  pulledAt: Date,
): Promise<void> {
  for (const [index, amounts] of dollars.entries()) {
    if (amounts) await billDay(account, addDays(from, index), amounts, { pulledAt });
  }
}
