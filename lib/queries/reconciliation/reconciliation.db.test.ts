import pino from "pino";
import { beforeEach, describe, expect, it } from "vitest";
import { pool } from "../../db/client";
import { execute, sql } from "../../db/sql";
import { addDays, dayOf, parseDay, startOfDay } from "../../domain/day";
import { mintPersonScope, mintSystemScope } from "../../domain/mint-scope";
import { parseView } from "../../domain/spend/view";
import { addUsd, sumUsd, parseUsd as usd, usdToString, ZERO_USD } from "../../domain/usd";
import { checkBooks } from "../../jobs/check-books";
import { organizationsToCheck } from "../../ledger/rebuild/books-checks";
import { rebuildDay } from "../../ledger/rebuild/rebuild-day";
import { recordCredits } from "../../ledger/sync/credit-readings";
import { drawnRequest } from "../../test/drawn-request";
import type { DrawnCell, DrawnKey } from "../../test/generated-day";
import { type Account, storeAccount, storeBill, storeRequests } from "../../test/stored-day";
import { overview } from "../spend/overview";
import { booksWarnings } from "./books-warnings";
import { dayCells } from "./cells";
import { reconciliation } from "./reconciliation";

const TODAY = parseDay("2026-11-21");
const DAY = parseDay("2026-11-10");
const YESTERDAY = parseDay("2026-11-20");
const NOW = new Date("2026-11-21T12:00:00Z");
const PERIOD = { from: parseDay("2026-11-01"), to: TODAY };
const FIGURES = {
  byokUsd: ZERO_USD,
  promptTokens: 50,
  cachedTokens: 20,
  cacheWriteTokens: 0,
  completionTokens: 5,
  reasoningTokens: null,
};
const key: DrawnKey = { hasHash: true, name: "ci", owned: true, creator: null, inWorkspace: true };
const cell = (model: string, cost: string, requests: number): DrawnCell => ({
  ...FIGURES,
  requests,
  key: 0,
  model,
  provider: null,
  costUsd: usd(cost),
});
const request = (model: string, cost: string, costIsCut = false) =>
  drawnRequest({ model, provider: "OpenAI", costIsCut, figures: { ...FIGURES, requests: 1, costUsd: usd(cost) } });

let account: Account;
const everything = () => mintSystemScope(account.organizationId, { kind: "operator" });
const ask = (how?: { anew: boolean }) => reconciliation(everything(), PERIOD, null, NOW, how);
const kinds = async (how?: { anew: boolean }) => (await ask(how)).warnings.map(({ kind, day }) => `${kind} ${day}`);
const tamper = (statement: string) =>
  pool().query(statement.replace("$DAY", `connection_id = '${account.connectionId}' AND day = '${DAY}'`));
const check = (now = NOW) => checkBooks(account.organizationId, { now: () => now, log: pino({ level: "silent" }) });

/** Of the first model one request of two is known, of the second one more than was billed, of the third a cut one. */
beforeEach(async () => {
  account = await storeAccount([key]);
  await storeRequests(account, DAY, [request("m/one", "2"), request("m/two", "1.5"), request("m/three", "0.123456", true)]);
  await storeBill(
    account,
    DAY,
    "analytics",
    [cell("m/one", "5", 2), cell("m/two", "1", 1), cell("m/three", "0.1234567", 1)],
    NOW,
  );
  await storeBill(account, YESTERDAY, "analytics", [cell("m/one", "3", 3)], NOW);
  for (const day of [DAY, YESTERDAY]) await rebuildDay(account.connectionId, day, NOW);
});

