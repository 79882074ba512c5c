import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { pool } from "../../db/client";
import { transaction } from "../../db/sql";
import { parseDay } from "../../domain/day";
import { NO_FIGURES } from "../../domain/figures";
import { mintSystemScope } from "../../domain/mint-scope";
import { parseUsd, type Usd } from "../../domain/usd";
import { drawnRequest } from "../../test/drawn-request";
import { type DrawnCell, type DrawnDay, type DrawnKey, type DrawnRequest, drawnDay } from "../../test/generated-day";
import { booksOf, sumsOf } from "../../test/read-books";
import { type Account, storeAccount, storeBill, storeRequests } from "../../test/stored-day";
import { saveAttribution } from "../attribution/rules";
import { setKeyOwner } from "../people/developers";
import { markDirty } from "../rebuild/dirty-days";
import { rebuildDay } from "../rebuild/rebuild-day";
import { dropOldRequests, setRequestsKept } from "./evidence-retention";

const DAY = parseDay("2026-01-20");
const REBUILT = new Date("2026-02-24T08:00:00Z");
const LATER = new Date("2026-11-20T08:00:00Z");
const PULLED = new Date("2026-01-21T07:00:00Z");

const operator = ({ organizationId }: Account) => mintSystemScope(organizationId, { kind: "operator" });
const keep = (account: Account, days: number | null) => setRequestsKept(operator(account), days);
const rebuild = (account: Account) => rebuildDay(account.connectionId, DAY, REBUILT);

async function books({ connectionId }: Account) {
  const { lines, totals, books: found } = await booksOf(connectionId);
  return { lines, totals, books: found.map((book) => ({ ...book, evidence_dropped_at: null })) };
}

async function count(table: string, { connectionId }: Account): Promise<number> {
  const { rows } = await pool().query(`SELECT count(*)::int AS found FROM ${table} WHERE connection_id = $1`, [connectionId]);
  return rows[0].found;
}

/** Drawn keys without a hash and of one name are one key: their cells are one cell. */
function billable(account: Account, cells: readonly DrawnCell[]): DrawnCell[] {
  const placeOf = (cell: DrawnCell) =>
    JSON.stringify([cell.key === null ? null : account.keyIds[cell.key], cell.model, cell.provider]);
  return [...new Map(cells.map((cell) => [placeOf(cell), cell])).values()];
}

async function bill(account: Account, { books: source, cells }: DrawnDay, changed: (cell: DrawnCell) => DrawnCell) {
  if (source !== "log") await storeBill(account, DAY, source, billable(account, cells).map(changed), PULLED);
}

const asItWas = (cell: DrawnCell) => cell;
const restated = (cell: DrawnCell) => ({ ...cell, costUsd: (cell.costUsd / 3n + 7n) as Usd, requests: cell.requests + 1 });

beforeEach(async () => {
  // What other tests left behind is kept for ever, so that each drops its own.
  await pool().query("UPDATE organizations SET requests_kept_days = NULL");
});

it("changes nothing in the books by dropping requests, whatever was billed, restated or uploaded again after", async () => {
  await fc.assert(
    fc.asyncProperty(drawnDay, fc.integer({ min: 1, max: 7 }), async (day, batch) => {
      const account = await storeAccount(day.keys);
      await storeRequests(account, DAY, day.requests);
      await bill(account, day, restated);
      await rebuild(account);
      const afterRestatement = await books(account);
      await bill(account, day, asItWas);
      await rebuild(account);
      const before = await books(account);
      await keep(account, 100);
      const dropped = await dropOldRequests({ now: LATER, batch });
      expect(dropped.requests).toBe(day.requests.length);
      expect(await count("generations", account)).toBe(0);
      expect(await books(account)).toEqual(before);
      await rebuild(account);
      expect(await books(account)).toEqual(before);
      await storeRequests(account, DAY, day.requests);
      await rebuild(account);
      expect(await books(account)).toEqual(before);
      await bill(account, day, restated);
      await rebuild(account);
      expect(await books(account)).toEqual(afterRestatement);
      expect((await dropOldRequests({ now: LATER, batch })).requests).toBe(day.requests.length);
      await rebuild(account);
      expect(await books(account)).toEqual(afterRestatement);
    }),
    { numRuns: 40 },
  );
});

const KEY: DrawnKey = { hasHash: true, name: "ci", owned: false, creator: null, inWorkspace: true };

function request(cost: string, changes: Partial<DrawnRequest> = {}): DrawnRequest {
  const figures = { ...NO_FIGURES, costUsd: parseUsd(cost), requests: 1, promptTokens: 10 };
  return drawnRequest({ provider: "OpenAI", figures, ...changes });
}

async function accountWith(requests: number): Promise<Account> {
  const account = await storeAccount([KEY]);
  await storeRequests(
    account,
    DAY,
    Array.from({ length: requests }, () => request("0.25")),
  );
  await rebuild(account);
  return account;
}

