import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { pool, prisma } from "../db/client";
import type { LogRow } from "../domain/log-row";
import { mintSystemScope } from "../domain/mint-scope";
import { beginImport, finishUpload } from "./imports";
import { mergeImport } from "./imports-merge";
import { stagingParts } from "./imports-parts";
import { Staging } from "./imports-staging";

const NOW = new Date("2026-11-21T10:00:00Z");
const now = () => NOW;
const ALIKE = `row-${"0".repeat(32)}-1`;

function logRow(line: number, generationId: string): LogRow {
  const names = { keyName: "ci", model: "m/a", variant: null, provider: null, member: null, app: "a\tb\\", finishReason: null };
  const tokens = { promptTokens: "10", cachedTokens: null, completionTokens: null, reasoningTokens: null };
  const rest = { byokUsd: null, streamed: null, cancelled: null, generationTimeMs: null, firstTokenMs: null };
  return { line, generationId, createdAt: "2026-02-27 03:43:49.788+00", costUsd: "0.5", ...names, ...tokens, ...rest };
}

/** Uploads these generations, each into a staging table of its own. */
async function stage(ids: readonly string[], organizationId?: string) {
  const organization =
    organizationId ?? (await prisma().organization.create({ data: { slug: `o-${randomUUID()}`, name: "Acme" } })).id;
  const scope = mintSystemScope(organization, { kind: "operator" });
  const { importId } = await beginImport(scope, { fileName: "log.csv" }, NOW);
  const staging = new Staging(importId, { piece: 1, piecesInPart: 1 });
  for (const [index, id] of ids.entries()) await staging.add(logRow(index + 2, id));
  await staging.close();
  await finishUpload(importId, { bytes: 1, rows: ids.length, rejected: 0 }, NOW);
  return { importId, organizationId: organization };
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
