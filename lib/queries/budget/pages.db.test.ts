import { expect, it } from "vitest";
import type { WrittenBudget } from "../../domain/budget/check";
import { parseDay } from "../../domain/day";
import { mintPersonScope, mintSystemScope } from "../../domain/mint-scope";
import type { AuthorizedScope, Visibility } from "../../domain/scope";
import { parseUsd } from "../../domain/usd";
import { createBudget } from "../../ledger/budget/budgets";
import { endBudget, setBudgetAmount } from "../../ledger/budget/changes";
import { accountOfTwoKeys, billDays } from "../../test/billed-days";
import type { Account } from "../../test/stored-day";
import { budgetChoices } from "./choices";
import { budgetDetail } from "./detail";
import { budgetList, budgetsOf, firstBudget } from "./list";
import { budgetPreview } from "./preview";
import { budgetStatuses } from "./status";

const NOW = new Date("2026-11-10T12:00:00Z");

function operator({ organizationId }: Account): AuthorizedScope {
  return mintSystemScope(organizationId, { kind: "operator" });
}

function manager({ organizationId }: Account, teamIds: string[]): AuthorizedScope {
  const actor = { kind: "person", userId: "u", email: "mei@example.com" } as const;
  const visibility: Visibility = { kind: "teams", teamIds };
  return mintPersonScope(organizationId, actor, "manager", visibility);
}

/** Of October two days at $2 and $1, then ten days of November at $10 and $1. */
async function twoMonths(): Promise<Account> {
  const account = await accountOfTwoKeys();
  const october = [["2", "1"], ["2", "1"], null] as const;
  await billDays(account, parseDay("2026-10-29"), [...october, ...Array(10).fill(["10", "1"])], NOW);
  return account;
}

function written(change: Partial<WrittenBudget> = {}): WrittenBudget {
  return { name: "All of it", per: "month", filters: {}, amount: "200", startsOn: "2026-10-01", ...change };
}

const make = async (account: Account, change: Partial<WrittenBudget> = {}) =>
  (await createBudget(operator(account), written(change), NOW)).id;

it("tells of one budget what its list says, its days adding up to it, and how its past ended by the amount of its time", async () => {
  const account = await twoMonths();
  const id = await make(account, { amount: "91" });
  await setBudgetAmount(operator(account), id, { amount: "200" }, NOW);
  const detail = await budgetDetail(operator(account), id, NOW);
  const [listed] = await budgetStatuses(operator(account), { now: NOW });
  expect(detail.status).toEqual(listed);
  const days = detail.series.filter(({ costUsd }) => costUsd !== null);
  expect(days.map(({ day }) => day)).toHaveLength(10);
  expect(days.at(-1)?.spentUsd).toBe(parseUsd("110"));
  expect(detail.series.at(-1)).toMatchObject({ day: "2026-11-30", spentUsd: null, evenUsd: parseUsd("200") });
  expect(detail.series.at(-1)?.expectedUsd).toBe(listed?.projection?.expectedUsd);
  // 2 × $3 of a month whose other days are unknown, under the $91 that held then.
  expect(detail.past).toMatchObject([
    {
      window: { from: "2026-10-01", to: "2026-10-31" },
      spentUsd: parseUsd("6"),
      amountUsd: parseUsd("91"),
      outcome: "unknown",
      unknownDays: 29,
    },
  ]);
  expect(detail.mayChange).toBe(true);
});

it("puts other budgets on the same dollars beside it, and those on other dollars not", async () => {
  const account = await twoMonths();
  const [first = "", second = ""] = account.keyIds;
  const id = await make(account, { filters: { key: [first] } });
  await make(account, { name: "All", per: "week" });
  await make(account, { name: "Owner", filters: { developer: [account.ownerId] } });
  await make(account, { name: "Other key", filters: { key: [second] } });
  const { beside } = await budgetDetail(operator(account), id, NOW);
  expect(beside.map(({ budget }) => budget.name).sort()).toEqual(["All", "Owner"]);
  const { named, wider } = await budgetsOf(operator(account), "key", first, NOW);
  expect([named.map(({ budget }) => budget.id), wider.map(({ budget }) => budget.name)]).toEqual([[id], ["All"]]);
});

