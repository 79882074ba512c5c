/** Gives the demo what is paid beside usage: subscriptions, and purchases of credits as if they had been read on their days. */
import { SUBSCRIPTIONS, TOP_UPS } from "../../demo/acme";
import { addDays, type Day, startOfDay } from "../../lib/domain/day";
import type { AuthorizedScope } from "../../lib/domain/scope";
import { addSubscription, type WrittenSubscription } from "../../lib/ledger/other-costs";
import { recordCredits } from "../../lib/ledger/sync/credit-readings";
import { readCredits } from "../../lib/openrouter/account";
import { openRouter } from "../../lib/openrouter/client";
import { otherCostSettings } from "../../lib/queries/other-costs";

/** Adds those that are not there by their name. */
export async function addSubscriptions(scope: AuthorizedScope, wanted: readonly WrittenSubscription[]): Promise<void> {
  const there = new Set((await otherCostSettings(scope)).subscriptions.map(({ name }) => name));
  for (const subscription of wanted) if (!there.has(subscription.name)) await addSubscription(scope, subscription);
}

/** Reads the pretend account's credits as they stood at the end of each of these days. A second time, this changes nothing. */
export async function readPastCredits(
  owner: { organizationId: string; connectionId: string },
  key: string,
  days: readonly Day[],
): Promise<void> {
  const base = process.env.OPENROUTER_BASE_URL ?? "";
  for (const day of days) {
    const past = openRouter({ key, serverUrl: base.replace("/api/v1", `/_demo/as-of/${day}/api/v1`) });
    await recordCredits(owner, await readCredits(past), new Date(startOfDay(addDays(day, 1)).getTime() - 1));
  }
}

export function furnishSubscriptions(scope: AuthorizedScope, anchorDay: Day): Promise<void> {
  const written = SUBSCRIPTIONS.map(({ name, dollars, fromDaysAgo, toDaysAgo }) => ({
    name,
    amount: dollars,
    from: addDays(anchorDay, -fromDaysAgo),
    to: toDaysAgo === undefined ? "" : addDays(anchorDay, -toDaysAgo),
  }));
  return addSubscriptions(scope, written);
}

/** The day before each purchase and its own, so that the purchase shows between the two. */
export function topUpDays(anchorDay: Day): Day[] {
  return TOP_UPS.flatMap(({ daysAgo }) => [addDays(anchorDay, -daysAgo - 1), addDays(anchorDay, -daysAgo)]);
}
