import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { pool } from "../../db/client";
import { addDays, parseDay } from "../../domain/day";
import { NO_FIGURES } from "../../domain/figures";
import { addWeeks, parseWeek } from "../../domain/iso-week";
import { mintPersonScope, mintSystemScope } from "../../domain/mint-scope";
import { EFFECTS } from "../../domain/spend/drivers";
import { parseUsd, subtractUsd, sumUsd, usdToString } from "../../domain/usd";
import { reportPage } from "../../domain/weekly-report/page";
import type { WeeklyReport } from "../../domain/weekly-report/weekly-report";
import { createBudget } from "../../ledger/budget/budgets";
import { rebuildDay } from "../../ledger/rebuild/rebuild-day";
import { storeSpikes } from "../../ledger/spike/spikes";
import { storeWeeklyReport } from "../../ledger/weekly-report/weekly-reports";
import { drawnRequest } from "../../test/drawn-request";
import { storeAccount, storeBill, storeRequests } from "../../test/stored-day";
import { forecast } from "../forecast/forecast";
import { spend } from "../spend/spend";
import { makeWeeklyReport } from "./make";
import { changeSince, listReports, reportEditions, storedReport } from "./weekly-reports";

const WEEK = parseWeek("2026-W46");
const MONDAY = parseDay("2026-11-09");
const NOW = new Date("2026-11-16T07:00:00Z");
const TODAY = parseDay("2026-11-16");
const ORGANIZATION = { kind: "organization", ids: [] } as const;

const cell = (key: number, model: string, cost: string, requests: number) => ({
  ...NO_FIGURES,
  key,
  model,
  provider: "OpenAI",
  costUsd: parseUsd(cost),
  requests,
});

const request = (key: number, model: string, cost: string, sessionId: string | null) => {
  const figures = { ...NO_FIGURES, costUsd: parseUsd(cost), requests: 1 };
  return drawnRequest({ second: 10, key, model, provider: "OpenAI", feature: "search", sessionId, figures });
};

/** Two weeks; the second has a loop through a key that nobody owns, and no Wednesday. */
async function furnish() {
  const named = (name: string, owned: boolean) => ({ hasHash: true, name, owned, creator: null, inWorkspace: false });
  const account = await storeAccount([named("laptop", true), named("ci-loop", false)]);
  for (let index = -7; index < 7; index++) {
    const day = addDays(MONDAY, index);
    if (index === 2) continue;
    const loop = index === 4 ? [cell(1, "opus", "40.25", 400)] : [];
    await storeRequests(account, day, [
      request(0, "gpt", "2", `run-${index}`),
      ...(index === 4 ? [request(1, "opus", "9.5", "loop")] : []),
    ]);
    await storeBill(account, day, "analytics", [cell(0, "gpt", "2.000000000001", 20), ...loop], NOW);
    await rebuildDay(account.connectionId, day, NOW);
  }
  const scope = mintSystemScope(account.organizationId, { kind: "operator" });
  const person = (role: "manager" | "member", visibility: Parameters<typeof mintPersonScope>[3]) =>
    mintPersonScope(account.organizationId, { kind: "person", userId: "u", email: "o@example.com" }, role, visibility);
  return {
    ...account,
    scope,
    manager: person("manager", { kind: "teams", teamIds: [account.teamId] }),
    member: person("member", { kind: "developers", developerIds: [account.ownerId] }),
  };
}

function amountsAddUp(report: WeeklyReport): void {
  if (!report.changes.known) throw new Error("changes are known");
  const { changes } = report;
  expect(sumUsd(EFFECTS.map((effect) => parseUsd(changes.effects[effect])))).toBe(parseUsd(changes.byUsd));
  for (const { rows, rest } of changes.dimensions) {
    expect(sumUsd([...rows, ...(rest ? [rest] : [])].map((row) => parseUsd(row.byUsd)))).toBe(parseUsd(changes.byUsd));
    expect(sumUsd([...rows, ...(rest ? [rest] : [])].map((row) => parseUsd(row.usd)))).toBe(parseUsd(report.spend.usd));
  }
  expect(sumUsd(report.days.map(({ usd }) => parseUsd(usd ?? "0")))).toBe(parseUsd(report.spend.usd));
}

