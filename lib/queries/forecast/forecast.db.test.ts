import { expect, it } from "vitest";
import { pool } from "../../db/client";
import { addDays, eachDay, parseDay } from "../../domain/day";
import { NO_FIGURES } from "../../domain/figures";
import { mintPersonScope, mintSystemScope } from "../../domain/mint-scope";
import { filterWord } from "../../domain/spend/question";
import { parseUsd, sumUsd, usdToApproximateNumber, ZERO_USD } from "../../domain/usd";
import { makeForecasts } from "../../jobs/make-forecasts";
import { organizationsToForecast } from "../../ledger/forecasts";
import { rebuildDay } from "../../ledger/rebuild/rebuild-day";
import { drawnRequest } from "../../test/drawn-request";
import { type Account, storeAccount, storeBill, storeRequests } from "../../test/stored-day";
import { budgetPreview } from "../budget/preview";
import { forecast } from "./forecast";
import { FORECAST_DIMENSIONS } from "./parts";

const NOW = new Date("2026-11-11T18:00:00Z");
const TODAY = parseDay("2026-11-11");
const KEY = { hasHash: true, name: "ci", owned: true, creator: null, inWorkspace: false } as const;
const operator = (account: Account) => mintSystemScope(account.organizationId, { kind: "operator" });

/** A bill a day of two models on two keys, one without an owner; nothing on the days that are left out. */
async function books(
  days: number,
  {
    dollars = () => 10,
    without = () => false,
  }: Partial<{ dollars: (day: string) => number; without: (day: string) => boolean }> = {},
) {
  const account = await storeAccount([KEY, { ...KEY, name: "free", owned: false }]);
  for (const day of eachDay(addDays(TODAY, -days), TODAY)) {
    if (without(day)) continue;
    const cell = (key: number, model: string, share: number) => {
      const costUsd = parseUsd((dollars(day) * share).toFixed(9));
      return { ...NO_FIGURES, key, model, provider: null, costUsd, requests: 3 };
    };
    await storeBill(account, day, "analytics", [cell(0, "a", 0.6), cell(0, "b", 0.1), cell(1, "b", 0.3)], NOW);
    await rebuildDay(account.connectionId, day, NOW);
  }
  return account;
}

const ask = (account: Account, dimension: (typeof FORECAST_DIMENSIONS)[number] = "developer") =>
  forecast(operator(account), { filters: {}, dimension, now: NOW });

it("tells month end and next month, of which the parts of every dimension are all, to the last digit", async () => {
  const account = await books(70, { dollars: (day) => 7 + (Number(day.slice(8)) % 7) / 3 });
  for (const dimension of FORECAST_DIMENSIONS) {
    const { month, nextMonth, parts } = await ask(account, dimension);
    expect(parts.length).toBeGreaterThan(0);
    expect(sumUsd(parts.map((part) => part.spentUsd))).toBe(month.spentUsd);
    expect(sumUsd(parts.map((part) => part.monthEndUsd))).toBe(month.end?.expectedUsd);
    expect(sumUsd(parts.map((part) => part.monthEndSevenDayUsd))).toBe(month.end?.sevenDayUsd);
    expect(sumUsd(parts.map((part) => part.nextMonthUsd))).toBe(nextMonth.end?.expectedUsd);
  }
});

it("says of each part what its own page and a budget on it say, however it moves, and what the whole is beyond them", async () => {
  const account = await storeAccount([KEY, { ...KEY, name: "free", owned: false }, { ...KEY, name: "new" }]);
  for (const [index, day] of eachDay(addDays(TODAY, -60), TODAY).entries()) {
    const cell = (key: number, model: string, dollars: number) => {
      return { ...NO_FIGURES, key, model, provider: null, costUsd: parseUsd(dollars.toFixed(9)), requests: 3 };
    };
    // One jitters, one has its rare dear day, one came three weeks ago and grows.
    const cells = [cell(0, "a", 5 + ((index * 7) % 11)), cell(1, "b", index % 9 === 0 ? 90 : 1)];
    await storeBill(account, day, "analytics", index > 40 ? [...cells, cell(2, "a", 1.2 ** (index - 40))] : cells, NOW);
    await rebuildDay(account.connectionId, day, NOW);
  }
  // Beyond what is billed today.
  const figures = { ...NO_FIGURES, costUsd: parseUsd("75"), requests: 1, promptTokens: 10, completionTokens: 10 };
  await storeRequests(account, TODAY, [drawnRequest({ second: 60, key: 0, keyIsCertain: true, model: "a", figures })]);
  await rebuildDay(account.connectionId, TODAY, NOW);
  const scope = operator(account);
  for (const dimension of FORECAST_DIMENSIONS) {
    const { parts, month, nextMonth } = await ask(account, dimension);
    const rest = parts.filter(({ value }) => value.kind === "difference");
    expect(rest).toEqual(parts.slice(parts.length - rest.length));
    expect(sumUsd(parts.map((part) => part.monthEndUsd))).toBe(month.end?.expectedUsd);
    expect(sumUsd(parts.map((part) => part.nextMonthUsd))).toBe(nextMonth.end?.expectedUsd);
    for (const part of parts.filter(({ value }) => value.kind !== "difference")) {
      const filters = { [dimension]: [filterWord(dimension, part.value)] };
      const own = await forecast(scope, { filters, dimension: "model", now: NOW });
      const { spentUsd, monthEndUsd, monthEndSevenDayUsd, nextMonthUsd } = part;
      expect([dimension, part.value.label, spentUsd, monthEndUsd, monthEndSevenDayUsd, nextMonthUsd]).toEqual([
        dimension,
        part.value.label,
        own.month.spentUsd,
        own.month.end?.expectedUsd ?? own.month.spentUsd,
        own.month.end?.sevenDayUsd ?? own.month.spentUsd,
        own.nextMonth.end?.expectedUsd ?? ZERO_USD,
      ]);
      const budget = await budgetPreview(scope, { per: "month", filters }, NOW);
      expect(budget.expectedUsd ?? budget.running.spentUsd).toBe(monthEndUsd);
    }
  }
  const { parts } = await ask(account, "key");
  expect(parts.map(({ value }) => value.label)).toEqual(expect.arrayContaining(["ci", "free", "new", "Difference"]));
});

