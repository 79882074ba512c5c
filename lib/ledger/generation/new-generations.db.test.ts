import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { pool } from "../../db/client";
import { ahead, type Sql, select, sql, transaction, transactionAhead } from "../../db/sql";
import type { GenerationReport } from "../../domain/generation/generation";
import { anyReport } from "../../test/drawn-reports";
import { makeKey, makeOwner } from "../../test/facts-owner";
import { makeReport } from "../../test/generation-report";
import { type FactsOwner, lockingFactsToMerge } from "../facts-lock";
import { namesHeld } from "../keys";
import { mergeGenerations } from "./generations";
import { asNew, storeNew } from "./new-generations";

const NOW = new Date("2026-11-21T10:00:00Z");
const NAMES = ["one", "two", "nobody's"];

async function lookUp(owner: FactsOwner): Promise<{ names: string[]; held: string }> {
  const [found] = await select(
    sql`SELECT ${namesHeld(sql`${owner.connectionId}::uuid`, NAMES)} AS held`,
    z.object({ held: z.string() }),
  );
  return { names: NAMES, held: found?.held ?? "" };
}

beforeAll(async () => {
  await pool().query("CREATE TABLE noted (store uuid, inserted int)");
});

async function store(owner: FactsOwner, reports: readonly GenerationReport[], held: { names: string[]; held: string }) {
  const news = asNew(owner, reports, held);
  if (!news) return null;
  const id = randomUUID();
  const also = (inserted: Sql, when: Sql) => sql`INSERT INTO noted SELECT ${id}::uuid, ${inserted} WHERE ${when}`;
  const [outcome] = await ahead((client) =>
    transactionAhead(
      client,
      [() => storeNew(client, news, { now: NOW, also, name: "test" })],
      lockingFactsToMerge(owner.organizationId),
    ),
  );
  const { rows } = await pool().query("SELECT inserted FROM noted WHERE store = $1", [id]);
  return { ...outcome, noted: rows.map(({ inserted }) => inserted) };
}

async function stored({ connectionId }: FactsOwner) {
  const generations = await pool().query(
    `SELECT to_jsonb(g) - 'organization_id' - 'connection_id' - 'key_id' AS told, key.hash, key.name
     FROM generations g LEFT JOIN keys key ON key.id = g.key_id WHERE g.connection_id = $1 ORDER BY generation_id`,
    [connectionId],
  );
  const days = await pool().query("SELECT day FROM dirty_days WHERE connection_id = $1 ORDER BY day", [connectionId]);
  return { generations: generations.rows, days: days.rows };
}

/** Two keys are listed, one of them made later; the third name is known by itself. */
async function furnished(): Promise<FactsOwner> {
  const owner = await makeOwner();
  await makeKey(owner, { hash: "a".repeat(64), name: "one" });
  await makeKey(owner, { hash: "b".repeat(64), name: "two", createdAt: new Date("2026-11-04T04:00:00Z") });
  await transaction((client) => mergeGenerations(client, owner, [makeReport({ generationId: "gen-0", keyName: "nobody's" })]));
  return owner;
}

it("stores the first reports of generations as the merge does, and tells of the others", async () => {
  const drawn = fc.array(
    anyReport.map((report) => ({ ...report, source: "broadcast" as const, keyHash: null })),
    { minLength: 1, maxLength: 5 },
  );
  await fc.assert(
    fc.asyncProperty(drawn, async (reports) => {
      const [merged, quick] = [await furnished(), await furnished()];
      const outcome = await store(quick, reports, await lookUp(quick));
      const first = [...Map.groupBy(reports, ({ generationId }) => generationId).values()].flatMap(([report]) => report ?? []);
      // A name that nobody had at the time stands for a key that is still to be made.
      const before = new Date("2026-11-04T04:00:00Z");
      const isReady = !reports.some(({ keyName, createdAt }) => keyName === "two" && createdAt < before);
      if (!isReady) {
        expect(outcome).toBeNull();
        return;
      }
      expect(outcome).toEqual({ isCurrent: true, inserted: first.length, noted: [first.length] });
      await transaction((client) => mergeGenerations(client, merged, first));
      expect(await stored(quick)).toEqual(await stored(merged));
    }),
    { numRuns: 40 },
  );
});

it("does nothing once a name may stand for another key than was looked up", async () => {
  const owner = await furnished();
  const held = await lookUp(owner);
  await makeKey(owner, { hash: "c".repeat(64), name: "one" });
  const before = await stored(owner);
  const report = makeReport({ source: "broadcast", keyName: "one" });
  expect(await store(owner, [report], held)).toEqual({ isCurrent: false, inserted: 0, noted: [] });
  expect(await stored(owner)).toEqual(before);
  expect(await store(owner, [report], await lookUp(owner))).toEqual({ isCurrent: true, inserted: 1, noted: [1] });
  expect(await store(owner, [report], await lookUp(owner))).toEqual({ isCurrent: true, inserted: 0, noted: [0] });
});

it("stores nothing of a transaction in which one statement failed", async () => {
  const owner = await furnished();
  const reports = [
    makeReport({ source: "broadcast" }),
    makeReport({ source: "broadcast", generationId: "gen-2", promptTokens: -1 }),
  ];
  await expect(store(owner, reports, await lookUp(owner))).rejects.toMatchObject({ code: "23514" });
  expect((await stored(owner)).generations).toHaveLength(1);
});
