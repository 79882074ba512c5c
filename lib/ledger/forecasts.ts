import { z } from "zod";
import { execute, select, sql } from "../db/sql";
import { type Day, dayOf } from "../domain/day";
import type { ForecastBands } from "../domain/forecast/forecast";
import { type Usd, usdToString } from "../domain/usd";

/** What is said today of a month. */
export interface MadeForecast {
  /** Empty with an empty word: the organization. */
  dimension: string;
  word: string;
  periodFrom: Day;
  periodTo: Day;
  spentUsd: Usd;
  expectedUsd: Usd;
  sevenDayUsd: Usd;
  /** Null for parts, of which only what is expected is kept. */
  bands: ForecastBands | null;
  method: string;
}

/** Keeps a day's forecasts. What was said first on a day stays said. */
export async function keepForecasts(organizationId: string, made: readonly MadeForecast[], now: Date): Promise<void> {
  const amounts = (of: (forecast: MadeForecast) => Usd | null) =>
    made.map((forecast) => {
      const amount = of(forecast);
      return amount === null ? null : usdToString(amount);
    });
  const band = (name: keyof ForecastBands, side: 0 | 1) => amounts(({ bands }) => bands?.[name][side] ?? null);
  await execute(
    sql`INSERT INTO forecasts (organization_id, made_on, dimension, word, period_from, period_to, spent_usd, expected_usd, seven_day_usd,
          p50_low_usd, p50_high_usd, p80_low_usd, p80_high_usd, p95_low_usd, p95_high_usd, method, made_at)
        SELECT ${organizationId}::uuid, ${dayOf(now)}::date, made.*, ${now} FROM unnest(
          ${made.map(({ dimension }) => dimension)}::text[], ${made.map(({ word }) => word)}::text[],
          ${made.map(({ periodFrom }) => periodFrom)}::date[], ${made.map(({ periodTo }) => periodTo)}::date[],
          ${amounts(({ spentUsd }) => spentUsd)}::numeric[], ${amounts(({ expectedUsd }) => expectedUsd)}::numeric[],
          ${amounts(({ sevenDayUsd }) => sevenDayUsd)}::numeric[], ${band("p50", 0)}::numeric[], ${band("p50", 1)}::numeric[],
          ${band("p80", 0)}::numeric[], ${band("p80", 1)}::numeric[], ${band("p95", 0)}::numeric[], ${band("p95", 1)}::numeric[],
          ${made.map(({ method }) => method)}::text[]) AS made
        ON CONFLICT DO NOTHING`,
  );
}

/** Forecasts wait for yesterday's books, yet no longer than to this hour (UTC). */
const LATEST_HOUR = 6;

/** Books that ended longer ago tell nothing of what is coming. */
const LOOK_BACK_DAYS = 200;

/** Organizations of which nothing has been forecast today, and whose books have yesterday, or will hardly have it soon. */
export async function organizationsToForecast(now: Date): Promise<string[]> {
  const today = dayOf(now);
  const found = await select(
    sql`SELECT o.id::text FROM organizations o
        WHERE EXISTS (SELECT FROM day_books b WHERE b.organization_id = o.id AND b.day < ${today}::date AND b.day > ${today}::date - ${LOOK_BACK_DAYS}::int)
          AND NOT EXISTS (SELECT FROM forecasts f WHERE f.organization_id = o.id AND f.made_on = ${today}::date)
          AND NOT EXISTS (SELECT FROM dirty_days d JOIN connections c ON c.id = d.connection_id WHERE c.organization_id = o.id)
          AND (${now.getUTCHours() >= LATEST_HOUR}::boolean
            OR EXISTS (SELECT FROM day_books b WHERE b.organization_id = o.id AND b.day = ${today}::date - 1 AND b.pulled_at >= ${today}::date))`,
    z.object({ id: z.string() }),
  );
  return found.map(({ id }) => id);
}