it("has little to say after one day, and nothing of an organization without books", async () => {
  const { month, parts } = await ask(await books(1));
  expect(usdToApproximateNumber(month.end?.expectedUsd ?? ZERO_USD)).toBeCloseTo(20 + 19.25 * 10, 3);
  expect(parts.length).toBeGreaterThan(0);
  const empty = await ask(await storeAccount([]));
  expect([empty.month.end, empty.parts, empty.record]).toEqual([null, [], []]);
});

it("takes two weeks that are not in the books for unknown, and says how many days those are", async () => {
  const without = (day: string) => day >= "2026-10-25" && day <= "2026-11-07";
  const { month, days } = await ask(await books(60, { without }));
  expect(month.unknownDays).toBe(7);
  expect(usdToApproximateNumber(month.end?.expectedUsd ?? ZERO_USD)).toBeCloseTo(4 * 10 + 19.25 * 10, 1);
  expect(days.find(({ day }) => day === "2026-11-03")?.costUsd).toBeNull();
});

it("is not carried away by one day of ten thousand dollars", async () => {
  const { month } = await ask(await books(60, { dollars: (day) => (day === "2026-11-08" ? 10_000 : 10) }));
  const left = usdToApproximateNumber(month.end?.expectedUsd ?? ZERO_USD) - usdToApproximateNumber(month.spentUsd);
  expect(left).toBeLessThan(8_000);
  expect(usdToApproximateNumber(month.end?.sevenDayUsd ?? ZERO_USD)).toBeGreaterThan(30_000);
});

it("keeps one forecast a day, also when two workers make it, and holds finished months against what came", async () => {
  const account = await books(75);
  const at = (day: string) => new Date(`${day}T07:00:00Z`);
  expect(await organizationsToForecast(NOW)).toContain(account.organizationId);
  await Promise.all([
    makeForecasts(account.organizationId, () => at("2026-10-08")),
    makeForecasts(account.organizationId, () => at("2026-10-08")),
  ]);
  await makeForecasts(account.organizationId, () => NOW);
  await pool().query("UPDATE billed_cells SET cost_usd = cost_usd * 3 WHERE connection_id = $1 AND day = '2026-10-20'", [
    account.connectionId,
  ]);
  await rebuildDay(account.connectionId, parseDay("2026-10-20"), NOW);
  await makeForecasts(account.organizationId, () => new Date(NOW.getTime() + 3_600_000));
  expect(await organizationsToForecast(NOW)).not.toContain(account.organizationId);
  const { rows } = await pool().query(
    "SELECT made_on::text, count(*)::int, count(p80_low_usd)::int AS banded FROM forecasts WHERE organization_id = $1 AND dimension = '' GROUP BY 1 ORDER BY 1",
    [account.organizationId],
  );
  expect(rows).toEqual([
    { made_on: "2026-10-08", count: 2, banded: 2 },
    { made_on: "2026-11-11", count: 2, banded: 2 },
  ]);
  const { record } = await ask(account);
  const october = record.filter(({ month }) => month === "2026-10-01");
  expect(october.map(({ madeOn, reckoned }) => [madeOn, reckoned])).toEqual([
    ["2026-10-01", true],
    ["2026-10-08", false],
    ["2026-10-15", true],
    ["2026-10-22", true],
  ]);
});

it("tells a manager of his teams and a member of himself", async () => {
  const account = await books(40);
  const actor = { kind: "person", userId: "u", email: "a@b.c" } as const;
  const seen = async (visibility: Parameters<typeof mintPersonScope>[3]) => {
    const scope = mintPersonScope(account.organizationId, actor, "manager", visibility);
    const { month, parts } = await forecast(scope, { filters: {}, dimension: "key", now: NOW });
    expect(sumUsd(parts.map((part) => part.monthEndUsd))).toBe(month.end?.expectedUsd ?? ZERO_USD);
    return Math.round(usdToApproximateNumber(month.spentUsd));
  };
  expect(await seen({ kind: "teams", teamIds: [account.teamId] })).toBe(77);
  expect(await seen({ kind: "developers", developerIds: [account.ownerId] })).toBe(77);
  expect(await seen({ kind: "developers", developerIds: [] })).toBe(0);
});
