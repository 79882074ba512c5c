import type { Day } from "../day";
import { formatUsd } from "../format";
import type { Filters } from "../spend/question";
import { daysAround, type SpikeAnswer, type SpikeResolution } from "../spike/spike";
import { spikeWhen } from "../spike/words";
import { type Usd, usdToString } from "../usd";
import type { AlertSignal } from "./alert";

export interface AlertedSpike {
  id: string;
  resolution: SpikeResolution;
  filters: Filters;
  scopeLabels: readonly { label: string }[];
  from: Date;
  to: Date;
  actualUsd: Usd;
  usualUsd: Usd;
  severityUsd: Usd;
  driver: string | null;
  openedAt: Date;
  closedAt: Date | null;
  answer: SpikeAnswer | null;
}

const HOUR_MS = 3_600_000;
/** What was over longer ago is history: a first import finds the spikes of a year. */
const RECENT_MS: Record<SpikeResolution, number> = { hour: 24 * HOUR_MS, day: 96 * HOUR_MS };
/** One that was over before it was found is told all the same, and closed after so long. */
const TOLD_FOR_MS = HOUR_MS;

/** Spend that is not as usual, as long as it goes on and nobody has said that it is expected (one that is only acknowledged goes on); null: too long ago to speak of. */
export function spikeSignal(spike: AlertedSpike, today: Day, now: Date): AlertSignal | null {
  const { id, filters, from, to, severityUsd, actualUsd, usualUsd, openedAt, closedAt, answer } = spike;
  if (now.getTime() - to.getTime() > RECENT_MS[spike.resolution]) return null;
  const goesOn = closedAt === null || now.getTime() - openedAt.getTime() < TOLD_FOR_MS;
  const isExpected = answer === "expected";
  const whose = spike.scopeLabels.map(({ label }) => label).join(", ") || "the organization";
  const when = spikeWhen(spike, today);
  const name = `Spike of ${whose}`;
  const { before, after } = daysAround({ from, to });
  return {
    rule: "spike",
    subject: id,
    name,
    group: `spike ${id}`,
    level: goesOn && !isExpected ? "warning" : "ok",
    step: 0,
    near: false,
    period: null,
    headline: isExpected
      ? `${name} is expected, as somebody said: ${formatUsd(severityUsd)} beyond the usual, ${when}`
      : goesOn
        ? `${formatUsd(severityUsd)} beyond the usual: spend of ${whose} is not as usual, ${when}`
        : `${name} is over: ${formatUsd(severityUsd)} beyond the usual, ${when}`,
    facts: [
      { label: "Spent", value: formatUsd(actualUsd) },
      { label: "Usually", value: `about ${formatUsd(usualUsd)}` },
      { label: "When", value: when },
    ],
    scope: filters,
    link: { label: "Open the spike", path: `spikes/${id}` },
    compare: { before, after },
    driver: spike.driver,
    data: {
      from: from.toISOString(),
      to: to.toISOString(),
      actualUsd: usdToString(actualUsd),
      usualUsd: usdToString(usualUsd),
      severityUsd: usdToString(severityUsd),
    },
    owners: [],
  };
}
