import { expect, it } from "vitest";
import { pool } from "../../db/client";
import type { WrittenBudget } from "../../domain/budget/check";
import { parseDay } from "../../domain/day";
import { NO_FIGURES } from "../../domain/figures";
import { formatUsdExact } from "../../domain/format";
import { mintPersonScope, mintSystemScope } from "../../domain/mint-scope";
import type { AuthorizedScope, Visibility } from "../../domain/scope";
import { parseUsd, usdToApproximateNumber } from "../../domain/usd";
import { createBudget } from "../../ledger/budget/budgets";
import { createDeveloper } from "../../ledger/people/developer-making";
import { mergeDevelopers } from "../../ledger/people/developers";
import { createTeam, setTeam } from "../../ledger/people/teams";
import { rebuildDay } from "../../ledger/rebuild/rebuild-day";
import { accountOfTwoKeys, billDays } from "../../test/billed-days";
import { drawnRequest } from "../../test/drawn-request";
import { type Account, storeBill, storeRequests } from "../../test/stored-day";
import { spend } from "../spend/spend";
import { budgetStatuses } from "./status";

const NOW = new Date("2026-11-10T12:00:00Z");
const TODAY = parseDay("2026-11-10");
const FIRST = parseDay("2026-11-01");

function operator({ organizationId }: Account): AuthorizedScope {
  return mintSystemScope(organizationId, { kind: "operator" });
}

function person({ organizationId }: Account, visibility: Visibility): AuthorizedScope {
  const actor = { kind: "person", userId: "u", email: "ada@example.com" } as const;
  return mintPersonScope(organizationId, actor, visibility.kind === "teams" ? "manager" : "member", visibility);
}

/** Nine days at $10 through Owner's key and $1 through nobody's, then half a day. */
async function tenDays(): Promise<Account> {
  const account = await accountOfTwoKeys();
  await billDays(account, FIRST, [...Array(9).fill(["10", "1"]), ["5", "0.5"]], NOW);
  return account;
}

function written(change: Partial<WrittenBudget> = {}): WrittenBudget {
  return { name: "All of it", per: "month", filters: {}, amount: "200", startsOn: "2026-11-01", ...change };
}

async function make(account: Account, change: Partial<WrittenBudget> = {}): Promise<string> {
  return (await createBudget(operator(account), written(change), NOW)).id;
}

async function one(account: Account, id: string, scope = operator(account), now = NOW) {
  const [status] = await budgetStatuses(scope, { now, budgetIds: [id] });
  return status ?? null;
}

it("counts what spend() says of the same filters and days: 9 × $11 + $5.50 for all, 9 × $10 + $5 for one key", async () => {
  const account = await tenDays();
  const asked: [string, WrittenBudget["filters"]][] = [
    ["104.5", {}],
    ["95", { key: [account.keyIds[0] ?? ""] }],
    ["95", { developer: [account.ownerId] }],
    ["95", { team: [account.teamId], model: ["openai/gpt-5"] }],
    ["9.5", { developer: ["none"] }],
    ["104.5", { key: account.keyIds, model: ["openai/gpt-5"], developer: [account.ownerId, "none"] }],
    ["0", { model: ["nothing/like-it"] }],
  ];
  for (const [index, [dollars, filters]] of asked.entries()) {
    const id = await make(account, { name: `Budget ${index}`, filters });
    const status = await one(account, id);
    expect([index, status?.spentUsd]).toEqual([index, parseUsd(dollars)]);
    const told = await spend(operator(account), { from: FIRST, to: TODAY, by: [], filters }, TODAY);
    expect(status?.spentUsd).toBe(told.total.costUsd);
  }
  expect(await budgetStatuses(operator(account), { now: NOW })).toHaveLength(asked.length);
});

it("expects of today what is left of it after the last reading, though that reading changed nothing", async () => {
  const account = await tenDays();
  const id = await make(account, { per: "day", amount: "100" });
  const expected = async () => {
    const status = await one(account, id, operator(account), new Date("2026-11-10T23:30:00Z"));
    return usdToApproximateNumber(status?.projection?.expectedUsd ?? parseUsd("0"));
  };
  expect(await expected()).toBeCloseTo(5.5 + 11 / 2, 4);
  await pool().query("UPDATE billed_days SET pulled_at = '2026-11-10T18:00:00Z' WHERE connection_id = $1 AND day = $2", [
    account.connectionId,
    TODAY,
  ]);
  expect(await expected()).toBeCloseTo(5.5 + 11 / 4, 4);
});

