import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pool, prisma } from "../db/client";
import { transaction } from "../db/sql";
import { type GenerationReport, type GenerationSource, SOURCE_BITS } from "../domain/generation";
import { FIELD_PRECEDENCE } from "../domain/generation-merge";
import { parseUsd, usdToString } from "../domain/usd";
import { makeKey, makeOwner } from "../test/facts-owner";
import { makeReport as report } from "../test/generation-report";
import { REPORTED_COLUMNS } from "./generation-columns";
import { mergeGenerations } from "./generations";

const cost = (text: string) => parseUsd(text);

const merge = (owner: Parameters<typeof mergeGenerations>[1], reports: GenerationReport[]) =>
  transaction((client) => mergeGenerations(client, owner, reports));

async function stored(organizationId: string) {
  const { rows } = await pool().query("SELECT * FROM generations WHERE organization_id = $1 ORDER BY generation_id", [
    organizationId,
  ]);
  return rows;
}

async function dirty(connectionId: string) {
  const { rows } = await pool().query("SELECT day, version FROM dirty_days WHERE connection_id = $1 ORDER BY day", [
    connectionId,
  ]);
  return rows.map((row) => `${row.day} v${row.version}`);
}

describe("mergeGenerations", () => {
  it("lets Analytics' exact charge replace the log's, and keeps what only the log tells", async () => {
    const owner = await makeOwner();
    const log = report({ costUsd: cost("0.000153"), finishReason: "stop", keyName: "ci", firstTokenMs: 268 });
    const analytics = report({ source: "analytics", costUsd: cost("0.0001537"), sessionId: "s1", app: "Chat" });
    expect(await merge(owner, [log])).toEqual({ inserted: 1, changed: 0, days: ["2026-11-03"] });
    expect((await stored(owner.organizationId))[0]).toMatchObject({ cost_usd: "0.000153000000", cost_is_cut: true, sources: 1 });
    expect(await merge(owner, [analytics])).toEqual({ inserted: 0, changed: 1, days: ["2026-11-03"] });
    const [row] = await stored(owner.organizationId);
    expect(row).toMatchObject({ cost_usd: "0.000153700000", cost_is_cut: false, sources: 3, finish_reason: "stop" });
    expect(row).toMatchObject({ key_name: "ci", first_token_ms: 268, session_id: "s1", app: "Chat", day: "2026-11-03" });
  });

  it("marks nothing dirty when a report says nothing new", async () => {
    const owner = await makeOwner();
    const reports = [report({ costUsd: cost("1") }), report({ generationId: "gen-2", source: "analytics", costUsd: cost("2") })];
    await merge(owner, reports);
    expect(await dirty(owner.connectionId)).toEqual(["2026-11-03 v2"]);
    expect(await merge(owner, reports)).toEqual({ inserted: 0, changed: 0, days: [] });
    expect(await dirty(owner.connectionId)).toEqual(["2026-11-03 v2"]);
  });

  it("marks both days when the better clock moves a request over midnight", async () => {
    const owner = await makeOwner();
    await merge(owner, [report({ source: "analytics", createdAt: new Date("2026-11-04T00:00:00Z") })]);
    const moved = await merge(owner, [report({ createdAt: new Date("2026-11-03T23:59:59.999Z") })]);
    expect(moved.days).toEqual(["2026-11-03", "2026-11-04"]);
    expect((await stored(owner.organizationId))[0]).toMatchObject({ day: "2026-11-03" });
  });

  it("moves a generation from where a log was uploaded to the connection whose account had it", async () => {
    const uploads = await makeOwner();
    const other = await prisma().connection.create({ data: { organizationId: uploads.organizationId, name: "Account" } });
    const account = { ...uploads, connectionId: other.id };
    const keyId = await makeKey(account, { hash: "a".repeat(64), name: "ci" });
    await merge(uploads, [report({ keyName: "ci" })]);
    await merge(account, [report({ source: "analytics" })]);
    expect((await stored(uploads.organizationId))[0]).toMatchObject({
      connection_id: other.id,
      key_id: keyId,
      key_is_certain: false,
    });
    expect(await dirty(uploads.connectionId)).toEqual(["2026-11-03 v2"]);
    expect(await dirty(other.id)).toEqual(["2026-11-03 v1"]);
  });

  it("survives text meant to break it", async () => {
    const owner = await makeOwner();
    const app = "a\tb\\c\nd\r'; DROP TABLE generations; -- \\N \u{1F600}";
    await merge(owner, [report({ app, tags: { "x\n": '"\\' } })]);
    expect((await stored(owner.organizationId))[0]).toMatchObject({ app, tags: { "x\n": '"\\' } });
  });

  it("stores nothing of two merges at once twice", async () => {
    const owner = await makeOwner();
    const ids = Array.from({ length: 500 }, (_, index) => report({ generationId: `gen-${index}` }));
    const outcomes = await Promise.all([merge(owner, ids), merge(owner, ids.toReversed()), merge(owner, ids.slice(100, 300))]);
    expect(outcomes.reduce((sum, outcome) => sum + outcome.inserted, 0)).toBe(500);
    expect(await stored(owner.organizationId)).toHaveLength(500);
  });
});

