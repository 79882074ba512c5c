import { type Sql, sql } from "../../db/sql";
import type { Pricing } from "../../domain/catalogue/price";

/** Lengths of prompts, minutes of the UTC day and, where any price has them, days of the week by which some price differs. */
export interface PriceConditions {
  lengths: readonly number[];
  minutes: readonly number[];
  byWeekday: boolean;
}

const ascending = (numbers: Iterable<number>) => [...new Set(numbers)].sort((a, b) => a - b);

export function conditionsOf(pricings: readonly Pricing[]): PriceConditions {
  const entries = pricings.flatMap(({ overrides }) => (Array.isArray(overrides) ? (overrides as (Pricing | null)[]) : []));
  // A threshold must be exceeded.
  const thresholds = entries.map((entry) => Math.floor(Number(entry?.min_prompt_tokens)) + 1);
  const clocks = entries.flatMap((entry) => [Number(entry?.utc_start), Number(entry?.utc_end)]);
  const minutes = clocks.map((clock) => Math.floor(clock / 100) * 60 + (clock % 100));
  return {
    lengths: ascending(thresholds.filter((edge) => edge > 1 && edge < Number.MAX_SAFE_INTEGER)),
    minutes: ascending(minutes.filter((minute) => minute > 0 && minute < 1_440)),
    byWeekday: entries.some((entry) => Array.isArray(entry?.utc_days)),
  };
}

/** Requests with the same number have prompts under the same prices; `further`: lengths to tell them apart by besides. */
export function lengthBucket({ lengths }: PriceConditions, further: readonly number[] = []): Sql {
  const edges = ascending([...lengths, ...further]);
  return edges.length === 0 ? sql`0` : sql`width_bucket(prompt_tokens, ${edges}::bigint[])`;
}

/** Requests with the same number came under the same prices by clock and weekday. */
export function clockBucket({ minutes, byWeekday }: PriceConditions): Sql {
  const at = sql`(created_at AT TIME ZONE 'UTC')`;
  const minute = sql`extract(hour FROM ${at}) * 60 + extract(minute FROM ${at})`;
  const window = minutes.length === 0 ? sql`0` : sql`width_bucket((${minute})::int, ${[...minutes]}::int[])`;
  return byWeekday ? sql`(extract(isodow FROM ${at})::int * 10000 + ${window})` : window;
}
