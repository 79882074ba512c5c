import { randomUUID } from "node:crypto";
import pg from "pg";
import { beforeAll, expect, inject, it } from "vitest";
import { migrate, schemaSql } from "./migrate";

const server = inject("postgresUrl");
const names = ["migrated", "modelled"].map((name) => `${name}_${randomUUID().replaceAll("-", "")}`);
const urls = names.map((name) => server.replace(/\/postgres$/, `/${name}`));
const [migratedUrl = "", modelledUrl = ""] = urls;

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