describe("the key of a merged generation", () => {
  const at = (text: string) => new Date(text);
  it("is the one whose hash was told, made where no directory lists it", async () => {
    const owner = await makeOwner();
    const keyId = await makeKey(owner, { hash: "a".repeat(64), name: "ci" });
    await makeKey(owner, { hash: "b".repeat(64), name: "ci" });
    await merge(owner, [report({ source: "analytics", keyHash: "a".repeat(64), keyName: "ci" })]);
    await merge(owner, [report({ source: "analytics", generationId: "gen-2", keyHash: "c".repeat(64), keyName: "new" })]);
    const rows = await stored(owner.organizationId);
    expect(rows[0]).toMatchObject({ key_id: keyId, key_is_certain: true });
    expect(await prisma().key.findUnique({ where: { id: rows[1].key_id } })).toMatchObject({ hash: "c".repeat(64), name: "new" });
  });

  it("is found by a name that one key had then, unknown where several had it, a key of that name alone where none had", async () => {
    const owner = await makeOwner();
    const first = await makeKey(owner, { hash: "a".repeat(64), name: "ci", createdAt: at("2026-02-01T10:30:00Z") });
    await makeKey(owner, { hash: "b".repeat(64), name: "ci", createdAt: at("2026-06-01T00:00:00Z") });
    const on = (generationId: string, createdAt: string) => report({ generationId, keyName: "ci", createdAt: at(createdAt) });
    await merge(owner, [
      on("gen-1", "2026-01-15T00:00:00Z"),
      on("gen-2", "2026-02-01T10:00:00Z"),
      on("gen-3", "2026-06-01T00:00:00Z"),
    ]);
    const rows = await stored(owner.organizationId);
    const named = await prisma().key.findFirstOrThrow({ where: { connectionId: owner.connectionId, hash: null } });
    expect(rows.map((row) => row.key_id)).toEqual([named.id, first, null]);
    expect(rows[2].key_name).toBe("ci");
  });
});

const SOURCES: GenerationSource[] = ["log", "analytics", "broadcast", "client"];
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: null });
const word = maybe(fc.constantFrom("a", "b", "B", "é"));
const count = maybe(fc.nat(3));
const anyReport: fc.Arbitrary<GenerationReport> = fc.record({
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
function expected(reports: GenerationReport[]) {
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

it("merges to the same rows whatever the order, the repetition and the batches", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyReport, { minLength: 1, maxLength: 12 }),
      fc.infiniteStream(fc.nat()),
      async (reports, random) => {
        const owner = await makeOwner();
        await makeKey(owner, { hash: "a".repeat(64), name: "one" });
        await makeKey(owner, { hash: "b".repeat(64), name: "two" });
        const draw = (below: number) => (random.next().value ?? 0) % below;
        const shuffled = [...reports, ...reports.filter(() => draw(2) === 0)].map((told) => ({ told, place: draw(1000) }));
        shuffled.sort((a, b) => a.place - b.place);
        const batch: GenerationReport[] = [];
        for (const { told } of shuffled) {
          batch.push(told);
          if (draw(3) > 0) await merge(owner, batch.splice(0));
        }
        await merge(owner, batch);
        const rows = await stored(owner.organizationId);
        expect(rows).toMatchObject(expected(reports));
        const { rows: keys } = await pool().query(
          `SELECT g.generation_id, k.hash, k.name FROM generations g LEFT JOIN keys k ON k.id = g.key_id
           WHERE g.organization_id = $1 ORDER BY g.generation_id`,
          [owner.organizationId],
        );
        expect(keys).toEqual(expected(reports).map((row) => expectedKey(row, reports)));
        // The same again, all at once: nothing left to learn.
        expect(await merge(owner, reports)).toEqual({ inserted: 0, changed: 0, days: [] });
      },
    ),
    { numRuns: 60 },
  );
});

function expectedKey(row: Record<string, unknown>, reports: GenerationReport[]) {
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
