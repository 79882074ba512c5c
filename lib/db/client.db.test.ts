import { expect, it } from "vitest";
import { pool, prisma } from "./client";

it("reads days as text and counts as numbers, whatever the host's time zone", async () => {
  const { rows } = await pool().query("SELECT '2026-11-01'::date AS day, 5::bigint AS requests, '0.1'::numeric(20,12) AS cost");
  expect(rows).toEqual([{ day: "2026-11-01", requests: 5, cost: "0.100000000000" }]);
});

it("serves Prisma from the same database", async () => {
  await prisma().organization.create({ data: { slug: "acme", name: "Acme" } });
  expect((await pool().query("SELECT slug FROM organizations")).rows).toEqual([{ slug: "acme" }]);
});
