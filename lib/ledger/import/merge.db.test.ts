import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { pool, prisma } from "../../db/client";
import { transaction } from "../../db/sql";
import type { LogRow } from "../../domain/import/log-row";
import { mintSystemScope } from "../../domain/mint-scope";
import { makeReport } from "../../test/generation-report";
import { mergeGenerations } from "../generation/generations";
import { rebuildDirtyDays } from "../rebuild/dirty-days";
import { waitingWork } from "../sync/work";
import { cancelImport } from "./cancel";
import { beginImport, finishUpload } from "./imports";
import { mergeImport } from "./merge";
import { stagingParts } from "./parts";
import { Staging } from "./staging";

const NOW = new Date("2026-11-21T10:00:00Z");
const now = () => NOW;
const ALIKE = `row-${"0".repeat(32)}-1`;

function logRow(line: number, generationId: string): LogRow {
  const names = { keyName: "ci", model: "m/a", variant: null, provider: null, member: null, app: "a\tb\\", finishReason: null };
  const tokens = { promptTokens: "10", cachedTokens: null, completionTokens: null, reasoningTokens: null };
  const rest = { byokUsd: null, streamed: null, cancelled: null, generationTimeMs: null, firstTokenMs: null };
  return { line, generationId, createdAt: "2026-02-27 03:43:49.788+00", costUsd: "0.5", ...names, ...tokens, ...rest };
}

/** Uploads these generations, each into a staging table of its own unless a piece holds more bytes. */
async function stage(ids: readonly string[], organizationId?: string, piece = 1) {
  const organization =
    organizationId ?? (await prisma().organization.create({ data: { slug: `o-${randomUUID()}`, name: "Acme" } })).id;
  const scope = mintSystemScope(organization, { kind: "operator" });
  const { importId } = await beginImport(scope, { fileName: "log.csv" }, NOW);
  const staging = new Staging(importId, { piece, piecesInPart: 1 });
  for (const [index, id] of ids.entries()) await staging.add(logRow(index + 2, id));
  await staging.close();
  await finishUpload(importId, { bytes: 1, rows: ids.length, rejected: 0 }, NOW);
  return { importId, organizationId: organization, scope };
}

const stored = (importId: string) => prisma().import.findUniqueOrThrow({ where: { id: importId } });

async function generationIds(organizationId: string): Promise<string[]> {
  const found = await prisma().generation.findMany({ where: { organizationId }, orderBy: { generationId: "asc" } });
  return found.map((generation) => generation.generationId.replace("0".repeat(32), "…"));
}

describe("mergeImport", () => {
  it("takes every part, the escaped text in it too, and drops it", async () => {
    const { importId, organizationId } = await stage(["gen-1", "gen-2", "gen-3", "gen-4", "gen-5"]);
    // The last piece is empty: its table holds nothing.
    expect(await stagingParts(pool(), importId)).toHaveLength(6);
    await mergeImport(importId, { now });
    expect(await stagingParts(pool(), importId)).toEqual([]);
    expect(await stored(importId)).toMatchObject({ status: "succeeded", inserted: 5n, merged: 0n });
    expect(await prisma().generation.findMany({ where: { organizationId, app: "a\tb\\" } })).toHaveLength(5);
    expect(await prisma().key.count({ where: { organizationId } })).toBe(1);
  });

  it("numbers rows that are alike across parts, in the file's order", async () => {
    const { importId, organizationId } = await stage([ALIKE, "gen-1", ALIKE, ALIKE]);
    await mergeImport(importId, { now });
    expect(await generationIds(organizationId)).toEqual(["gen-1", "row-…-1", "row-…-2", "row-…-3"]);
  });

  it("counts a generation that stands in two parts once", async () => {
    const { importId } = await stage(["gen-1", "gen-2", "gen-1", "gen-2", "gen-1"]);
    await mergeImport(importId, { now });
    expect(await stored(importId)).toMatchObject({ status: "succeeded", inserted: 2n, merged: 3n });
  });

  it("goes on with the parts that are left when the database failed in the middle", async () => {
    const { importId, organizationId } = await stage(["gen-1", "gen-2", "gen-full", "gen-3", "gen-4"]);
    await pool().query(`CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS
      $$BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END$$`);
    await pool().query(`CREATE TRIGGER disk_full BEFORE INSERT ON generations FOR EACH ROW
      WHEN (NEW.generation_id = 'gen-full') EXECUTE FUNCTION disk_full()`);
    await expect(mergeImport(importId, { now })).rejects.toThrow("no space left");
    const halfway = await stored(importId);
    expect(halfway).toMatchObject({ status: "merging", errorCode: null });
    expect(await generationIds(organizationId)).toHaveLength(Number(halfway.inserted));
    expect(await stagingParts(pool(), importId)).toHaveLength(6 - Number(halfway.inserted) - (halfway.inserted === 4n ? 1 : 0));
    await pool().query("DROP TRIGGER disk_full ON generations");
    await mergeImport(importId, { now });
    expect(await stored(importId)).toMatchObject({ status: "succeeded", inserted: 5n, merged: 0n });
    expect(await generationIds(organizationId)).toEqual(["gen-1", "gen-2", "gen-3", "gen-4", "gen-full"]);
  });

  it("stops between parts when told to, and goes on later", async () => {
    const { importId, organizationId } = await stage(["gen-1", "gen-2"]);
    await mergeImport(importId, { now, signal: AbortSignal.abort() });
    expect(await stored(importId)).toMatchObject({ status: "merging", inserted: 0n });
    await mergeImport(importId, { now });
    expect(await generationIds(organizationId)).toEqual(["gen-1", "gen-2"]);
  });

  it("takes several overlapping files of one organization at once", async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `gen-${index}`);
    const first = await stage(ids);
    const more = [await stage(ids.toReversed(), first.organizationId), await stage(ids.slice(4), first.organizationId)];
    const all = [first, ...more].map(({ importId }) => importId);
    await Promise.all(all.map((importId) => mergeImport(importId, { now })));
    const outcomes = await Promise.all(all.map(stored));
    expect(outcomes.map((outcome) => outcome.status)).toEqual(["succeeded", "succeeded", "succeeded"]);
    expect(outcomes.reduce((sum, outcome) => sum + outcome.inserted, 0n)).toBe(12n);
    expect(outcomes.reduce((sum, outcome) => sum + outcome.merged, 0n)).toBe(20n);
  });
});

