import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, dayOf, daysBetween, parseDay, startOfDay } from "../day";
import { parseUsd, sumUsd, type Usd, usdToApproximateNumber, ZERO_USD } from "../usd";
import { BUDGET_PERIODS, type Budget } from "./budget";
import { type BudgetDay, budgetStanding, pastPeriod, worstFirst } from "./status";

const FIRST = parseDay("2026-11-01");
const NOON = new Date("2026-11-10T12:00:00Z");

function budget(amount: string, change: Partial<Budget> = {}): Budget {
  return {
    id: "b",
    name: "All",
    kind: "budget",
    per: "month",
    filters: {},
    startsOn: FIRST,
    endsOn: null,
    workingDays: 22,
    ownerEmail: null,
    note: "",
    amounts: [{ from: FIRST, amountUsd: parseUsd(amount) }],
    ...change,
  };
}

/** Days from 1 November on, the tenth until noon; null: not in the books. */
function days(...dollars: (string | null)[]): BudgetDay[] {
  return dollars.map((amount, index) => ({
    day: addDays(FIRST, index),
    costUsd: amount === null ? null : parseUsd(amount),
    beyondBillUsd: ZERO_USD,
    knownUntil: amount !== null && index === 9 ? NOON : null,
    finality: amount === null ? null : "settled",
  }));
}

const TEN = days(...Array(10).fill("10"));

function dollars(amount: Usd | undefined): number {
  return amount === undefined ? Number.NaN : usdToApproximateNumber(amount);
}

