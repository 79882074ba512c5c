import { addDays, type Day, dayOf, startOfDay, weekday } from "../day";
import type { Filters } from "../spend/question";
import { addUsd, compareUsd, parseUsd, sumUsd, type Usd, usdFromNumber, usdToApproximateNumber, ZERO_USD } from "../usd";
import { anomalies } from "./anomaly";

/** What was found in hours of single requests, or in settled days of the books. */
export type SpikeResolution = "hour" | "day";
export const SPIKE_ANSWERS = ["acknowledged", "expected"] as const;
export type SpikeAnswer = (typeof SPIKE_ANSWERS)[number];

/** A stretch of hours or days in which spend was not as usual. */
export interface FoundSpike {
  resolution: SpikeResolution;
  /** Whose: a key's, or with {} the whole organization's. */
  filters: Filters;
  /** Begin of its first hour or day, and end of its last. */
  from: Date;
  to: Date;
  actualUsd: Usd;
  /** What such hours or days cost usually: an estimate. */
  usualUsd: Usd;
  score: number;
  /** False: it may go on. */
  closed: boolean;
}

/** Costs of one scope at even steps; null is unknown. */
export interface SpikeSeries {
  filters: Filters;
  resolution: SpikeResolution;
  /** The first step's day; hours begin at midnight UTC. */
  firstDay: Day;
  costs: readonly (Usd | null)[];
}

const STEP_MS: Record<SpikeResolution, number> = { hour: 3_600_000, day: 24 * 3_600_000 };
/** Less than this beyond the usual is nobody's business, however odd. */
const LEAST_USD = parseUsd("5");
/** Nor is less than so much (percent) of what the organization spends on a day. */
const LEAST_SHARE = 25n;

/** What a spike must cost beyond the usual to be told, by what the organization spends on an ordinary day. */
export function leastSeverity(ordinaryDayUsd: Usd): Usd {
  const share = ((ordinaryDayUsd * LEAST_SHARE) / 100n) as Usd;
  return compareUsd(share, LEAST_USD) < 0 ? LEAST_USD : share;
}

/** How much a spike costs: what was spent beyond the usual. */
export function severityUsd({ actualUsd, usualUsd }: Pick<FoundSpike, "actualUsd" | "usualUsd">): Usd {
  return addUsd(actualUsd, -usualUsd as Usd);
}

/** Spikes of one series that cost at least so much beyond the usual. Costs are exact, what is usual is an estimate. */
export function spikesIn(series: SpikeSeries, leastUsd: Usd): FoundSpike[] {
  const { filters, resolution, firstDay, costs } = series;
  const start = startOfDay(firstDay).getTime();
  const found = anomalies({
    values: costs.map((cost) => (cost === null ? null : usdToApproximateNumber(cost))),
    perDay: resolution === "hour" ? 24 : 1,
    firstWeekday: weekday(firstDay),
    direction: "up",
  });
  const spikes = found.map(({ from, to, actual, usual, score, closed }): FoundSpike => {
    // Every step of the stretch, also one in its midst that was usual.
    const actualUsd = sumUsd(costs.slice(from, to + 1).map((cost) => cost ?? ZERO_USD));
    const ofUsual = Math.max(0, usual + usdToApproximateNumber(actualUsd) - actual);
    return {
      resolution,
      filters,
      from: new Date(start + from * STEP_MS[resolution]),
      to: new Date(start + (to + 1) * STEP_MS[resolution]),
      actualUsd,
      usualUsd: usdFromNumber(Number(Math.min(ofUsual, 99_999_999).toFixed(6))),
      score,
      closed,
    };
  });
  return spikes.filter((spike) => compareUsd(severityUsd(spike), leastUsd) >= 0);
}

interface Stretch {
  from: Date;
  to: Date;
}

/** Whether the two share a moment; ends are exclusive. */
export function overlaps(a: Stretch, b: Stretch): boolean {
  return a.from < b.to && b.from < a.to;
}

/**
 * What of the days' spikes is news beside the hours': a day's spike of a key that hours told of, or of the organization
 * when a key's spike explains the day, is the same thing once more.
 */
export function newsOfDays(
  days: readonly FoundSpike[],
  told: readonly Pick<FoundSpike, "filters" | "from" | "to">[],
): FoundSpike[] {
  const scopeOf = (filters: Filters) => JSON.stringify(filters);
  const ofKeys = [...days.filter(({ filters }) => scopeOf(filters) !== "{}")];
  const isTold = (spike: FoundSpike, others: readonly Pick<FoundSpike, "filters" | "from" | "to">[]) =>
    others.some(
      (other) => overlaps(spike, other) && (scopeOf(spike.filters) === "{}" || scopeOf(other.filters) === scopeOf(spike.filters)),
    );
  const keyNews = ofKeys.filter((spike) => !isTold(spike, told));
  const whole = days.filter(({ filters }) => scopeOf(filters) === "{}").filter((spike) => !isTold(spike, [...told, ...keyNews]));
  return [...keyNews, ...whole];
}

/** The days before a spike that it is compared with, and its own. */
export function daysAround({ from, to }: Stretch): { before: { from: Day; to: Day }; after: { from: Day; to: Day } } {
  const first = dayOf(from);
  const last = dayOf(new Date(to.getTime() - 1));
  return { before: { from: addDays(first, -7), to: addDays(first, -1) }, after: { from: first, to: last } };
}
