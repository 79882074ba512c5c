import { expect, it } from "vitest";
import { pool } from "../../db/client";
import { transaction } from "../../db/sql";
import { addDays, parseDay } from "../../domain/day";
import { NO_FIGURES } from "../../domain/figures";
import { parseUsd } from "../../domain/usd";
import { drawnRequest } from "../../test/drawn-request";
import type { DrawnCell, DrawnKey, DrawnRequest } from "../../test/generated-day";
import { booksOf } from "../../test/read-books";
import { storeAccount, storeBill, storeRequests } from "../../test/stored-day";
import { markDirty } from "./dirty-days";
import { rebuildDay, rebuildIfDirty } from "./rebuild-day";

const DAY = parseDay("2026-11-20");
const NOW = new Date("2026-11-21T08:00:00Z");
const PULLED = new Date("2026-11-21T07:00:00Z");

const KEY: DrawnKey = { hasHash: true, name: "ci", owned: false, creator: null, inWorkspace: true };

function request(cost: string, changes: Partial<DrawnRequest> = {}): DrawnRequest {
  const figures = { ...NO_FIGURES, costUsd: parseUsd(cost), requests: 1, promptTokens: 10 };
  return drawnRequest({ provider: "OpenAI", figures, ...changes });
}

function cell(cost: string, requests: number, changes: Partial<DrawnCell> = {}): DrawnCell {
  return {
    ...NO_FIGURES,
    key: 0,
    model: "m",
    provider: null,
    costUsd: parseUsd(cost),
    requests,
    promptTokens: 10 * requests,
    ...changes,
  };
}

interface Line {
  evidence: string;
  who: string | null;
  attribution: string;
  reason: string | null;
  cost: string;
  requests: number;
}

async function linesOf(connectionId: string): Promise<Line[]> {
  const { rows } = await pool().query<Line>(
    `SELECT evidence, d.name AS who, attribution, reason, trim_scale(sum(cost_usd))::text AS cost, sum(requests)::int AS requests
     FROM spend_lines l LEFT JOIN developers d ON d.id = l.developer_id
     WHERE connection_id = $1 GROUP BY 1, 2, 3, 4 ORDER BY evidence, who, requests, cost`,
    [connectionId],
  );
  return rows;
}

async function bookOf(connectionId: string) {
  const { rows } = await pool().query(
    `SELECT books, trim_scale(billed_usd)::text AS billed, trim_scale(explained_usd)::text AS explained,
       trim_scale(remainder_usd)::text AS remainder, trim_scale(difference_usd)::text AS difference,
       unmatched_generations AS unmatched, pulled_at FROM day_books WHERE connection_id = $1`,
    [connectionId],
  );
  return rows[0];
}

it("shrinks the remainder as evidence arrives, and charges it to whom the key tells", async () => {
  const account = await storeAccount([{ ...KEY, owned: true }]);
  await storeBill(account, DAY, "analytics", [cell("1", 4)], PULLED);
  await rebuildDay(account.connectionId, DAY, NOW);
  const owner = { who: "Owner", attribution: "key_owner", reason: null };
  expect(await linesOf(account.connectionId)).toEqual([{ evidence: "remainder", ...owner, cost: "1", requests: 4 }]);
  await storeRequests(account, DAY, [request("0.25", { externalUser: "svc" })]);
  await rebuildDay(account.connectionId, DAY, NOW);
  expect(await linesOf(account.connectionId)).toEqual([
    { evidence: "generation", who: "svc", attribution: "user_field", reason: null, cost: "0.25", requests: 1 },
    { evidence: "remainder", ...owner, cost: "0.75", requests: 3 },
  ]);
  await storeRequests(account, DAY, [request("0.25"), request("0.25"), request("0.25")]);
  await rebuildDay(account.connectionId, DAY, NOW);
  expect((await linesOf(account.connectionId)).map(({ evidence, cost }) => [evidence, cost])).toEqual([
    ["generation", "0.75"],
    ["generation", "0.25"],
  ]);
});

it("takes a log as the books until billed cells arrive, then as their evidence", async () => {
  const account = await storeAccount([KEY]);
  await storeRequests(account, DAY, [request("0.000001", { costIsCut: true }), request("0.000002", { costIsCut: true })]);
  await transaction((client) => markDirty(client, account.connectionId, [DAY], PULLED));
  await rebuildDay(account.connectionId, DAY, NOW);
  expect(await bookOf(account.connectionId)).toMatchObject({
    books: "log",
    billed: "0.000003",
    explained: "0.000003",
    pulled_at: PULLED,
  });
  expect((await linesOf(account.connectionId)).map(({ evidence }) => evidence)).toEqual(["log"]);
  await storeBill(account, DAY, "analytics", [cell("0.0000045", 2)], NOW);
  await rebuildDay(account.connectionId, DAY, NOW);
  expect(await bookOf(account.connectionId)).toMatchObject({ books: "analytics", billed: "0.0000045", difference: "0.0000015" });
  expect((await linesOf(account.connectionId)).map(({ evidence, reason, cost }) => [evidence, reason, cost])).toEqual([
    ["difference", "log_csv_cut", "0.0000015"],
    ["generation", "no_user_no_owner", "0.000003"],
  ]);
});

it("prefers the better-founded of two bills", async () => {
  const account = await storeAccount([KEY]);
  await storeBill(account, DAY, "aggregate_csv", [cell("3", 1)], PULLED);
  await storeBill(account, DAY, "activity", [cell("2", 1, { key: null, provider: "OpenAI" })], PULLED);
  await rebuildDay(account.connectionId, DAY, NOW);
  expect(await bookOf(account.connectionId)).toMatchObject({ books: "activity", billed: "2" });
});

