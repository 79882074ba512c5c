import { beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { pool } from "../db/client";
import { type Queryable, select, sql } from "../db/sql";
import { sharedSnapshot } from "./snapshot";

beforeEach(async () => {
  await pool().query("DROP TABLE IF EXISTS moments; CREATE TABLE moments (n int); INSERT INTO moments VALUES (1)");
});

const Seen = z.object({ pid: z.number(), n: z.number() });
/** Takes long enough that questions asked at once overlap. */
const look = async (on: Queryable) =>
  (await select(sql`SELECT pg_backend_pid() AS pid, n, pg_sleep(0.05)::text FROM moments`, Seen, on))[0];

it("answers questions that are asked at once over several connections, all of one moment", async () => {
  const seen = await sharedSnapshot(async (on) => {
    const before = await look(on);
    await pool().query("UPDATE moments SET n = 2");
    return [before, ...(await Promise.all([look(on), look(on), look(on), look(on), look(on)]))];
  });
  expect(seen.map((answer) => answer?.n)).toEqual([1, 1, 1, 1, 1, 1]);
  expect(new Set(seen.map((answer) => answer?.pid)).size).toBeGreaterThan(1);
});

it("goes on with one connection where others need the rest", async () => {
  const most = pool().options.max ?? 0;
  const pages = Array.from({ length: 3 * most }, () =>
    sharedSnapshot((on) => Promise.all([look(on), look(on), look(on), look(on)])),
  );
  expect((await Promise.all(pages)).flat().map((answer) => answer?.n)).toEqual(Array(12 * most).fill(1));
  expect(pool().waitingCount).toBe(0);
});

it("asks nothing more when a question failed, and leaves no connection in the middle of something", async () => {
  let later: Promise<unknown> = Promise.resolve();
  const failing = sharedSnapshot(async (on) => {
    later = look(on).then(() => look(on));
    later.catch(() => {});
    await Promise.all([later, select(sql`SELECT 1 / 0`, z.unknown(), on)]);
  });
  await expect(failing).rejects.toThrow("division by zero");
  await expect(later).rejects.toThrow("the snapshot is over");
  const { rows } = await pool().query(
    "SELECT count(*)::int AS open FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'",
  );
  expect(rows).toEqual([{ open: 0 }]);
});
