import { addDays, type Day, dayOf, startOfMonth, weekday } from "../../lib/domain/day";
import { addUsd, type Usd, ZERO_USD } from "../../lib/domain/usd";
import type { Demo } from "./state";
import { wireUsd } from "./wire";

const WINDOWS = ["", "_daily", "_weekly", "_monthly"] as const;
type Window = (typeof WINDOWS)[number];
type Running = Record<Window, { costUsd: Usd; byokUsd: Usd }>;

function nothing(): Running {
  const zero = () => ({ costUsd: ZERO_USD, byokUsd: ZERO_USD });
  return { "": zero(), _daily: zero(), _weekly: zero(), _monthly: zero() };
}

function windowStarts(today: Day): Record<Exclude<Window, "">, Day> {
  return { _daily: today, _weekly: addDays(today, 1 - weekday(today)), _monthly: startOfMonth(today) };
}

/** What each key (by number; null: the chatroom) used in its lifetime and in the current UTC day, week and month. */
export async function runningUsage(demo: Demo): Promise<Map<number | null, Running>> {
  const now = demo.now();
  const starts = windowStarts(dayOf(now));
  const usage = new Map<number | null, Running>();
  await demo.account.prepare(now);
  for (const day of demo.account.daysUntil(now)) {
    for (const cell of demo.account.cellsOf(day, now)) {
      const id = cell.key?.id ?? null;
      const running = usage.get(id) ?? nothing();
      usage.set(id, running);
      for (const window of WINDOWS) {
        if (window !== "" && day < starts[window]) continue;
        running[window].costUsd = addUsd(running[window].costUsd, cell.costUsd);
        running[window].byokUsd = addUsd(running[window].byokUsd, cell.byokUsd);
      }
    }
  }
  return usage;
}

/** The eight usage fields of a key. */
export function usageFields(running: Running = nothing()): Record<string, number> {
  const fields = WINDOWS.flatMap((window): [string, number][] => [
    [`usage${window}`, wireUsd(running[window].costUsd)],
    [`byok_usage${window}`, wireUsd(running[window].byokUsd)],
  ]);
  return Object.fromEntries(fields);
}

/** What counts against a key's limit: its use in the window the limit is renewed by. */
export function usedOfLimit(running: Running = nothing(), reset: "daily" | "weekly" | "monthly" | null): Usd {
  return running[reset === null ? "" : (`_${reset}` as const)].costUsd;
}
