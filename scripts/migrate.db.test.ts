import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { beforeAll, expect, inject, it } from "vitest";
import { migrate, schemaSql } from "./migrate";

const server = inject("postgresUrl");
const names = ["migrated", "modelled", "standing"].map((name) => `${name}_${randomUUID().replaceAll("-", "")}`);
const urls = names.map((name) => server.replace(/\/postgres$/, `/${name}`));
const [migratedUrl = "", modelledUrl = "", standingUrl = ""] = urls;

async function ask<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Columns of partitions are those of their table. */
const COLUMNS = `
  SELECT c.table_name, c.column_name, c.data_type, c.numeric_precision, c.numeric_scale, c.is_nullable
  FROM information_schema.columns c JOIN pg_class k ON k.oid = format('%I.%I', c.table_schema, c.table_name)::regclass
  WHERE c.table_schema = 'public' AND NOT k.relispartition AND c.table_name <> '_prisma_migrations'
  ORDER BY c.table_name, c.column_name`;

beforeAll(async () => {
  for (const name of names) await ask(server, `CREATE DATABASE ${name}`);
  return async () => {
    for (const name of names) await ask(server, `DROP DATABASE ${name} WITH (FORCE)`);
  };
});

it("makes exactly the tables and columns that the models describe", async () => {
  expect(await migrate(migratedUrl)).not.toEqual([]);
  await ask(modelledUrl, await schemaSql(modelledUrl));
  const migrated = await ask(migratedUrl, COLUMNS);
  expect(migrated.length).toBeGreaterThan(100);
  // Staging tables and others that SQL alone knows are not in the models.
  const modelled = await ask<{ table_name: string }>(modelledUrl, COLUMNS);
  const tables = new Set(modelled.map(({ table_name }) => table_name));
  expect(migrated.filter(({ table_name }) => tables.has(table_name as string))).toEqual(modelled);
});

it("does nothing the second time, also when two begin at once", async () => {
  expect(await Promise.all([migrate(migratedUrl), migrate(migratedUrl)])).toEqual([[], []]);
});

const migration = (name: string) =>
  readFileSync(join(import.meta.dirname, "..", "prisma", "migrations", name, "migration.sql"), "utf8");

it("leaves books that stand when cost centers come as whole as they were, under no cost center", async () => {
  await ask(standingUrl, migration("20261121000000_init"));
  // By nothing, developer, team and model: each adds up to 3.
  await ask(
    standingUrl,
    `INSERT INTO spend_totals (organization_id, connection_id, day, grouping, evidence, developer_id, team_id, model, cost_usd, byok_usd, requests)
     SELECT gen_random_uuid(), gen_random_uuid(), '2026-11-01', grouping, 'generation', CASE grouping WHEN 1 THEN gen_random_uuid() END,
       CASE grouping WHEN 2 THEN gen_random_uuid() END, CASE grouping WHEN 8 THEN 'm' END, cost, 0, 1
     FROM (VALUES (0, 3), (1, 1), (1, 2), (2, 3), (8, 3)) AS total (grouping, cost)`,
  );
  await ask(standingUrl, migration("20261121130000_cost_centers"));
  const sums = await ask(
    standingUrl,
    `SELECT grouping, count(*)::int AS rows, sum(cost_usd)::int AS cost, count(cost_center_id)::int AS centers,
       count(developer_id)::int AS developers, count(team_id)::int AS teams
     FROM spend_totals GROUP BY grouping ORDER BY grouping`,
  );
  const none = { centers: 0, developers: 0, teams: 0 };
  expect(sums).toEqual([
    { grouping: 0, rows: 1, cost: 3, ...none },
    { grouping: 1, rows: 2, cost: 3, ...none, developers: 2 },
    { grouping: 2, rows: 1, cost: 3, ...none, teams: 1 },
    { grouping: 8, rows: 1, cost: 3, ...none },
    { grouping: 256, rows: 1, cost: 3, ...none },
    { grouping: 257, rows: 2, cost: 3, ...none, developers: 2 },
    { grouping: 258, rows: 1, cost: 3, ...none, teams: 1 },
  ]);
});
