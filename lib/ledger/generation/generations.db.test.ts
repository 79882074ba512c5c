import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pool, prisma } from "../../db/client";
import { transaction } from "../../db/sql";
import type { GenerationReport } from "../../domain/generation/generation";
import { parseUsd } from "../../domain/usd";
import { anyReport, expectedKey, expectedRows } from "../../test/drawn-reports";
import { makeKey, makeOwner } from "../../test/facts-owner";
import { makeReport as report } from "../../test/generation-report";
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
        expect(rows).toMatchObject(expectedRows(reports));
        const { rows: keys } = await pool().query(
          `SELECT g.generation_id, k.hash, k.name FROM generations g LEFT JOIN keys k ON k.id = g.key_id
           WHERE g.organization_id = $1 ORDER BY g.generation_id`,
          [owner.organizationId],
        );
        expect(keys).toEqual(expectedRows(reports).map((row) => expectedKey(row, reports)));
        // The same again, all at once: nothing left to learn.
        expect(await merge(owner, reports)).toEqual({ inserted: 0, changed: 0, days: [] });
      },
    ),
    { numRuns: 60 },
  );
});

/** Deals reports out to hands at random, some of them twice, in batches of a few. */
function deal(reports: readonly GenerationReport[], hands: number, draw: (below: number) => number): GenerationReport[][][] {
  const dealt = Array.from({ length: hands }, (): GenerationReport[][] => [[]]);
  const doubled = [...reports, ...reports.filter(() => draw(2) === 0)].map((told) => ({ told, place: draw(1000) }));
  for (const { told } of doubled.sort((a, b) => a.place - b.place)) {
    const hand = dealt[draw(hands)] ?? [];
    if (draw(3) === 0) hand.push([]);
    hand.at(-1)?.push(told);
  }
  return dealt;
}

it("merges to the same rows when many hands do it at once, in transactions that overlap", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyReport, { minLength: 4, maxLength: 24 }),
      fc.infiniteStream(fc.nat()),
      async (reports, random) => {
        const owner = await makeOwner();
        await makeKey(owner, { hash: "a".repeat(64), name: "one" });
        await makeKey(owner, { hash: "b".repeat(64), name: "two" });
        const hands = deal(reports, 4, (below) => (random.next().value ?? 0) % below);
        await Promise.all(
          hands.map(async (batches) => {
            // Two batches a transaction, the second of whatever ids: whoever locked as he went would meet another in a ring.
            for (let at = 0; at < batches.length; at += 2) {
              await transaction(async (client) => {
                for (const batch of batches.slice(at, at + 2)) await mergeGenerations(client, owner, batch);
              });
            }
          }),
        );
        expect(await stored(owner.organizationId)).toMatchObject(expectedRows(reports));
        expect(await merge(owner, reports)).toEqual({ inserted: 0, changed: 0, days: [] });
      },
    ),
    { numRuns: 20 },
  );
});