describe("dropOldRequests", () => {
  it("charges dropped requests anew when it changes who answers for their key, and leaves the total", async () => {
    const account = await accountWith(4);
    await keep(account, 100);
    await dropOldRequests({ now: LATER });
    const before = await sumsOf("spend_lines", account.connectionId);
    await setKeyOwner(operator(account), account.keyIds[0] ?? "", account.ownerId, DAY, LATER);
    await rebuild(account);
    expect(await sumsOf("spend_lines", account.connectionId)).toEqual(before);
    expect(await sumsOf("spend_lines", account.connectionId, `developer_id = '${account.ownerId}'`)).toEqual(before);
  });

  it("leaves the total whatever rules are saved afterwards, and charges by what was kept", async () => {
    const account = await storeAccount([KEY]);
    await storeRequests(account, DAY, [request("1", { externalUser: "svc" }), request("2", { app: "Desk" }), request("4")]);
    await rebuild(account);
    await keep(account, 100);
    await dropOldRequests({ now: LATER });
    const rule = (id: number, field: string, value: string) => ({
      id: `0b7f4a52-6d1d-4f0e-9d0c-00000000000${id}`,
      name: `By ${field}`,
      enabled: true,
      conditions: [{ field, tag: null, match: "exact", value }],
      sets: { developer: [{ to: account.ownerId, percent: "100" }], team: [], feature: [] },
    });
    // Sessions were not asked for when the day was dropped: nobody can tell them any more.
    const rules = [rule(1, "app", "Desk"), rule(2, "session", "s-1")];
    await saveAttribution(operator(account), { rules, note: "", basedOn: 0 }, LATER);
    await rebuild(account);
    expect(await sumsOf("spend_lines", account.connectionId)).toMatchObject({ cost_usd: "7", requests: "3" });
    expect(await sumsOf("spend_lines", account.connectionId, "attribution = 'rule'")).toMatchObject({ cost_usd: "2" });
    expect(await sumsOf("spend_lines", account.connectionId, "attribution = 'user_field'")).toMatchObject({ cost_usd: "1" });
  });

  it("loses nothing and goes on where it was, wherever it was killed", async () => {
    const account = await accountWith(23);
    const before = await books(account);
    await keep(account, 100);
    for (let kills = 0; (await count("generations", account)) > 0; kills += 1) {
      let transactions = 0;
      const run = dropOldRequests({
        now: LATER,
        batch: 5,
        onBatch: () => {
          transactions += 1;
          if (transactions === 2) throw new Error("killed");
        },
      });
      await run.catch((error: Error) => expect(error.message).toBe("killed"));
      await rebuild(account);
      expect(await books(account)).toEqual(before);
      expect(kills).toBeLessThan(10);
    }
  });

  it("drops each request once when two workers are at it", async () => {
    const account = await accountWith(40);
    await keep(account, 100);
    const runs = await Promise.all([dropOldRequests({ now: LATER, batch: 3 }), dropOldRequests({ now: LATER, batch: 3 })]);
    expect(runs.reduce((sum, run) => sum + run.requests, 0)).toBe(40);
    expect(await sumsOf("spend_lines", account.connectionId)).toMatchObject({ requests: "40", cost_usd: "10" });
    await rebuild(account);
    expect(await sumsOf("spend_lines", account.connectionId)).toMatchObject({ requests: "40", cost_usd: "10" });
  });

  it.each([
    ["an organization keeps them for ever", null, LATER, async () => {}],
    ["the day is just within the limit", 40, new Date("2026-03-01T23:59:59Z"), async () => {}],
    ["its books changed less than two days ago", 35, new Date("2026-02-26T07:59:59Z"), async () => {}],
    [
      "its facts changed and its books are not rebuilt",
      100,
      LATER,
      (account: Account) => transaction((client) => markDirty(client, account.connectionId, [DAY], LATER)),
    ],
    ...["uploading", "staged", "merging", "rebuilding", "cancelling"].map(
      (status) =>
        [
          `an import is ${status}`,
          100,
          LATER,
          (account: Account) =>
            pool().query(
              "INSERT INTO imports (organization_id, connection_id, file_name, status, created_by) VALUES ($1, $2, 'a.csv', $3, 'x')",
              [account.organizationId, account.connectionId, status],
            ),
        ] as const,
    ),
  ] as const)("keeps requests while %s", async (_why, days, now, prepare) => {
    const account = await accountWith(2);
    await prepare(account);
    await keep(account, days);
    expect(await dropOldRequests({ now })).toEqual({ days: [], requests: 0 });
    expect(await count("generations", account)).toBe(2);
    expect(await count("kept_evidence", account)).toBe(0);
  });

  it("drops the day after the last that is kept", async () => {
    const account = await accountWith(2);
    await keep(account, 40);
    expect(await dropOldRequests({ now: new Date("2026-03-02T00:00:00Z") })).toEqual({ days: [DAY], requests: 2 });
  });
});

describe("setRequestsKept", () => {
  it.each([0, 34, 1.5, 36_501, Number.NaN])("refuses %s days", async (days) => {
    const account = await storeAccount();
    await expect(keep(account, days)).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("is noted in the audit log", async () => {
    const account = await storeAccount();
    await keep(account, 90);
    const { rows } = await pool().query("SELECT action, detail FROM audit_entries WHERE organization_id = $1", [
      account.organizationId,
    ]);
    expect(rows).toEqual([{ action: "organization.requests_kept_set", detail: { days: 90 } }]);
  });
});