it("leaves nothing of a day without facts, and an empty book of a day that was read and had none", async () => {
  const account = await storeAccount([KEY]);
  await storeRequests(account, DAY, [request("1")]);
  await storeBill(account, addDays(DAY, 1), "analytics", [], PULLED);
  await rebuildDay(account.connectionId, DAY, NOW);
  await pool().query("DELETE FROM generations WHERE connection_id = $1", [account.connectionId]);
  await rebuildDay(account.connectionId, DAY, NOW);
  expect(await booksOf(account.connectionId)).toEqual({ lines: [], totals: [], books: [] });
  await rebuildDay(account.connectionId, addDays(DAY, 1), NOW);
  expect(await bookOf(account.connectionId)).toMatchObject({ books: "analytics", billed: "0", pulled_at: PULLED });
});

it("lets uploaded rows without an id give way one to one to requests that have one", async () => {
  const account = await storeAccount([KEY]);
  const twin = request("1");
  const other = { ...twin, figures: { ...twin.figures, promptTokens: 11 } };
  const withoutId = [twin, twin, twin, other].map((row) => ({ ...row, hasId: false }));
  await storeRequests(account, DAY, [twin, { ...twin, second: 2 }, ...withoutId]);
  await rebuildDay(account.connectionId, DAY, NOW);
  // One of the three twins gives way; the request of another second and the row of other tokens have none.
  expect((await linesOf(account.connectionId)).map(({ requests }) => requests)).toEqual([5]);
});

it("keeps requests whose key is not certain out of the books when two keys may have been billed for them", async () => {
  const account = await storeAccount([KEY, { ...KEY, name: "batch" }]);
  await storeBill(account, DAY, "analytics", [cell("1", 1), cell("2", 1, { key: 1 })], PULLED);
  await storeRequests(account, DAY, [request("0.5", { key: null, keyIsCertain: false })]);
  await rebuildDay(account.connectionId, DAY, NOW);
  expect(await bookOf(account.connectionId)).toMatchObject({ billed: "3", remainder: "3", unmatched: 1 });
});

it("makes one developer of an address met as user, as member and as the key's creator", async () => {
  const account = await storeAccount([{ ...KEY, creator: 0 }]);
  const requests = [request("1", { externalUser: "ADA@example.com" }), request("2", { member: "Ada Lovelace" }), request("4")];
  await storeRequests(account, DAY, requests);
  await rebuildDay(account.connectionId, DAY, NOW);
  expect(await linesOf(account.connectionId)).toEqual([
    { evidence: "log", who: "Ada Lovelace", attribution: "user_field", reason: null, cost: "1", requests: 1 },
    { evidence: "log", who: "Ada Lovelace", attribution: "key_creator", reason: null, cost: "6", requests: 2 },
  ]);
});

it("comes to the same when many rebuild at once, on days that meet the same new people", async () => {
  const account = await storeAccount([{ ...KEY, creator: 0 }]);
  const days = [DAY, addDays(DAY, -1), addDays(DAY, -2)];
  const users = ["b", "a", "c", "ada@example.com", null];
  for (const day of days) {
    await storeRequests(
      account,
      day,
      users.map((externalUser) => request("1", { externalUser })),
    );
    await storeBill(account, day, "analytics", [cell("7", 8)], PULLED);
  }
  await Promise.all([...days, ...days, ...days].map((day) => rebuildDay(account.connectionId, day, NOW)));
  const once = await booksOf(account.connectionId);
  expect(once.lines).toHaveLength(days.length * 6);
  for (const day of days) await rebuildDay(account.connectionId, day, NOW);
  expect(await booksOf(account.connectionId)).toEqual(once);
  const { rows } = await pool().query("SELECT name FROM developers WHERE organization_id = $1 ORDER BY 1", [
    account.organizationId,
  ]);
  expect(rows.map(({ name }) => name)).toEqual(["a", "Ada Lovelace", "b", "c", "Owner"].sort());
});

it("stays dirty when facts change while it is rebuilt", async () => {
  const account = await storeAccount([KEY]);
  await transaction((client) => markDirty(client, account.connectionId, [DAY], NOW));
  const changing = await pool().connect();
  try {
    await changing.query("BEGIN");
    await storeRequests(account, DAY, [request("1")], changing);
    await markDirty(changing, account.connectionId, [DAY], NOW);
    // Reads the state before, and does not wait for the change to be over.
    expect(await rebuildIfDirty(account.connectionId, DAY, NOW)).toBe("rebuilt");
    expect(await linesOf(account.connectionId)).toEqual([]);
    await changing.query("COMMIT");
  } finally {
    changing.release();
  }
  expect(await rebuildIfDirty(account.connectionId, DAY, NOW)).toBe("rebuilt");
  expect((await linesOf(account.connectionId)).map(({ cost }) => cost)).toEqual(["1"]);
  expect(await rebuildIfDirty(account.connectionId, DAY, NOW)).toBe("clean");
});

it("has nothing to do for a connection that is gone", async () => {
  const gone = "00000000-0000-4000-8000-000000000000";
  await transaction((client) => markDirty(client, gone, [DAY], NOW));
  expect(await rebuildIfDirty(gone, DAY, NOW)).toBe("rebuilt");
  expect(await rebuildIfDirty(gone, DAY, NOW)).toBe("clean");
});
