import { randomUUID } from "node:crypto";
import { expect, it, vi } from "vitest";
import { withSyncLock } from "../ledger/sync/lock";
import { closeDb, pool, prisma } from "./client";
import { holding, transaction } from "./sql";

it("reads days as text and counts as numbers, whatever the host's time zone", async () => {
  const { rows } = await pool().query("SELECT '2026-11-01'::date AS day, 5::bigint AS requests, '0.1'::numeric(20,12) AS cost");
  expect(rows).toEqual([{ day: "2026-11-01", requests: 5, cost: "0.100000000000" }]);
});

it("serves Prisma from the same database", async () => {
  await prisma().organization.create({ data: { slug: "acme", name: "Acme" } });
  expect((await pool().query("SELECT slug FROM organizations")).rows).toEqual([{ slug: "acme" }]);
});

it("lets those who hold a lock work on, though there is but one connection to work with", async () => {
  await closeDb();
  vi.stubEnv("WAYBILL_DB_CONNECTIONS", "1");
  const ask = () => transaction(async (client) => (await client.query("SELECT 1 AS one")).rows[0].one);
  const syncs = Array.from({ length: 4 }, () => withSyncLock(randomUUID(), ask));
  const imports = Array.from({ length: 2 }, () => holding(ask));
  expect(await Promise.all([...syncs, ...imports])).toEqual([1, 1, 1, 1, 1, 1]);
  vi.unstubAllEnvs();
  await closeDb();
});
