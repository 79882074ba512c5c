import { addDays, dayOf, startOfDay } from "../../domain/day";
import { formatUsd } from "../../domain/format";
import type { SpikeAnswer } from "../../domain/spike/spike";
import { spikeDriverWords, spikeWhen } from "../../domain/spike/words";
import { compareUsd, usdToString } from "../../domain/usd";
import type { ReportSpike, Section } from "../../domain/weekly-report/weekly-report";
import { type Spike, spikes, spikesLookedForAt } from "../spike/spikes";
import type { AskedWeek } from "./asked-week";

/** The largest; the page of spikes has them all. */
const LISTED = 5;

/** While the week goes on, a look that is older tells too little of it. */
const OLDEST_LOOK_MS = 3_600_000;

const ANSWERS: Record<SpikeAnswer, string> = { acknowledged: "seen", expected: "was expected" };

function stateOf({ answer, closedAt }: Spike): string {
  if (answer) return ANSWERS[answer];
  return closedAt ? "is over" : "may go on";
}

function rowOf(spike: Spike, today: AskedWeek["today"]): ReportSpike {
  const { id, scopeLabels, actualUsd, usualUsd, severityUsd, driver } = spike;
  const what = scopeLabels.map(({ label }) => label).join(", ") || "Everything";
  const amounts = `${formatUsd(actualUsd)} was spent, usually it is ${formatUsd(usualUsd)}.`;
  return {
    title: `${what}, ${spikeWhen(spike, today)}`,
    sentence: driver ? `${amounts} ${spikeDriverWords(driver)}` : amounts,
    overUsd: usdToString(severityUsd),
    state: stateOf(spike),
    path: `spikes/${id}`,
  };
}

/** What was not as usual in the week, the largest first. */
export async function askSpikes({ scope, period, now }: AskedWeek): Promise<Section<{ spikes: ReportSpike[] }>> {
  const [since, until] = [startOfDay(period.from), startOfDay(addDays(period.to, 1))];
  const lookedAt = await spikesLookedForAt(scope);
  if (lookedAt === null || lookedAt.getTime() < Math.min(until.getTime(), now.getTime() - OLDEST_LOOK_MS)) {
    return { known: false, why: "Waybill has not looked for spikes of this week yet; it does every few minutes." };
  }
  const found = await spikes(scope, { since, until });
  found.sort((a, b) => compareUsd(b.severityUsd, a.severityUsd));
  return { known: true, spikes: found.slice(0, LISTED).map((spike) => rowOf(spike, dayOf(now))) };
}