it("knows nothing, rather than nothing spent, of what a bill without single requests does not tell", async () => {
  const account = await tenDays();
  const bill = { ...NO_FIGURES, key: null, model: "openai/gpt-5", provider: "OpenAI", costUsd: parseUsd("7"), requests: 1 };
  await storeBill(account, TODAY, "activity", [bill], NOW);
  await pool().query("DELETE FROM billed_days WHERE connection_id = $1 AND source = 'analytics'", [account.connectionId]);
  await pool().query("DELETE FROM day_books WHERE connection_id = $1 AND day < $2", [account.connectionId, TODAY]);
  await rebuildDay(account.connectionId, TODAY, NOW);
  const spent = async (filters: WrittenBudget["filters"]) => {
    return (await one(account, await make(account, { name: JSON.stringify(filters), per: "day", filters })))?.spentUsd;
  };
  expect(await spent({})).toBe(parseUsd("7"));
  expect(await spent({ model: ["openai/gpt-5"] })).toBe(parseUsd("7"));
  expect(await spent({ provider: ["OpenAI"] })).toBe(parseUsd("7"));
  expect(await spent({ provider: ["Azure"] })).toBe(0n);
  expect(await spent({ key: [account.keyIds[0] ?? ""] })).toBeNull();
  expect(await spent({ developer: [account.ownerId] })).toBeNull();
  expect(await spent({ developer: ["none"] })).toBe(parseUsd("7"));
  expect(await spent({ feature: ["search"] })).toBeNull();
});

it("tells where a budget stands, where it heads and when it runs out, and ranks the worst first", async () => {
  const account = await tenDays();
  await make(account, { name: "Wide", amount: "1000" });
  await make(account, { name: "Tight", amount: "200", filters: { key: account.keyIds } });
  await make(account, { name: "Broken", amount: "95", filters: { developer: [account.ownerId] } });
  const statuses = await budgetStatuses(operator(account), { now: NOW });
  expect(statuses.map(({ budget, state }) => [budget.name, state])).toEqual([
    ["Broken", "exceeded"],
    ["Tight", "warning"],
    ["Wide", "ok"],
  ]);
  const [broken, tight, wide] = statuses;
  expect([broken?.leftUsd, broken?.leftPerDayUsd, broken?.reachedOn]).toEqual([0n, 0n, TODAY]);
  expect(tight?.projection?.runsOutOn).toBe("2026-11-19");
  expect(tight?.reachedOn).toBeNull();
  expect(tight?.evenUsd).toBe((parseUsd("200") * 19n) / 60n);
  expect(wide?.projection?.runsOutOn).toBeNull();
  expect([wide?.window, wide?.unknownDays]).toEqual([{ from: FIRST, to: "2026-11-30" }, 0]);
});

it("counts on the open day what arrived beyond the bill, and says how much that is", async () => {
  const account = await tenDays();
  const figures = { ...NO_FIGURES, costUsd: parseUsd("30"), requests: 1 };
  const request = drawnRequest({ second: 40_000, model: "openai/gpt-5", feature: "search", figures });
  await storeRequests(account, TODAY, [request]);
  await rebuildDay(account.connectionId, TODAY, NOW);
  const all = await one(account, await make(account));
  expect([all?.spentUsd, all?.beyondBillUsd]).toEqual([parseUsd("129.5"), parseUsd("25")]);
  const feature = await one(account, await make(account, { name: "Search", filters: { feature: ["search"] } }));
  expect([feature?.spentUsd, feature?.beyondBillUsd]).toEqual([parseUsd("30"), parseUsd("0")]);
  // Of the nine days before, no single request is known: what they cost for search is unknown, not zero.
  expect([feature?.unknownDays, feature?.projection]).toEqual([9, null]);
  // Once the day is over, what OpenRouter billed is what counts.
  const later = await one(account, all?.budget.id ?? "", operator(account), new Date("2026-11-11T12:00:00Z"));
  expect([later?.spentUsd, later?.beyondBillUsd]).toEqual([parseUsd("104.5"), parseUsd("0")]);
});

it("takes nobody for thrifty on days before it is known who used the keys of others", async () => {
  const account = await tenDays();
  const ada = await createDeveloper(operator(account), { name: "Ada", email: "new@example.com", kind: "person" });
  const figures = { ...NO_FIGURES, costUsd: parseUsd("2"), requests: 1 };
  await storeRequests(account, TODAY, [drawnRequest({ model: "openai/gpt-5", externalUser: "new@example.com", figures })]);
  await rebuildDay(account.connectionId, TODAY, NOW);
  const filters = { developer: [ada.id] };
  const borrower = await one(account, await make(account, { name: "Ada", filters }));
  expect([borrower?.spentUsd, borrower?.unknownDays, borrower?.projection]).toEqual([parseUsd("2"), 9, null]);
  const owner = await one(account, await make(account, { name: "Owner", filters: { developer: [account.ownerId] } }));
  expect([owner?.spentUsd, owner?.unknownDays]).toEqual([parseUsd("93"), 0]);
});