it("tells the same figures as the spend query, to each reader his own, and every part adds up", async () => {
  const { scope, manager, member, teamId, ownerId } = await furnish();
  const all = await makeWeeklyReport(scope, ORGANIZATION, WEEK, NOW);
  const { total, balance } = await spend(scope, { from: MONDAY, to: addDays(MONDAY, 6), by: [], filters: {} }, TODAY);
  expect(all.spend).toMatchObject({
    usd: usdToString(total.costUsd),
    unattributedUsd: usdToString(balance.unattributedUsd),
    unknownDays: ["2026-11-11"],
    beforeUsd: "14.000000000007",
  });
  amountsAddUp(all);
  expect(all.changes).toMatchObject({ sentence: expect.stringMatching(/^Key ci-loop \(model opus/) });
  expect(all.generations).toMatchObject({ rows: [{ usd: "9.5", developer: "Unattributed", feature: "search" }, {}, {}, {}, {}] });
  expect(all.sessions).toMatchObject({
    ofRequests: null,
    rows: [{ id: "loop", usd: "9.5", models: ["opus"], developers: ["Unattributed"] }, {}, {}, {}, {}],
  });
  expect(all.reconciliation).toMatchObject({ balances: true });

  const ofTeam = await makeWeeklyReport(manager, { kind: "teams", ids: [teamId] }, WEEK, NOW);
  const ofDeveloper = await makeWeeklyReport(member, { kind: "developers", ids: [ownerId] }, WEEK, NOW);
  for (const own of [ofTeam, ofDeveloper]) {
    amountsAddUp(own);
    expect(parseUsd(own.spend.usd)).toBe(subtractUsd(total.costUsd, balance.unattributedUsd));
    expect(JSON.stringify(own)).not.toMatch(/ci-loop|opus/);
    expect(own.reconciliation.known).toBe(false);
  }
  // What a manager makes and what the worker makes for him are one report.
  const byJob = await makeWeeklyReport(scope, { kind: "teams", ids: [teamId] }, WEEK, NOW);
  expect(byJob).toEqual(ofTeam);
});

it("says where the month is heading as the forecast page and a budget of the same spend do, to each reader of his own", async () => {
  const { scope, manager, member, teamId, ownerId } = await furnish();
  const budget = { per: "month", amount: "1000", startsOn: "2026-11-01" };
  await createBudget(scope, { ...budget, name: "All", filters: {} }, NOW);
  await createBudget(scope, { ...budget, name: "Platform", filters: { team: [teamId] } }, NOW);
  await createBudget(scope, { ...budget, name: "Owner", filters: { developer: [ownerId] } }, NOW);
  const readers = [
    [scope, ORGANIZATION, "All"],
    [manager, { kind: "teams", ids: [teamId] }, "Platform"],
    [member, { kind: "developers", ids: [ownerId] }, "Owner"],
  ] as const;
  const heading: string[] = [];
  for (const [asker, subject, name] of readers) {
    const report = await makeWeeklyReport(asker, subject, WEEK, NOW);
    const { month } = await forecast(asker, { filters: {}, dimension: "model", now: NOW });
    if (!report.forecast.known || !report.budgets.known || !month.end) throw new Error("known");
    const [low, high] = month.end.bands.p80.map(usdToString);
    const expectedUsd = usdToString(month.end.expectedUsd);
    expect(report.forecast).toMatchObject({ month: "November 2026", expectedUsd, lowUsd: low, highUsd: high });
    const own = report.budgets.budgets.find((one) => one.name === name);
    expect(own).toMatchObject({ isWhole: true, projectedUsd: expectedUsd });
    if (asker !== scope) expect(report.budgets.budgets.map((one) => one.name)).not.toContain("All");
    heading.push(expectedUsd);
  }
  // What nobody is charged for is in the whole alone.
  expect(heading[1]).toBe(heading[2]);
  expect(parseUsd(heading[0] ?? "0")).toBeGreaterThan(parseUsd(heading[1] ?? "0"));
});

it("tells nobody of a spike, or of a budget, that is not of his own spend", async () => {
  const { scope, manager, member, organizationId, keyIds, teamId, ownerId } = await furnish();
  const at = (hour: number) => new Date(`2026-11-13T${String(hour).padStart(2, "0")}:00:00Z`);
  const spike = {
    ...({ resolution: "hour", filters: { key: [keyIds[1] ?? ""] }, from: at(1), to: at(2), score: 9, closed: true } as const),
    ...{ actualUsd: parseUsd("40.25"), usualUsd: parseUsd("0"), driver: "Key ci-loop did.", developerId: null },
  };
  await storeSpikes(organizationId, [spike], new Date("2026-11-01T00:00:00Z"), NOW);
  const spikesOf = async (asker: typeof scope, subject: Parameters<typeof makeWeeklyReport>[1]) => {
    const { spikes } = await makeWeeklyReport(asker, subject, WEEK, NOW);
    return spikes.known ? spikes.spikes.length : null;
  };
  expect(await spikesOf(scope, ORGANIZATION)).toBe(1);
  expect(await spikesOf(manager, { kind: "teams", ids: [teamId] })).toBe(0);
  expect(await spikesOf(member, { kind: "developers", ids: [ownerId] })).toBe(0);
});

it("refuses what is not the asker's, and weeks of which nothing can be said", async () => {
  const { scope, manager, member, teamId } = await furnish();
  const stranger = await furnish();
  const make = (asker: typeof scope, key: Parameters<typeof makeWeeklyReport>[1], week = WEEK, now = NOW) =>
    makeWeeklyReport(asker, key, week, now);
  await expect(make(manager, ORGANIZATION)).rejects.toMatchObject({ code: "not_found" });
  await expect(make(member, { kind: "teams", ids: [teamId] })).rejects.toMatchObject({ code: "not_found" });
  await expect(make(scope, { kind: "teams", ids: [stranger.teamId] })).rejects.toMatchObject({ code: "not_found" });
  await expect(make(scope, { kind: "developers", ids: [randomUUID()] })).rejects.toMatchObject({ code: "not_found" });
  await expect(make(scope, ORGANIZATION, parseWeek("2026-W53"))).rejects.toThrow("has not begun");
  await expect(make(scope, ORGANIZATION, parseWeek("2026-W47"))).rejects.toThrow("began today");
  await expect(make(scope, ORGANIZATION, addWeeks(WEEK, -20))).rejects.toThrow("The books have nothing of Week 26");
});

it("is told of the running week until yesterday, against the same weekdays", async () => {
  const { scope } = await furnish();
  const report = await makeWeeklyReport(scope, ORGANIZATION, WEEK, new Date("2026-11-11T09:00:00Z"));
  expect(report).toMatchObject({ from: "2026-11-09", to: "2026-11-10", before: { from: "2026-11-02", to: "2026-11-03" } });
  expect(report.spend).toMatchObject({ usd: "4.000000000002", beforeUsd: "4.000000000002" });
  expect(reportPage(report).summary[0]).toBe("Until Tue 10 Nov the week cost $4.00, as much as week 45.");
});

it("is kept as it was: what changes later is a new edition, and said to have changed", async () => {
  const { scope, manager, connectionId, organizationId, teamId, keyIds } = await furnish();
  const first = await makeWeeklyReport(scope, ORGANIZATION, WEEK, NOW);
  expect(await storeWeeklyReport(scope, first)).toMatchObject({ edition: 1, isNew: true });
  const again = await makeWeeklyReport(scope, ORGANIZATION, WEEK, new Date(NOW.getTime() + 1000));
  expect(await storeWeeklyReport(scope, again)).toMatchObject({ edition: 1, isNew: false });
  expect(await changeSince(scope, first, NOW)).toEqual({ kind: "same" });

  const account = { organizationId, connectionId, keyIds, ownerId: "", teamId };
  await storeBill(account, MONDAY, "analytics", [cell(0, "gpt", "5", 20)], new Date("2026-11-17T07:00:00Z"));
  await rebuildDay(connectionId, MONDAY, NOW);
  expect(await changeSince(scope, first, NOW)).toMatchObject({ kind: "change", byUsd: parseUsd("2.999999999999") });
  const later = await makeWeeklyReport(scope, ORGANIZATION, WEEK, new Date("2026-11-17T08:00:00Z"));
  expect(await storeWeeklyReport(scope, later)).toMatchObject({ edition: 2, isNew: true });
  expect((await storedReport(scope, ORGANIZATION, WEEK, 1))?.report).toEqual(first);
  expect((await storedReport(scope, ORGANIZATION, WEEK, null))?.report).toEqual(later);
  expect((await reportEditions(scope, ORGANIZATION, WEEK)).map(({ edition }) => edition)).toEqual([2, 1]);
  expect(await listReports(scope, ORGANIZATION)).toMatchObject([{ week: WEEK, edition: 2 }]);

  expect(await storedReport(manager, ORGANIZATION, WEEK, null)).toBeNull();
  expect(await listReports(manager, ORGANIZATION)).toEqual([]);
  await expect(storeWeeklyReport(manager, later)).rejects.toMatchObject({ code: "not_found" });
});

it("is the same once whoever makes it at once", async () => {
  const { scope } = await furnish();
  const report = await makeWeeklyReport(scope, ORGANIZATION, WEEK, NOW);
  const stored = await Promise.all([1, 2, 3].map(() => storeWeeklyReport(scope, report)));
  expect(stored.filter(({ isNew }) => isNew)).toHaveLength(1);
  const { rows } = await pool().query("SELECT edition FROM weekly_reports WHERE organization_id = $1", [scope.organizationId]);
  expect(rows).toEqual([{ edition: 1 }]);
});

it("says of no week that it had no spikes before they were looked for", async () => {
  const { scope, organizationId } = await furnish();
  const spikesTold = async () => (await makeWeeklyReport(scope, ORGANIZATION, WEEK, NOW)).spikes;
  expect(await spikesTold()).toMatchObject({ known: false });
  await storeSpikes(organizationId, [], new Date("2026-11-01T00:00:00Z"), new Date("2026-11-15T23:59:00Z"));
  expect(await spikesTold()).toMatchObject({ known: false });
  await storeSpikes(organizationId, [], new Date("2026-11-01T00:00:00Z"), NOW);
  expect(await spikesTold()).toEqual({ known: true, spikes: [] });
});
