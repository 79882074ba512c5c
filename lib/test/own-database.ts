/** Vitest set-up file of the database tests: gives each test file a database of its own, named by DATABASE_URL. */
import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { closeDb } from "../db/client";

const server = inject("postgresUrl");
const database = `test_${randomUUID().replaceAll("-", "")}`;

async function onServer(statement: string) {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  await onServer(`CREATE DATABASE ${database} TEMPLATE template`);
  process.env.DATABASE_URL = server.replace(/\/postgres$/, `/${database}`);
});

afterAll(async () => {
  await closeDb();
  await onServer(`DROP DATABASE ${database} WITH (FORCE)`);
});
