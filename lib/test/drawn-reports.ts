/** Reports of a few generations by every source, and what they must come to, worked out without any SQL. */
import fc from "fast-check";
import type { GenerationReport, GenerationSource } from "../domain/generation/generation";
import { SOURCE_BITS } from "../domain/generation/generation";
import { FIELD_PRECEDENCE } from "../domain/generation/merge";
import { parseUsd, usdToString } from "../domain/usd";
import { REPORTED_COLUMNS } from "../ledger/generation/columns";

const SOURCES: GenerationSource[] = ["log", "analytics", "broadcast", "client"];
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: null });
const word = maybe(fc.constantFrom("a", "b", "B", "é"));
const count = maybe(fc.nat(3));
/** Of three generations, so that reports meet. */
export const anyReport: fc.Arbitrary<GenerationReport> = fc.record({
  source: fc.constantFrom(...SOURCES),
  generationId: fc.constantFrom("gen-1", "gen-2", "gen-3"),
  createdAt: fc
    .constantFrom("2026-11-03T23:59:59.999Z", "2026-11-04T00:00:00.000Z", "2026-11-04T05:00:00.000Z")
    .map((text) => new Date(text)),
  keyHash: maybe(fc.constantFrom("a".repeat(64), "b".repeat(64))),
  keyName: maybe(fc.constantFrom("one", "two", "nobody's")),
  model: fc.constantFrom("m/a", "m/b"),
  variant: word,
  provider: word,
  externalUser: word,
  member: word,
  sessionId: word,
  app: word,
  feature: word,
  tags: maybe(fc.constantFrom({ a: "1" }, { a: "2" })),
  costUsd: maybe(fc.constantFrom("0", "0.000001", "12.5").map(parseUsd)),
  byokUsd: maybe(fc.constantFrom("0", "3").map(parseUsd)),
  promptTokens: count,
  cachedTokens: count,
  cacheWriteTokens: count,
  completionTokens: count,
  reasoningTokens: count,
  streamed: maybe(fc.boolean()),
  cancelled: maybe(fc.boolean()),
  finishReason: word,
  generationTimeMs: count,
  firstTokenMs: count,
});

/** What the table of precedences says, worked out one field at a time without any SQL. */
export function expectedRows(reports: GenerationReport[]) {
  const ids = [...new Set(reports.map((told) => told.generationId))].sort();
  return ids.map((generationId) => {
    const own = reports.filter((told) => told.generationId === generationId);
    const row: Record<string, unknown> = {
      generation_id: generationId,
      sources: own.reduce((bits, told) => bits | SOURCE_BITS[told.source], 0),
    };
    for (const [field, precedence] of FIELD_PRECEDENCE) {
      const column = field === "connection" || field === "keyHash" ? undefined : REPORTED_COLUMNS.get(field);
      if (field === "connection" || !column) continue;
      const told =
        precedence
          .map((source) => own.filter((one) => one.source === source && one[field] !== null).map((one) => one[field]))
          .find((values) => values.length > 0) ?? [];
      const [best] = told.sort((a, b) => (comparable(a) < comparable(b) ? 1 : -1));
      row[column] =
        best === undefined ? null : typeof best === "bigint" ? `${Number(usdToString(best as never)).toFixed(12)}` : best;
      if (field === "costUsd")
        row.cost_is_cut = told.length > 0 && !own.some((one) => one.source !== "log" && one.costUsd !== null);
    }
    return row;
  });
}

function comparable(value: unknown): string | number | bigint | boolean | Date {
  return value !== null && typeof value === "object" && !(value instanceof Date) ? JSON.stringify(value) : (value as string);
}

/** The key that a merged row must have, of two that are listed as `one` and `two`. */
export function expectedKey(row: Record<string, unknown>, reports: GenerationReport[]) {
  const own = reports.filter((told) => told.generationId === row.generation_id && told.keyHash !== null);
  const [, precedence = []] = FIELD_PRECEDENCE.find(([field]) => field === "keyHash") ?? [];
  const source = precedence.find((one) => own.some((told) => told.source === one));
  const hash =
    own
      .filter((told) => told.source === source)
      .map((told) => told.keyHash ?? "")
      .sort()
      .at(-1) ?? null;
  const listed: Record<string, string> = { one: "a".repeat(64), two: "b".repeat(64) };
  const names = Object.fromEntries(Object.entries(listed).map(([name, held]) => [held, name]));
  if (hash) return { generation_id: row.generation_id, hash, name: names[hash] };
  const name = row.key_name as string | null;
  return { generation_id: row.generation_id, hash: name ? (listed[name] ?? null) : null, name };
}