/** Everything that is known of the organization's requests. */
async function facts(organizationId: string) {
  const { rows } = await pool().query("SELECT * FROM generations WHERE organization_id = $1 ORDER BY generation_id", [
    organizationId,
  ]);
  return rows;
}

/** Merges the first parts of an import, as a worker does that is stopped in the middle. */
async function mergeSome(importId: string, id: string) {
  await pool().query(`CREATE OR REPLACE FUNCTION stop_here() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN RAISE EXCEPTION 'stopped' USING ERRCODE = '57014'; END$$`);
  await pool().query(`CREATE TRIGGER stop_here BEFORE INSERT ON generations FOR EACH ROW
    WHEN (NEW.generation_id = '${id}') EXECUTE FUNCTION stop_here()`);
  await expect(mergeImport(importId, { now })).rejects.toThrow("stopped");
  await pool().query("DROP TRIGGER stop_here ON generations");
}

it("leaves the days of a file that is being merged to its own rebuild, while it is alive", async () => {
  const { importId } = await stage(["gen-1", "gen-2", "gen-stop"]);
  await mergeSome(importId, "gen-stop");
  expect(await prisma().dirtyDay.count()).toBe(1);
  expect(await rebuildDirtyDays({ now })).toBe(0);
  expect(await rebuildDirtyDays({ now: () => new Date("2026-11-21T11:00:00Z") })).toBe(1);
  await mergeImport(importId, { now });
  expect(await stored(importId)).toMatchObject({ status: "succeeded", inserted: 3n });
});