it("says at least where days are missing, and no data where all are", async () => {
  const account = await accountOfTwoKeys();
  await billDays(account, FIRST, [["10"], null, null, ["10"]], NOW);
  const month = await one(account, await make(account));
  expect([month?.spentUsd, month?.unknownDays, month?.state]).toEqual([parseUsd("20"), 7, "warning"]);
  const day = await one(account, await make(account, { name: "Daily", per: "day", amount: "1" }));
  expect([day?.spentUsd, day?.state, day?.projection]).toEqual([null, "no_data", null]);
});

it("shows a budget to those alone who see all of its spend", async () => {
  const account = await tenDays();
  const filters = [
    {},
    { team: [account.teamId] },
    { developer: [account.ownerId] },
    { developer: [account.ownerId], model: ["openai/gpt-5"] },
    { key: [account.keyIds[0] ?? ""] },
    { developer: [account.ownerId, "none"] },
  ];
  for (const [index, asked] of filters.entries()) await make(account, { name: String(index), filters: asked });
  const seenBy = async (visibility: Visibility) => {
    const seen = await budgetStatuses(person(account, visibility), { now: NOW });
    return seen.map(({ budget, spentUsd }) => `${budget.name} ${formatUsdExact(spentUsd ?? parseUsd("0"))}`).sort();
  };
  const whole = ["1 $95", "2 $95", "3 $95"];
  expect(await seenBy({ kind: "all" })).toHaveLength(filters.length);
  expect(await seenBy({ kind: "teams", teamIds: [account.teamId] })).toEqual(whole);
  expect(await seenBy({ kind: "teams", teamIds: [] })).toEqual([]);
  expect(await seenBy({ kind: "developers", developerIds: [account.ownerId] })).toEqual(["2 $95", "3 $95"]);
  expect(await seenBy({ kind: "developers", developerIds: [] })).toEqual([]);

  // He spent some days of the month for another team: his manager of today no longer sees all of the month.
  const other = await createTeam(operator(account), "Search");
  await pool().query("DELETE FROM team_memberships WHERE developer_id = $1", [account.ownerId]);
  await setTeam(operator(account), account.ownerId, other.id, FIRST, NOW, parseDay("2026-11-04"));
  await setTeam(operator(account), account.ownerId, account.teamId, parseDay("2026-11-04"), NOW);
  for (let day = 1; day <= 10; day += 1) {
    await rebuildDay(account.connectionId, parseDay(`2026-11-${String(day).padStart(2, "0")}`), NOW);
  }
  expect(await seenBy({ kind: "teams", teamIds: [account.teamId] })).toEqual(["1 $65"]);
  expect(await seenBy({ kind: "teams", teamIds: [account.teamId, other.id] })).toEqual(["1 $65", "2 $95", "3 $95"]);
});

it("goes on for whoever a developer was merged into, and says when nobody is left", async () => {
  const account = await tenDays();
  const scope = operator(account);
  const { id: intoId } = await createDeveloper(scope, { name: "Into", email: null, kind: "person" });
  const { id: idleId } = await createDeveloper(scope, { name: "Idle", email: null, kind: "person" });
  const merged = await make(account, { name: "Merged", filters: { developer: [account.ownerId] } });
  const idle = await make(account, { name: "Idle", filters: { developer: [idleId] } });
  await mergeDevelopers(scope, account.ownerId, intoId, NOW);
  for (let day = 1; day <= 10; day += 1) {
    await rebuildDay(account.connectionId, parseDay(`2026-11-${String(day).padStart(2, "0")}`), NOW);
  }
  const after = await one(account, merged);
  expect([after?.spentUsd, after?.scopeLabels.map(({ label }) => label)]).toEqual([parseUsd("95"), ["Into"]]);
  expect(await one(account, idle)).toMatchObject({ state: "ok", spentUsd: 0n });
  await pool().query("DELETE FROM developers WHERE id = $1", [idleId]);
  expect(await one(account, idle)).toMatchObject({
    state: "no_data",
    scopeLabels: [{ label: "deleted developer", gone: true }],
  });
});

it("never shows another organization's", async () => {
  const [account, other] = [await tenDays(), await accountOfTwoKeys()];
  const id = await make(account);
  expect(await one(account, id, operator(other))).toBeNull();
  expect(await budgetStatuses(operator(other), { now: NOW })).toEqual([]);
});