describe("budgetStanding", () => {
  const STATES: [string, string, BudgetDay[], string][] = [
    ["far from it", "1000", TEN, "ok"],
    ["80 % spent, whatever is projected", "125", TEN, "warning"],
    ["projected to reach it: 10 × 10 + 20.5 × 10", "304", TEN, "warning"],
    ["projected to stay a dollar below", "306", TEN, "ok"],
    ["exactly spent", "100", TEN, "exceeded"],
    ["overspent", "50", TEN, "exceeded"],
    ["no day in the books", "50", days(null, null), "no_data"],
    ["nothing spent", "50", days("0", "0"), "ok"],
    ["more credited than spent", "50", days("-5"), "ok"],
  ];
  it.each(STATES)("is, of %s", (_, amount, known, state) => {
    expect(budgetStanding(budget(amount), known, NOON)?.state).toBe(state);
  });

  it("tells spent, left, pace and projection of 10 × $10 by noon of the tenth", () => {
    const standing = budgetStanding(budget("300"), TEN, NOON);
    expect(standing).toMatchObject({
      window: { from: "2026-11-01", to: "2026-11-30" },
      spentUsd: parseUsd("100"),
      leftUsd: parseUsd("200"),
      evenUsd: parseUsd("95"),
      share: 1 / 3,
      unknownDays: 0,
      reachedOn: null,
      finality: "settled",
    });
    // 200 over the tenth to the thirtieth, cut, so that spending it never exceeds the budget.
    expect(standing?.leftPerDayUsd).toBe(parseUsd("9.523809523809"));
    expect(standing?.pace).toBeCloseTo(100 / 95, 10);
    expect(dollars(standing?.projection?.expectedUsd)).toBeCloseTo(305, 2);
    expect(budgetStanding(budget("304"), TEN, NOON)?.projection?.runsOutOn).toBe("2026-11-30");
    expect(budgetStanding(budget("201"), TEN, NOON)?.projection?.runsOutOn).toBe("2026-11-20");
    expect(budgetStanding(budget("306"), TEN, NOON)?.projection?.runsOutOn).toBeNull();
  });

  it("counts today as far as it is known, dear or cheap, and what is ahead as it was before: 9 × 10 + today + 20.5 × 10", () => {
    const expected = (today: string) => budgetStanding(budget("1000"), days(...Array(9).fill("10"), today), NOON)?.projection;
    expect(dollars(expected("40")?.expectedUsd)).toBeCloseTo(335, 2);
    expect(dollars(expected("2")?.expectedUsd)).toBeCloseTo(297, 2);
  });

  it.each([
    ["nothing of it is known", "0", null, 10],
    ["it is known until 6 o'clock", "1", "2026-11-10T06:00:00Z", 8.5],
    ["it is known until 18 o'clock", "1", "2026-11-10T18:00:00Z", 3.5],
    ["it is known until its last second", "1", "2026-11-11T00:00:00Z", 1],
  ])("expects of a day at $10 a day, where %s", (_, today, until, expected) => {
    const known = days(...Array(9).fill("10"), today).with(9, {
      day: addDays(FIRST, 9),
      costUsd: parseUsd(today),
      beyondBillUsd: ZERO_USD,
      knownUntil: until === null ? null : new Date(until),
      finality: "open",
    });
    const late = new Date("2026-11-10T23:59:59Z");
    const projection = budgetStanding(budget("1000", { per: "day" }), known, late)?.projection;
    expect(dollars(projection?.expectedUsd)).toBeCloseTo(expected, 5);
    expect(dollars(projection?.sevenDayUsd)).toBeCloseTo(expected, 5);
    if (expected !== 1) return;
    expect(projection?.bands.p95).toEqual([parseUsd("1"), parseUsd("1")]);
  });

  it("says on which day it was reached, and that nothing is left", () => {
    const standing = budgetStanding(budget("45"), TEN, NOON);
    expect([standing?.reachedOn, standing?.leftUsd, standing?.leftPerDayUsd, standing?.projection?.runsOutOn]).toEqual([
      "2026-11-05",
      parseUsd("-55"),
      ZERO_USD,
      null,
    ]);
  });

  it("knows at least so much where days are missing, and takes none of them for free", () => {
    const standing = budgetStanding(budget("1000"), days("10", null, null, ...Array(7).fill("10")), NOON);
    expect([standing?.spentUsd, standing?.unknownDays]).toEqual([parseUsd("80"), 2]);
    // Today is not missing before it is over.
    expect(budgetStanding(budget("1000"), days(...Array(9).fill("10")), NOON)?.unknownDays).toBe(0);
  });

  it("counts what arrived beyond the bill while the day is open, and the bill once it is over", () => {
    const arrived = TEN.map((day) => ({ ...day, beyondBillUsd: parseUsd("3") }));
    expect(budgetStanding(budget("1000"), arrived, NOON)).toMatchObject({
      spentUsd: parseUsd("103"),
      beyondBillUsd: parseUsd("3"),
    });
    expect(budgetStanding(budget("1000"), arrived, new Date("2026-11-11T00:00:00Z"))).toMatchObject({
      spentUsd: parseUsd("100"),
      beyondBillUsd: ZERO_USD,
    });
  });

  it("has no opinion on days on which the budget does not hold", () => {
    expect(budgetStanding(budget("1", { startsOn: parseDay("2026-11-11") }), TEN, NOON)).toBeNull();
    expect(budgetStanding(budget("1", { endsOn: parseDay("2026-11-09") }), TEN, NOON)).toBeNull();
  });

  it("keeps what is spent and left at the amount, and never projects below what is spent", () => {
    const cost = fc.option(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 15n }).map((units) => units as Usd));
    const drawn = fc.record({
      per: fc.constantFrom(...BUDGET_PERIODS),
      amountUsd: fc.bigInt({ min: 1n, max: 10n ** 17n }).map((units) => units as Usd),
      costs: fc.array(cost, { maxLength: 60 }),
      passedMs: fc.nat({ max: 50 * 86_400_000 }),
    });
    fc.assert(
      fc.property(drawn, ({ per, amountUsd, costs, passedMs }) => {
        const now = new Date(startOfDay(FIRST).getTime() + passedMs);
        const known = costs.map((costUsd, index): BudgetDay => {
          const knownUntil = costUsd === null ? null : now;
          const finality = costUsd === null ? null : "open";
          return { day: addDays(FIRST, index), costUsd, beyondBillUsd: ZERO_USD, knownUntil, finality };
        });
        const standing = budgetStanding(budget("1", { per, amounts: [{ from: FIRST, amountUsd }] }), known, now);
        if (!standing) throw new Error("it holds from the first on");
        const { window, spentUsd, leftUsd, leftPerDayUsd, projection, state, reachedOn } = standing;
        const inside = known.filter(({ day }) => day >= window.from && day <= window.to && day <= dayOf(now));
        const booked = inside.flatMap(({ costUsd }) => (costUsd === null ? [] : [costUsd]));
        expect(spentUsd).toBe(booked.length === 0 ? null : sumUsd(booked));
        expect(state === "no_data").toBe(spentUsd === null);
        if (spentUsd === null || leftUsd === null || leftPerDayUsd === null) return;
        expect(spentUsd + leftUsd).toBe(amountUsd);
        expect(state === "exceeded").toBe(spentUsd >= amountUsd);
        if (state === "exceeded") expect(reachedOn).not.toBeNull();
        const daysLeft = BigInt(daysBetween(dayOf(now), window.to) + 1);
        expect(leftPerDayUsd * daysLeft <= (leftUsd > 0n ? leftUsd : 0n)).toBe(true);
        if (!projection) return;
        const inOrder = [spentUsd, projection.bands.p95[0], projection.bands.p80[0], projection.expectedUsd];
        inOrder.push(projection.bands.p80[1], projection.bands.p95[1]);
        expect(inOrder.every((amount, index) => index === 0 || (inOrder[index - 1] ?? amount) <= amount)).toBe(true);
        const { runsOutOn } = projection;
        expect(runsOutOn !== null).toBe(state !== "exceeded" && projection.expectedUsd >= amountUsd);
        if (runsOutOn) expect(runsOutOn >= dayOf(now) && runsOutOn <= window.to).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe("pastPeriod", () => {
  const window = { from: FIRST, to: parseDay("2026-11-03") };
  const LATER = parseDay("2026-12-05");
  it.each([
    ["kept", "30.01", days("10", "10", "10"), "kept"],
    ["broken at exactly the amount", "30", days("10", "10", "10"), "broken"],
    ["broken though days are missing", "20", days("10", null, "10"), "broken"],
    ["unknown where a missing day might have broken it", "30", days("10", null, "10"), "unknown"],
    ["unknown without any day", "30", [], "unknown"],
  ])("was %s", (_, amount, known, outcome) => {
    expect(pastPeriod(budget(amount), known, window, LATER).outcome).toBe(outcome);
  });

  it("is held against the amount of its time", () => {
    const amounts = [
      { from: FIRST, amountUsd: parseUsd("10") },
      { from: parseDay("2026-12-01"), amountUsd: parseUsd("99") },
    ];
    expect(pastPeriod(budget("1", { amounts }), days("10", "10", "10"), window, LATER)).toMatchObject({
      amountUsd: parseUsd("10"),
      spentUsd: parseUsd("30"),
      outcome: "broken",
    });
  });
});

it("ranks the worst first, the fullest before the emptier", () => {
  const row = (state: "ok" | "warning" | "exceeded" | "no_data", share: number | null) => ({ state, share });
  const ranked = [
    row("no_data", null),
    row("ok", 0.2),
    row("exceeded", 1.1),
    row("ok", 0.4),
    row("warning", 0.5),
    row("exceeded", 2),
  ];
  expect(ranked.toSorted(worstFirst).map(({ state, share }) => `${state} ${share}`)).toEqual([
    "exceeded 2",
    "exceeded 1.1",
    "warning 0.5",
    "ok 0.4",
    "ok 0.2",
    "no_data null",
  ]);
});