it("keeps those that are to come and those that are over, and shows each asker his own alone", async () => {
  const account = await twoMonths();
  await make(account, { name: "Runs" });
  await make(account, { name: "Later", startsOn: "2026-12-01", filters: { team: [account.teamId] } });
  const over = await make(account, { name: "Over", per: "day", filters: { team: [account.teamId] } });
  await endBudget(operator(account), over, NOW);
  const tomorrow = new Date("2026-11-11T12:00:00Z");
  const names = async (scope: AuthorizedScope) => {
    const { running, upcoming, ended } = await budgetList(scope, tomorrow);
    return [running, upcoming, ended].map((rows) => rows.map(({ budget }) => budget.name));
  };
  expect(await names(operator(account))).toEqual([["Runs"], ["Later"], ["Over"]]);
  expect(await names(manager(account, [account.teamId]))).toEqual([[], ["Later"], ["Over"]]);
  expect(await names(manager(account, []))).toEqual([[], [], []]);
  const detail = await budgetDetail(manager(account, [account.teamId]), over, tomorrow);
  expect([detail.status, detail.mayChange, detail.past.length]).toEqual([null, false, 31]);
  expect(detail.past[0]).toMatchObject({ window: { from: "2026-11-10", to: "2026-11-10" }, spentUsd: parseUsd("10") });
  for (const scope of [manager(account, []), operator(await accountOfTwoKeys())]) {
    await expect(budgetDetail(scope, over, tomorrow)).rejects.toMatchObject({ code: "not_found" });
  }
});

it("offers a first budget from what last month cost, rounded up, or the last 30 days, where all of their days are known", async () => {
  const account = await accountOfTwoKeys();
  await billDays(account, parseDay("2026-10-01"), Array(31).fill(["2.1", "1"]), NOW);
  expect(await firstBudget(operator(account), NOW)).toMatchObject({
    from: "2026-10-01",
    to: "2026-10-31",
    filters: {},
    spentUsd: parseUsd("96.1"),
    amountUsd: parseUsd("97"),
  });
  expect(await firstBudget(manager(account, [account.teamId]), NOW)).toMatchObject({
    filters: { team: [account.teamId] },
    spentUsd: parseUsd("65.1"),
  });
  expect(await firstBudget(manager(account, []), NOW)).toBeNull();
  expect(await firstBudget(operator(account), new Date("2026-10-31T12:00:00Z"))).toMatchObject({
    from: "2026-10-01",
    to: "2026-10-30",
    amountUsd: parseUsd("93"),
  });
  const fresh = await accountOfTwoKeys();
  expect(await firstBudget(operator(fresh), NOW)).toBeNull();
  await billDays(fresh, parseDay("2026-11-08"), [["7.1"]], NOW);
  // One day says nothing of a month.
  expect(await firstBudget(operator(fresh), NOW)).toBeNull();
});

it("previews what past periods cost of a spend, to those who see all of it", async () => {
  const account = await twoMonths();
  const asked = { per: "month" as const, filters: { key: [account.keyIds[0] ?? ""] } };
  const preview = await budgetPreview(operator(account), asked, NOW);
  expect(preview.running).toMatchObject({ spentUsd: parseUsd("100"), unknownDays: 0 });
  expect(preview.past.slice(0, 2)).toEqual([
    { window: { from: "2026-10-01", to: "2026-10-31" }, spentUsd: parseUsd("4"), unknownDays: 29 },
    { window: { from: "2026-09-01", to: "2026-09-30" }, spentUsd: null, unknownDays: 30 },
  ]);
  expect((preview.expectedUsd ?? 0n) > parseUsd("100")).toBe(true);
  await expect(budgetPreview(manager(account, [account.teamId]), asked, NOW)).rejects.toMatchObject({ code: "invalid_input" });
  const ofTeam = { per: "week" as const, filters: { team: [account.teamId] } };
  expect((await budgetPreview(manager(account, [account.teamId]), ofTeam, NOW)).running.spentUsd).toBe(parseUsd("20"));
});

it("offers what there is to budget, and a manager his teams", async () => {
  const account = await twoMonths();
  const all = await budgetChoices(operator(account));
  const of = (choices: typeof all, dimension: string) =>
    choices.find((one) => one.dimension === dimension)?.choices.map(({ label }) => label);
  expect([of(all, "team"), of(all, "key"), of(all, "model"), of(all, "feature")]).toEqual([
    ["Platform"],
    ["build", "nightly"],
    ["openai/gpt-5"],
    undefined,
  ]);
  const own = await budgetChoices(manager(account, [account.teamId]));
  expect([of(own, "team"), of(own, "key")]).toEqual([["Platform"], ["build"]]);
  expect(of(await budgetChoices(manager(account, [])), "key")).toBeUndefined();
});
