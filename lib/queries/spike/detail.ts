import { z } from "zod";
import { select, sql } from "../../db/sql";
import { addDays, type Day, dayOf, eachDay } from "../../domain/day";
import type { AuthorizedScope } from "../../domain/scope";
import { readFilterWord } from "../../domain/spend/question";
import { daysAround } from "../../domain/spike/spike";
import { type Usd, ZERO_USD } from "../../domain/usd";
import { usdColumn } from "../../facts/figure-columns";
import { budgetDays } from "../budget/days";
import { ownFilters } from "../forecast/forecast";
import { sharedSnapshot } from "../snapshot";
import { driversOf, type SpendDrivers } from "../spend/drivers";
import { dayColumn } from "../spend/figures-sql";
import { type Spike, spikeById } from "./spikes";

/** A step before, in or after a spike. */
export interface SpikeStep {
  from: Date;
  /** Null: unknown. */
  costUsd: Usd | null;
  inSpike: boolean;
}

export interface SpikeDetail {
  spike: Spike;
  /** Hours around an hours' spike, days around a days' one. */
  steps: SpikeStep[];
  /** Against the week before; null where that is not in the books. */
  drivers: SpendDrivers | null;
}

const HOUR_MS = 3_600_000;
const HOURS_BEFORE = 72;
const HOURS_AFTER = 24;
const DAYS_BEFORE = 21;
const DAYS_AFTER = 7;

async function hoursAround(scope: AuthorizedScope, spike: Spike, now: Date): Promise<SpikeStep[]> {
  const from = new Date(spike.from.getTime() - HOURS_BEFORE * HOUR_MS);
  const to = new Date(Math.min(now.getTime(), spike.to.getTime() + HOURS_AFTER * HOUR_MS));
  const key = readFilterWord("key", spike.filters.key?.[0] ?? "none").id;
  const rows = await select(
    sql`SELECT day, hour, sum(cost_usd)::text AS cost_usd FROM spend_hours WHERE organization_id = ${scope.organizationId}::uuid
          AND day BETWEEN ${dayOf(from)}::date AND ${dayOf(to)}::date AND key_id IS NOT DISTINCT FROM ${key}::uuid GROUP BY day, hour`,
    z.object({ day: dayColumn, hour: z.number(), cost_usd: usdColumn }),
  );
  const known = await select(
    sql`SELECT DISTINCT day FROM spend_hour_days WHERE organization_id = ${scope.organizationId}::uuid
          AND day BETWEEN ${dayOf(from)}::date AND ${dayOf(to)}::date`,
    z.object({ day: dayColumn }),
  );
  const days = new Set(known.map(({ day }) => day));
  const costs = new Map(rows.map(({ day, hour, cost_usd }) => [Date.parse(`${day}T00:00:00Z`) + hour * HOUR_MS, cost_usd]));
  const steps: SpikeStep[] = [];
  for (let at = from.getTime(); at < to.getTime(); at += HOUR_MS) {
    const start = new Date(at);
    const costUsd = costs.get(at) ?? (days.has(dayOf(start)) ? ZERO_USD : null);
    steps.push({ from: start, costUsd, inSpike: start >= spike.from && start < spike.to });
  }
  return steps;
}

async function daysOf(scope: AuthorizedScope, spike: Spike, now: Date): Promise<SpikeStep[]> {
  const { after } = daysAround(spike);
  const today = dayOf(now);
  const last = addDays(after.to, DAYS_AFTER);
  const range = { from: addDays(after.from, -DAYS_BEFORE), to: last < today ? last : addDays(today, -1) };
  const [found] = await sharedSnapshot((on) => budgetDays(scope, [ownFilters(scope, spike.filters)], range, now, on));
  const costs = new Map((found ?? []).map(({ day, costUsd }) => [day, costUsd]));
  return eachDay(range.from, range.to).map((day: Day) => ({
    from: new Date(`${day}T00:00:00Z`),
    costUsd: costs.get(day) ?? null,
    inSpike: day >= after.from && day <= after.to,
  }));
}

/**
 * A spike with what was before and after it and what made it. Null where there is none of that id that the asker may see.
 * Whoever sees only some developers sees days and drivers of theirs, and no hours, which have no names.
 */
export async function spikeDetail(scope: AuthorizedScope, id: string, now: Date): Promise<SpikeDetail | null> {
  const spike = await spikeById(scope, id);
  if (!spike) return null;
  const byHour = spike.resolution === "hour" && scope.visibility.kind === "all";
  const [steps, drivers] = await Promise.all([
    byHour ? hoursAround(scope, spike, now) : daysOf(scope, spike, now),
    driversOf(scope, { filters: spike.filters, ...daysAround(spike) }, dayOf(now)),
  ]);
  return { spike, steps, drivers };
}