describe("an import that is cancelled", () => {
  const tablesOf = async (importId: string) => {
    const found = await Promise.all(
      (["staged", "merged", "before"] as const).map((kind) => stagingParts(pool(), importId, kind)),
    );
    return found.flat();
  };

  it("while it waits is forgotten", async () => {
    const { importId, organizationId, scope } = await stage(["gen-1", "gen-2"]);
    await cancelImport(scope, importId, NOW);
    await cancelImport(scope, importId, NOW);
    await mergeImport(importId, { now });
    expect(await stored(importId)).toMatchObject({ status: "cancelled", finishedAt: NOW });
    expect(await facts(organizationId)).toEqual([]);
    expect(await tablesOf(importId)).toEqual([]);
  });

  it("in the middle of its merge leaves the facts and the books as they were before it", async () => {
    const earlier = await stage(["gen-1", "gen-2"]);
    const { organizationId } = earlier;
    await mergeImport(earlier.importId, { now });
    // Known generations that this file tells more of, new ones, and one that stands in it twice.
    await pool().query("UPDATE generations SET cost_usd = 0.25, app = NULL WHERE organization_id = $1", [organizationId]);
    const before = await facts(organizationId);
    const { importId, scope } = await stage(["gen-1", "gen-3", "gen-1", "gen-4", "gen-3", "gen-stop", "gen-5"], organizationId);
    await mergeSome(importId, "gen-stop");
    expect((await facts(organizationId)).length).toBeGreaterThan(2);
    await cancelImport(scope, importId, NOW);
    expect(await stored(importId)).toMatchObject({ status: "cancelling" });
    await Promise.all([mergeImport(importId, { now }), mergeImport(importId, { now })]);
    expect(await stored(importId)).toMatchObject({ status: "cancelled", inserted: 0n, merged: 0n });
    expect(await facts(organizationId)).toEqual(before);
    expect(await tablesOf(importId)).toEqual([]);
    const { rows } = await pool().query("SELECT sum(requests)::int AS requests FROM spend_lines WHERE organization_id = $1", [
      organizationId,
    ]);
    expect(rows).toEqual([{ requests: 2 }]);
    expect(await prisma().dirtyDay.count()).toBe(0);
  });

  it("is taken back by its ids, though statistics know nothing yet of its organization, nor of logs", {
    timeout: 20_000,
  }, async () => {
    const others = await stage(["gen-1", "gen-2"]);
    await mergeImport(others.importId, { now });
    await pool().query("ANALYZE generations");
    const ids = Array.from({ length: 24_000 }, (_, index) => `gen-${index}`);
    const earlier = await stage(ids.slice(0, 12_000), undefined, 1_000_000);
    await mergeImport(earlier.importId, { now });
    const { importId, organizationId, scope } = await stage([...ids, "gen-stop"], earlier.organizationId, 1_000_000);
    await mergeSome(importId, "gen-stop");
    await cancelImport(scope, importId, NOW);
    await mergeImport(importId, { now });
    expect(await stored(importId)).toMatchObject({ status: "cancelled", inserted: 0n, merged: 0n });
    expect(await prisma().generation.count({ where: { organizationId } })).toBe(12_000);
  });

  it("is seen to be worked on from the first moment, so that no second hand is taken by it", async () => {
    const { importId, scope } = await stage(["gen-1", "gen-stop"]);
    await mergeSome(importId, "gen-stop");
    await cancelImport(scope, importId, NOW);
    const later = new Date("2026-11-21T10:30:00Z");
    expect((await waitingWork(later, 20)).imports).toContain(importId);
    await pool().query("ALTER TABLE dirty_days ADD CONSTRAINT broken CHECK (day < '2000-01-01') NOT VALID");
    await expect(mergeImport(importId, { now: () => later })).rejects.toThrow("broken");
    await pool().query("ALTER TABLE dirty_days DROP CONSTRAINT broken");
    expect(await stored(importId)).toMatchObject({ status: "cancelling", heartbeatAt: later });
    expect((await waitingWork(later, 20)).imports).not.toContain(importId);
  });

  it("is the only one of its organization that is worked on; others' go first, and it wakes the worker for the next", async () => {
    const first = await stage(["gen-1"]);
    const second = await stage(["gen-2"], first.organizationId);
    const other = await stage(["gen-3"]);
    await prisma().import.update({ where: { id: second.importId }, data: { heartbeatAt: new Date(NOW.getTime() + 500) } });
    const soon = new Date(NOW.getTime() + 1_000);
    const waiting = async (at = soon) => {
      const { imports } = await waitingWork(at, 20);
      return [first, second, other].flatMap(({ importId }, index) => (imports.includes(importId) ? [index] : []));
    };
    expect(await waiting()).toEqual([0, 2]);
    // Another worker is at the first.
    await prisma().import.update({ where: { id: first.importId }, data: { status: "merging", heartbeatAt: soon } });
    expect(await waiting()).toEqual([2]);
    // Whatever it failed at, and fails at again, does not hold up the second for good.
    expect(await waiting(new Date(NOW.getTime() + 3_600_000))).toEqual([1, 2]);
    const listening = await pool().connect();
    const told = once(listening, "notification");
    await listening.query("LISTEN waybill_work");
    await mergeImport(first.importId, { now: () => soon });
    await told;
    listening.release(true);
    expect(await waiting()).toEqual([1, 2]);
  });

  it("keeps what another source told of its requests meanwhile", async () => {
    const { importId, organizationId, scope } = await stage(["gen-1", "gen-2", "gen-stop"]);
    await mergeSome(importId, "gen-stop");
    const { connectionId } = await stored(importId);
    await transaction((client) =>
      mergeGenerations(client, { organizationId, connectionId }, [makeReport({ generationId: "gen-1", source: "analytics" })]),
    );
    await cancelImport(scope, importId, NOW);
    await mergeImport(importId, { now });
    expect((await facts(organizationId)).map((row) => [row.generation_id, row.sources])).toEqual([["gen-1", 3]]);
  });

  it("says so when the database forgot what it had merged", async () => {
    const { importId, organizationId, scope } = await stage(["gen-1", "gen-2", "gen-stop"]);
    await mergeSome(importId, "gen-stop");
    for (const part of await stagingParts(pool(), importId, "merged")) await pool().query(`TRUNCATE ${part}`);
    await cancelImport(scope, importId, NOW);
    await mergeImport(importId, { now });
    expect(await stored(importId)).toMatchObject({ status: "cancelled", errorMessage: expect.stringContaining("stays") });
    expect((await facts(organizationId)).length).toBeGreaterThan(0);
  });

  it("cannot be once every row is merged, nor by another organization", async () => {
    const { importId, scope } = await stage(["gen-1"]);
    const stranger = mintSystemScope(randomUUID(), { kind: "operator" });
    await expect(cancelImport(stranger, importId, NOW)).rejects.toMatchObject({ code: "not_found" });
    await mergeImport(importId, { now });
    await expect(cancelImport(scope, importId, NOW)).rejects.toMatchObject({ code: "conflict" });
    expect(await stored(importId)).toMatchObject({ status: "succeeded", inserted: 1n });
  });
});
