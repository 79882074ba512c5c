import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { pool } from "../../db/client";
import { sql } from "../../db/sql";
import { addDays, type Day, parseDay } from "../../domain/day";
import type { GenerationOrder, GenerationPosition } from "../../domain/generation/list";
import { parseUsd } from "../../domain/usd";
import { makeOwner } from "../../test/facts-owner";
import { type Branch, type ScanQuestion, scan } from "./scan";

const FIRST = parseDay("2026-11-01");

/** Few values, so that many tie. */
const drawnRequest = fc.record({
  connection: fc.nat({ max: 1 }),
  day: fc.nat({ max: 5 }),
  second: fc.nat({ max: 2 }),
  cost: fc.constantFrom(null, "0", "0.000001", "0.000001", "0.25", "0.3", "7"),
  fits: fc.boolean(),
});

async function store(requests: readonly (typeof drawnRequest extends fc.Arbitrary<infer Request> ? Request : never)[]) {
  const owner = await makeOwner();
  const connections = [owner.connectionId, randomUUID()];
  for (const request of requests) {
    const day = addDays(FIRST, request.day);
    await pool().query(
      `INSERT INTO generations (organization_id, generation_id, connection_id, day, created_at, model, cost_usd, sources)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 1)`,
      [
        owner.organizationId,
        `gen-${randomUUID()}`,
        connections[request.connection],
        day,
        `${day}T10:00:0${request.second}Z`,
        request.fits ? "wanted" : "other",
        request.cost,
      ],
    );
  }
  const branches = connections.flatMap((connectionId) =>
    Array.from({ length: 6 }, (_, index): Branch => ({ connectionId, day: addDays(FIRST, index) as Day })),
  );
  return { organizationId: owner.organizationId, branches };
}

const COLUMN = { time: "created_at", cost: "cost_usd" } as const;

async function everything(organizationId: string, order: GenerationOrder, only: "wanted" | null, minimum: string | null) {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT generation_id AS id FROM generations WHERE organization_id = $1 AND ($2::text IS NULL OR model = $2)
       AND ($3::numeric IS NULL OR cost_usd >= $3) ${order === "cost" ? "AND cost_usd > 0" : ""}
     ORDER BY ${COLUMN[order]} DESC, generation_id DESC`,
    [organizationId, only, minimum],
  );
  return rows.map(({ id }) => id);
}

/** Every page from one end to the other, the way a reader would turn them. */
async function walk(question: Omit<ScanQuestion, "part">, way: "after" | "before", from: GenerationPosition | null) {
  const pages: string[][] = [];
  let reached = from;
  do {
    const part = reached === null ? null : way === "after" ? { after: reached } : { before: reached };
    const page = await scan({ ...question, part }, pool());
    pages.push(page.found.map(({ id }) => id));
    expect(page.found.length).toBeLessThanOrEqual(question.limit);
    ({ reached } = page);
    expect(pages.length).toBeLessThan(200);
  } while (reached !== null);
  return pages.flat();
}

it("walks every page, forwards and backwards, as one ORDER BY lists them, ties included", async () => {
  const order = fc.constantFrom<GenerationOrder>("time", "cost");
  const limit = fc.integer({ min: 1, max: 12 });
  const most = fc.constantFrom(1, 5, 40, 20_000);
  const minimum = fc.constantFrom(null, null, "0.25");
  await fc.assert(
    fc.asyncProperty(
      fc.array(drawnRequest, { maxLength: 60 }),
      order,
      limit,
      fc.boolean(),
      most,
      minimum,
      async (requests, orderBy, perPage, filtered, mostScanned, least) => {
        const { organizationId, branches } = await store(requests);
        const fits = filtered ? sql`g.model = 'wanted'` : null;
        const question = { branches, order: orderBy, fits, minimum: least ? parseUsd(least) : null, limit: perPage, mostScanned };
        const all = await everything(organizationId, orderBy, filtered ? "wanted" : null, least);
        expect(await walk(question, "after", null)).toEqual(all);
        const end = { value: orderBy === "time" ? "2026-10-01T00:00:00.000Z" : "0", id: "a" };
        expect(await walk(question, "before", end)).toEqual(all.toReversed());
      },
    ),
    { numRuns: 60 },
  );
});
