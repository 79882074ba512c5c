/** Has the demo's organization accept what its Search team did twenty days ago, so that there is a switch to verify. */
import { setTimeout as sleep } from "node:timers/promises";
import { addDays, type Day, startOfDay } from "../../lib/domain/day";
import type { AuthorizedScope } from "../../lib/domain/scope";
import { recommend } from "../../lib/jobs/recommend";
import { decide } from "../../lib/ledger/recommendation/decisions";
import { waitingWork } from "../../lib/ledger/sync/work";
import { recommendations } from "../../lib/queries/recommendation/recommendations";

/** How long the books may take to be rebuilt after the applications' reports. */
const PATIENCE_MS = 180_000;

async function untilRebuilt(signal: AbortSignal): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until && (await waitingWork(new Date(), 0)).rebuild) await sleep(1_000, undefined, { signal });
}

/** Looks as of the morning of the switch and accepts the model that the team moved to. Changes nothing at a second start. */
export async function acceptTheSwitch(scope: AuthorizedScope, anchorDay: Day, signal: AbortSignal): Promise<void> {
  const then = new Date(startOfDay(addDays(anchorDay, -20)).getTime() + 6 * 3_600_000);
  const isSwitch = ({ kind, filters }: { kind: string; filters: { feature?: readonly string[]; model?: readonly string[] } }) =>
    kind === "cheaper_model" && filters.feature?.[0] === "code-assistant" && filters.model?.[0]?.includes("opus");
  if ((await recommendations(scope)).list.some((one) => isSwitch(one) && one.decision !== null)) return;
  await untilRebuilt(signal);
  await recommend(scope.organizationId, { now: () => then, signal });
  const found = (await recommendations(scope)).list.find(isSwitch);
  if (found) await decide(scope, found.id, { state: "accepted", reason: "Search tries it first" }, then);
  await recommend(scope.organizationId, { now: () => new Date(), signal });
}
