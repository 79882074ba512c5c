import { readFileSync } from "node:fs";
import { basename } from "node:path";
import Papa from "papaparse";
import { addDays, type Day, DayError, daysBetween, parseDay } from "../../lib/domain/day";
import { BenchUsageError } from "../harness/bench";
import type { DailyCosts } from "./rolling-origin";

function costOf(text: string, place: string): number | null {
  if (text.trim() === "") return null;
  const cost = Number(text);
  if (!Number.isFinite(cost)) throw new BenchUsageError(`${place}: ${JSON.stringify(text)} is no number.`);
  return cost;
}

function dayAt(text: string, place: string): Day {
  try {
    return parseDay(text.trim().slice(0, 10));
  } catch (error) {
    if (error instanceof DayError) throw new BenchUsageError(`${place}: ${error.message}.`);
    throw error;
  }
}

/**
 * A CSV of date and costUsd, in any order of days. A day that is missing, or has no cost, is unknown; of a day that comes
 * twice the later row holds, as where a day was restated. Throws BenchUsageError for anything else.
 */
export function readDailyCosts(path: string): DailyCosts {
  const { data } = Papa.parse<string[]>(readFileSync(path, "utf8").replace(/^\uFEFF/, ""), { skipEmptyLines: "greedy" });
  const [header = [], ...rows] = data;
  const names = header.map((name) => name.trim().toLowerCase());
  const [dateAt, costAt] = [names.indexOf("date"), names.indexOf("costusd")];
  if (dateAt < 0 || costAt < 0) throw new BenchUsageError(`${path} needs the columns date and costUsd.`);
  const costs = new Map<Day, number | null>();
  for (const [index, row] of rows.entries()) {
    const place = `Row ${index + 2}`;
    costs.set(dayAt(row[dateAt] ?? "", place), costOf(row[costAt] ?? "", place));
  }
  const days = [...costs.keys()].sort();
  const [firstDay, lastDay] = [days[0], days.at(-1)];
  if (firstDay === undefined || lastDay === undefined) throw new BenchUsageError(`${path} has no days.`);
  const count = daysBetween(firstDay, lastDay) + 1;
  if (count > 20_000) throw new BenchUsageError(`${path} spans ${count} days: use at most 20,000.`);
  const values = Array.from({ length: count }, (_, index) => costs.get(addDays(firstDay, index)) ?? null);
  return { name: basename(path), kind: "file", firstDay, values };
}