describe("reconciliation", () => {
  it("says of each day what was billed, explained, is left, and why, and has the total of every other page", async () => {
    const { days, total, warnings } = await ask();
    expect(days.map(({ day, state, finality }) => [day, state, finality])).toEqual([
      [YESTERDAY, "balanced", "provisional"],
      [DAY, "balanced", "settled"],
    ]);
    expect(days[1]).toMatchObject({
      billedUsd: usd("6.1234567"),
      explainedUsd: usd("3.623456"),
      remainderUsd: usd("3"),
      differenceUsd: usd("-0.4999993"),
      causes: [
        { kind: "not_told", part: "remainder", usd: usd("3") },
        { kind: "evidence_exceeds_bill", part: "difference", usd: usd("-0.5") },
        { kind: "log_cut", part: "difference", usd: usd("0.0000007") },
      ],
    });
    expect(warnings).toEqual([]);
    expect(sumUsd([total.explainedUsd, total.remainderUsd, total.differenceUsd])).toBe(total.billedUsd);
    const page = await overview(everything(), parseView(new URLSearchParams(), TODAY), NOW);
    expect(total.billedUsd).toBe(page.total.costUsd);
  });

  it("shows a day by key and model, adding up to the day", async () => {
    const { cells, total } = await dayCells(everything(), account.connectionId, DAY);
    expect(
      cells.map(({ model, billedUsd, explainedUsd, remainderUsd, differenceUsd }) => [
        model.id,
        ...[billedUsd, explainedUsd, remainderUsd, differenceUsd].map(usdToString),
      ]),
    ).toEqual([
      ["m/one", "5", "2", "3", "0"],
      ["m/two", "1", "1.5", "0", "-0.5"],
      ["m/three", "0.1234567", "0.123456", "0", "0.0000007"],
    ]);
    expect(total.billedUsd).toBe(usd("6.1234567"));
    await expect(dayCells(everything(), account.connectionId, TODAY)).rejects.toMatchObject({ code: "not_found" });
  });

  it("tells a day's keys from their namesakes, as every other page does", async () => {
    await execute(sql`INSERT INTO keys (organization_id, connection_id, hash, name)
      VALUES (${account.organizationId}::uuid, ${account.connectionId}::uuid, ${"e".repeat(64)}, 'ci')`);
    const { rows } = await pool().query("SELECT hash FROM keys WHERE id = $1", [account.keyIds[0]]);
    const { cells } = await dayCells(everything(), account.connectionId, DAY);
    expect(new Set(cells.map((each) => each.key.label))).toEqual(new Set([`ci (${rows[0].hash.slice(0, 8)})`]));
  });

  it.each([
    [
      "a line",
      "UPDATE spend_lines SET cost_usd = cost_usd + 0.000000000001 WHERE evidence = 'remainder' AND $DAY",
      `lines ${DAY}, totals ${DAY}`,
    ],
    ["a line that is gone", "DELETE FROM spend_lines WHERE evidence = 'generation' AND $DAY", `lines ${DAY}, totals ${DAY}`],
    [
      "a total",
      "UPDATE spend_totals SET cost_usd = cost_usd + 1 WHERE grouping = 0 AND evidence = 'remainder' AND $DAY",
      `totals ${DAY}`,
    ],
    ["a cell", "UPDATE billed_cells SET cost_usd = cost_usd + 1 WHERE model = 'm/one' AND $DAY", `cells ${DAY}`],
    ["a book", "UPDATE day_books SET billed_usd = billed_usd + 1, explained_usd = explained_usd + 1 WHERE $DAY", `book ${DAY}`],
  ])("warns of %s that was tampered with, and keeps the warning for pages", async (_what, statement, found) => {
    expect(await kinds()).toEqual([]);
    await check();
    expect(await booksWarnings(everything())).toMatchObject({ days: 0 });
    await tamper(statement);
    expect((await kinds()).join(", ")).toBe(found);
    await check(new Date(NOW.getTime() + 1000));
    expect((await kinds()).join(", ")).toBe(found);
    expect(await booksWarnings(everything())).toMatchObject({ days: 1, firstDay: DAY });
  });

  it("takes what lines come to from the last check of a day that was not rebuilt since, unless it is asked anew", async () => {
    await check();
    await tamper("UPDATE day_checks SET lines_usd = lines_usd + 1 WHERE $DAY");
    expect(await kinds()).toEqual([`lines ${DAY}`, `totals ${DAY}`]);
    expect(await kinds({ anew: true })).toEqual([]);
    await rebuildDay(account.connectionId, DAY, NOW);
    expect(await kinds()).toEqual([]);
    await tamper("UPDATE day_checks SET checked_at = checked_at - interval '1 day', lines_usd = lines_usd + 1 WHERE $DAY");
    await check();
    expect(await kinds()).toEqual([]);
  });

  it("has nothing to warn of once the day is added up again, and says nothing while it waits to be", async () => {
    await tamper("UPDATE spend_lines SET cost_usd = cost_usd + 1 WHERE evidence = 'remainder' AND $DAY");
    await check();
    await execute(
      sql`INSERT INTO dirty_days (connection_id, day, marked_at) VALUES (${account.connectionId}::uuid, ${DAY}::date, ${NOW})`,
    );
    expect((await ask()).days.map(({ state }) => state)).toEqual(["balanced", "rebuilding"]);
    await rebuildDay(account.connectionId, DAY, NOW);
    expect(await kinds()).toEqual([]);
    await check();
    expect(await booksWarnings(everything())).toMatchObject({ days: 0 });
  });

  it("holds /activity against Analytics on settled days, to the last digit of a request", async () => {
    await storeBill(account, DAY, "activity", [cell("m/one", "6.123456700004", 4)], NOW);
    expect(await kinds()).toEqual([]);
    await storeBill(account, DAY, "activity", [cell("m/one", "6.123456700005", 4)], NOW);
    expect((await ask()).warnings).toMatchObject([
      { kind: "activity", day: DAY, expectedUsd: usd("6.123456700005"), foundUsd: usd("6.1234567") },
    ]);
    // A day that may still settle is news, not an alarm; a reading from before it was settled says nothing.
    await storeBill(account, YESTERDAY, "activity", [cell("m/one", "2", 3)], NOW);
    await storeBill(account, DAY, "activity", [cell("m/one", "1", 4)], startOfDay(addDays(DAY, 1)));
    const { days, warnings } = await ask();
    expect(warnings).toEqual([]);
    expect(days[0]?.causes).toContainEqual({ kind: "late_settlement", part: "beside", usd: usd("-1") });
  });

  it("holds the credits used between two readings against the books of settled days", async () => {
    const owner = { organizationId: account.organizationId, connectionId: account.connectionId };
    const credit = (day: string, hour: string, used: string) =>
      recordCredits(owner, { totalUsd: usd("100"), usedUsd: usd(used) }, new Date(`${day}T${hour}:00Z`));
    const next = addDays(DAY, 1);
    await storeBill(account, next, "analytics", [], NOW);
    await rebuildDay(account.connectionId, next, NOW);
    await credit(DAY, "00:00", "10");
    await execute(sql`UPDATE credit_readings SET day_billed_usd = 0`);
    await credit(DAY, "01:00", "10");
    await execute(sql`UPDATE credit_readings SET day_billed_usd = 0`);
    await credit(next, "00:10", usdToString(addUsd(usd("10"), usd("6.1234567"))));
    expect((await ask()).credits).toMatchObject([{ state: "agrees", changeUsd: usd("6.1234567"), differenceUsd: ZERO_USD }]);
    await credit(next, "00:10", "17");
    expect((await ask()).warnings).toMatchObject([
      { kind: "credits", day: DAY, expectedUsd: usd("7"), foundUsd: usd("6.1234567") },
    ]);
  });

  it("lists restatements with old and new amounts", async () => {
    await execute(sql`INSERT INTO restatements (organization_id, connection_id, day, source, old_usd, new_usd, at)
      VALUES (${account.organizationId}::uuid, ${account.connectionId}::uuid, ${DAY}::date, 'analytics', 6, 6.1234567, ${NOW})`);
    expect((await ask()).restatements).toMatchObject([{ day: DAY, oldUsd: usd("6"), newUsd: usd("6.1234567"), at: NOW }]);
  });

  it("is for those who see everything, and shows nobody another organization's books", async () => {
    const actor = { kind: "person", userId: "u", email: "a@b.c" } as const;
    const manager = mintPersonScope(account.organizationId, actor, "manager", { kind: "teams", teamIds: [account.teamId] });
    await expect(reconciliation(manager, PERIOD, null, NOW)).rejects.toMatchObject({ code: "forbidden" });
    await expect(dayCells(manager, account.connectionId, DAY)).rejects.toMatchObject({ code: "forbidden" });
    expect(await booksWarnings(manager)).toBeNull();
    const other = await storeAccount([key]);
    const stranger = mintSystemScope(other.organizationId, { kind: "operator" });
    expect(await reconciliation(stranger, PERIOD, [account.connectionId], NOW)).toMatchObject({ days: [], credits: [] });
    await expect(dayCells(stranger, account.connectionId, DAY)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("the check", () => {
  it("is due when books changed and nothing waits, and again after a day", async () => {
    const due = async (now: Date) => (await organizationsToCheck(now)).includes(account.organizationId);
    const later = (ms: number) => new Date(NOW.getTime() + ms);
    expect(await due(later(60_000))).toBe(true);
    await check(later(60_000));
    expect(await due(later(120_000))).toBe(false);
    expect(await due(later(25 * 3_600_000))).toBe(true);
    await rebuildDay(account.connectionId, DAY, later(120_000));
    expect(await due(later(121_000))).toBe(false);
    expect(await due(later(140_000))).toBe(true);
    await execute(
      sql`INSERT INTO dirty_days (connection_id, day, marked_at) VALUES (${account.connectionId}::uuid, ${dayOf(NOW)}::date, ${NOW})`,
    );
    expect(await due(later(140_000))).toBe(false);
    // Deliveries that never cease do not put it off for ever.
    expect(await due(later(700_000))).toBe(true);
  });

  it("keeps since when a warning is known", async () => {
    await tamper("UPDATE spend_lines SET cost_usd = cost_usd + 1 WHERE evidence = 'remainder' AND $DAY");
    await check();
    await check(new Date(NOW.getTime() + 3_600_000));
    const { rows } = await pool().query("SELECT noticed_at FROM books_warnings WHERE connection_id = $1", [account.connectionId]);
    expect(rows.map(({ noticed_at }) => noticed_at)).toEqual([NOW, NOW]);
  });
});
