import type { Account } from "../../demo/account/account";
import { addDays, type Day, eachDay, startOfDay } from "../../lib/domain/day";
import { BILLED_DAYS, GENERATION_DAYS, ROW_LIMIT } from "../../lib/openrouter/billed/analytics";
import { FIGURE_METRICS } from "../../lib/openrouter/billed/cells";
import { type KeyPart, partitionKeys } from "../../lib/openrouter/generation/key-partition";

/** Body of an Analytics question. */
export type Question = Record<string, unknown>;

interface Stretch {
  from: Date;
  to: Date;
}

/** Fewest stretches of at most ROW_LIMIT rows: greedily, since a longer stretch never needs more of the rest. */
function fewest(pieces: readonly (Stretch & { rows: number })[]): Stretch[] {
  const stretches: (Stretch & { rows: number })[] = [];
  for (const piece of pieces) {
    const last = stretches.at(-1);
    if (last && last.rows + piece.rows <= ROW_LIMIT) Object.assign(last, { to: piece.to, rows: last.rows + piece.rows });
    else stretches.push({ ...piece });
  }
  return stretches;
}

function covers(part: KeyPart, hash: string | undefined): boolean {
  if (part.only) return hash !== undefined && part.only.includes(hash);
  return hash === undefined || !part.except.includes(hash);
}

function filtersOf(part: KeyPart) {
  if (part.only) return [{ field: "api_key_id", operator: "in", value: part.only }];
  if (part.except.length === 0) return [];
  return [{ field: "api_key_id", operator: "not_in", value: part.except, include_unset: true }];
}

/**
 * The fewest Analytics questions that tell all a first sync stores, by somebody who knows beforehand how many rows each
 * answer has: what no backfill can do with less. Also how many keys, cells and single requests that are.
 */
export function leastQuestions(account: Account, now: Date, today: Day) {
  const parts = partitionKeys(account.cast.keys.map((key) => ({ hash: key.hash, name: key.names.at(-1)?.name ?? "" })));
  const days = eachDay(addDays(today, 1 - BILLED_DAYS), today);
  let cells = 0;
  const questions: Question[] = [];
  const ask = (
    dimensions: string[],
    metrics: readonly string[],
    granularity: string,
    part: KeyPart | null,
    { from, to }: Stretch,
  ) =>
    questions.push({
      dimensions,
      metrics,
      granularity,
      filters: part ? filtersOf(part) : [],
      limit: ROW_LIMIT,
      time_range: { start: from.toISOString(), end: to.toISOString() },
    });
  for (const part of parts) {
    const pieces = days.map((day) => {
      const facts = account.cellsOf(day, now).filter((fact) => covers(part, fact.key?.hash));
      const rows = new Set(facts.map((fact) => `${fact.key?.hash} ${fact.model.permaslug}`)).size;
      cells += rows;
      return { from: startOfDay(day), to: startOfDay(addDays(day, 1)), rows };
    });
    for (const stretch of fewest(pieces)) ask(["api_key_id", "model"], FIGURE_METRICS, "day", part, stretch);
  }
  const recent = eachDay(addDays(today, 1 - GENERATION_DAYS), today);
  const singles = recent.flatMap((day) => [...account.generationsOf(day, now)]);
  const seconds = (part: KeyPart | null) => {
    const counts = new Map<number, number>();
    for (const single of singles) {
      if (part && !covers(part, single.key?.hash)) continue;
      const second = Math.floor(single.createdAt / 1_000);
      counts.set(second, (counts.get(second) ?? 0) + 1);
    }
    const sorted = [...counts].sort(([a], [b]) => a - b);
    return sorted.map(([second, rows]) => ({ from: new Date(second * 1_000), to: new Date((second + 1) * 1_000), rows }));
  };
  for (const stretch of fewest(seconds(null))) {
    ask(["generation_id", "model"], FIGURE_METRICS, "hour", null, stretch);
    for (const dimension of ["api_key_id", "provider", "external_user", "session_id", "app"]) {
      ask(["generation_id", dimension], ["request_count"], "hour", null, stretch);
    }
  }
  for (const part of parts.filter((candidate) => candidate.only !== null)) {
    for (const stretch of fewest(seconds(part))) ask(["generation_id", "api_key_id"], ["request_count"], "hour", part, stretch);
  }
  return { questions, keys: account.cast.keys.length, cells, generations: singles.length };
}
