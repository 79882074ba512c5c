import { z } from "zod";
import { addDays, type Day, startOfDay } from "../../domain/day";
import type { Usd } from "../../domain/usd";
import type { OpenRouter } from "../client";
import { charge, count, day } from "../readers";
import { bucketOf, queryAnalytics } from "./analytics";

/** What the whole account was charged on a day. */
export interface DayTotal {
  costUsd: Usd;
  requests: number;
}

const Total = z.object({ credits_usage: charge, request_count: count });

/** What the whole account was charged on each day, days without a charge missing: one question for a year. */
export async function readDayTotals(openRouter: OpenRouter, oldest: Day, newest: Day): Promise<Map<Day, DayTotal>> {
  const metrics = ["credits_usage", "request_count"];
  const time = { from: startOfDay(oldest), to: startOfDay(addDays(newest, 1)) };
  const { rows } = await queryAnalytics(openRouter, { metrics, dimensions: [], granularity: "day", ...time });
  const totals = new Map<Day, DayTotal>();
  for (const row of rows) {
    const bucket = day.safeParse(bucketOf(row));
    const total = Total.safeParse(row);
    // A total that cannot be read proves nothing about its day.
    if (bucket.success && total.success) {
      totals.set(bucket.data, { costUsd: total.data.credits_usage, requests: total.data.request_count });
    }
  }
  return totals;
}
