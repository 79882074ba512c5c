import { EventEmitter, once } from "node:events";
import pg from "pg";
import { expect, it } from "vitest";
import { pool } from "../../db/client";
import { transaction } from "../../db/sql";
import { addDays, type Day, eachDay, parseDay } from "../../domain/day";
import { booksOf } from "../../test/read-books";
import { storeAccount, storeBill } from "../../test/stored-day";
import { markDirty, markOrganizationDirty, rebuildDirtyDays } from "./dirty-days";
import { rebuildDay } from "./rebuild-day";

const DAY = parseDay("2026-11-20");
const NOW = new Date("2026-11-21T08:00:00Z");
const now = () => NOW;

const CELL = { key: null, model: "m", provider: null, costUsd: 1n, byokUsd: 0n, requests: 1 } as const;
const TOKENS = { promptTokens: 1, cachedTokens: null, cacheWriteTokens: null, completionTokens: 1, reasoningTokens: null };

async function accountWith(days: readonly Day[]) {
  const account = await storeAccount();
  for (const day of days) await storeBill(account, day, "analytics", [{ ...CELL, ...TOKENS } as never], NOW);
  await transaction((client) => markDirty(client, account.connectionId, days, NOW));
  return account;
}

async function marks(connectionId: string): Promise<{ day: string; version: number }[]> {
  const { rows } = await pool().query("SELECT day, version FROM dirty_days WHERE connection_id = $1 ORDER BY day", [
    connectionId,
  ]);
  return rows;
}

it("marks each day once, counting how often, and wakes the worker when the facts are committed", async () => {
  const account = await storeAccount();
  const listener = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await listener.connect();
  const woken = new Promise((resolve) => listener.once("notification", ({ channel }) => resolve(channel)));
  await listener.query("LISTEN waybill_work");
  await transaction(async (client) => {
    await markDirty(client, account.connectionId, [DAY, addDays(DAY, -1), DAY], NOW);
    await markDirty(client, account.connectionId, [DAY], NOW);
    await markDirty(client, account.connectionId, [], NOW);
  });
  expect(await woken).toBe("waybill_work");
  await listener.end();
  expect(await marks(account.connectionId)).toEqual([
    { day: "2026-11-19", version: 1 },
    { day: "2026-11-20", version: 2 },
  ]);
});

it("marks nothing when the facts are rolled back", async () => {
  const account = await storeAccount();
  const failed = transaction(async (client) => {
    await markDirty(client, account.connectionId, [DAY], NOW);
    throw new Error("facts were refused");
  });
  await expect(failed).rejects.toThrow("facts were refused");
  expect(await marks(account.connectionId)).toEqual([]);
});

it("rebuilds the newest day first, and then has nothing left to do", async () => {
  const days = eachDay(addDays(DAY, -3), DAY);
  const { connectionId } = await accountWith(days);
  const order: Day[] = [];
  expect(await rebuildDirtyDays({ now, connectionId, onDay: ({ day }) => void order.push(day) })).toBe(4);
  expect(order).toEqual([...days].reverse());
  expect(await marks(connectionId)).toEqual([]);
  expect((await booksOf(connectionId)).books).toHaveLength(4);
  expect(await rebuildDirtyDays({ now, connectionId })).toBe(0);
});

it("rebuilds each day once, however many workers are at it", async () => {
  const days = eachDay(addDays(DAY, -11), DAY);
  const { connectionId } = await accountWith(days);
  const rebuilt: Day[] = [];
  const run = { now, connectionId, onDay: ({ day }: { day: Day }) => void rebuilt.push(day) };
  const counts = await Promise.all([rebuildDirtyDays(run), rebuildDirtyDays(run), rebuildDirtyDays({ ...run, connectionId })]);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(12);
  expect(rebuilt.sort()).toEqual(days);
  expect(await marks(connectionId)).toEqual([]);
});

it("leaves a day that another worker is at to it, and waits for it where a connection must be finished", async () => {
  const { connectionId } = await accountWith([DAY, addDays(DAY, -1)]);
  const other = await pool().connect();
  await other.query("BEGIN");
  await other.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`rebuild ${connectionId} ${DAY}`]);
  const order: Day[] = [];
  const told = new EventEmitter();
  const first = once(told, "day");
  const onDay = ({ day }: { day: Day }) => {
    order.push(day);
    told.emit("day");
  };
  const finished = rebuildDirtyDays({ now, connectionId, onDay });
  await first;
  expect(order).toEqual([addDays(DAY, -1)]);
  await other.query("COMMIT");
  other.release();
  expect(await finished).toBe(2);
  expect(order).toEqual([addDays(DAY, -1), DAY]);
});

it("stops between days when asked to", async () => {
  const { connectionId } = await accountWith([DAY, addDays(DAY, -1)]);
  const stop = new AbortController();
  expect(await rebuildDirtyDays({ now, connectionId, signal: stop.signal, onDay: () => stop.abort() })).toBe(1);
  expect(await marks(connectionId)).toEqual([{ day: "2026-11-19", version: 1 }]);
});

it("rebuilds the other days where one cannot be, which stays dirty and is told", async () => {
  const { connectionId, organizationId } = await accountWith([DAY, addDays(DAY, -1)]);
  await pool().query(
    `ALTER TABLE day_books ADD CONSTRAINT refuse CHECK (NOT (organization_id = '${organizationId}' AND day = '2026-11-20'))`,
  );
  await expect(rebuildDirtyDays({ now, connectionId })).rejects.toThrow("refuse");
  expect(await marks(connectionId)).toEqual([{ day: "2026-11-20", version: 1 }]);
  const { lines, books } = await booksOf(connectionId);
  expect([lines.length, books.length]).toEqual([1, 1]);
  await pool().query("ALTER TABLE day_books DROP CONSTRAINT refuse");
  expect(await rebuildDirtyDays({ now, connectionId })).toBe(1);
});

it("marks every day of an organization's books, and no other's", async () => {
  const mine = await accountWith([DAY, addDays(DAY, -1)]);
  const other = await accountWith([DAY]);
  for (const { connectionId } of [mine, other]) await rebuildDirtyDays({ now, connectionId });
  await transaction((client) => markOrganizationDirty(client, mine.organizationId, NOW));
  expect((await marks(mine.connectionId)).map(({ day }) => day)).toEqual(["2026-11-19", "2026-11-20"]);
  expect(await marks(other.connectionId)).toEqual([]);
  await rebuildDay(mine.connectionId, DAY, NOW);
  expect((await marks(mine.connectionId)).map(({ day }) => day)).toEqual(["2026-11-19"]);
});
