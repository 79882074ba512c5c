import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, type Day, daysBetween, parseDay } from "../day";
import { parseUsd, type Usd } from "../usd";
import {
  amountOn,
  BUDGET_PERIODS,
  type BudgetAmount,
  type BudgetPeriod,
  budgetWindow,
  calendarPeriod,
  changeAmount,
  pastWindows,
  periodBeside,
  reaches,
  scopeKey,
} from "./budget";

const day = (text: string) => parseDay(text);
const drawnDay = fc.integer({ min: 0, max: 25_000 }).map((days) => addDays(day("1990-01-01"), days));
const drawnPer = fc.constantFrom(...BUDGET_PERIODS);

describe("calendarPeriod", () => {
  const PERIODS: [BudgetPeriod, string, string, string][] = [
    ["day", "2026-11-21", "2026-11-21", "2026-11-21"],
    ["week", "2026-11-21", "2026-11-16", "2026-11-22"],
    ["week", "2026-11-16", "2026-11-16", "2026-11-22"],
    ["week", "2026-11-22", "2026-11-16", "2026-11-22"],
    ["week", "2027-01-01", "2026-12-28", "2027-01-03"],
    ["month", "2026-11-21", "2026-11-01", "2026-11-30"],
    ["month", "2028-02-29", "2028-02-01", "2028-02-29"],
    ["month", "2026-12-31", "2026-12-01", "2026-12-31"],
  ];
  it.each(PERIODS)("is, a %s, for %s %s to %s", (per, of, from, to) => {
    expect(calendarPeriod(per, day(of))).toEqual({ from, to });
  });

  it("puts every day into exactly one period, and the next right after it", () => {
    fc.assert(
      fc.property(drawnPer, drawnDay, (per, of) => {
        const { from, to } = calendarPeriod(per, of);
        expect(from <= of && of <= to).toBe(true);
        expect(calendarPeriod(per, from)).toEqual(calendarPeriod(per, to));
        expect(periodBeside(per, of, 1).from).toBe(addDays(to, 1));
        expect(periodBeside(per, addDays(to, 1), -1)).toEqual({ from, to });
      }),
    );
  });
});

const held = (per: BudgetPeriod, startsOn: string, endsOn: string | null = null) => ({
  per,
  startsOn: day(startsOn),
  endsOn: endsOn === null ? null : day(endsOn),
});

describe("budgetWindow", () => {
  const WINDOWS: [string, ReturnType<typeof held>, string, [string, string] | null][] = [
    ["whole inside", held("month", "2026-01-01"), "2026-11-21", ["2026-11-01", "2026-11-30"]],
    ["cut to its start", held("month", "2026-11-10"), "2026-11-21", ["2026-11-10", "2026-11-30"]],
    ["cut to its end", held("month", "2026-01-01", "2026-11-25"), "2026-11-21", ["2026-11-01", "2026-11-25"]],
    ["none before it begins", held("month", "2026-11-22"), "2026-11-21", null],
    ["none after it ended", held("month", "2026-01-01", "2026-11-20"), "2026-11-21", null],
    ["of one day", held("week", "2026-11-21", "2026-11-21"), "2026-11-21", ["2026-11-21", "2026-11-21"]],
  ];
  it.each(WINDOWS)("is %s", (_, budget, today, window) => {
    expect(budgetWindow(budget, day(today))).toEqual(window && { from: window[0], to: window[1] });
  });
});

describe("pastWindows", () => {
  it("ends with the one before that which runs, and begins with the budget", () => {
    expect(pastWindows(held("month", "2026-08-15"), day("2026-11-21"), 12)).toEqual([
      { from: "2026-10-01", to: "2026-10-31" },
      { from: "2026-09-01", to: "2026-09-30" },
      { from: "2026-08-15", to: "2026-08-31" },
    ]);
  });

  it("has the last, cut one of a budget that is over, and none of one that has not begun", () => {
    expect(pastWindows(held("month", "2026-09-01", "2026-10-10"), day("2026-11-21"), 1)).toEqual([
      { from: "2026-10-01", to: "2026-10-10" },
    ]);
    expect(pastWindows(held("month", "2027-01-01"), day("2026-11-21"), 12)).toEqual([]);
    expect(pastWindows(held("day", "2026-11-21"), day("2026-11-21"), 12)).toEqual([]);
  });

  it("joins the running window without a gap or an overlap, whatever the period", () => {
    fc.assert(
      fc.property(drawnPer, drawnDay, fc.nat({ max: 400 }), fc.option(fc.nat({ max: 400 })), (per, startsOn, passed, lasts) => {
        const today = addDays(startsOn, passed);
        const budget = { per, startsOn, endsOn: lasts === null ? null : addDays(startsOn, lasts) };
        const windows = pastWindows(budget, today, 1000).reverse();
        const running = budgetWindow(budget, today);
        const all = running ? [...windows, running] : windows;
        expect(all[0]?.from ?? startsOn).toBe(startsOn);
        for (const [index, window] of all.entries()) {
          expect(window.from <= window.to).toBe(true);
          if (index > 0) expect(addDays(all[index - 1]?.to as Day, 1)).toBe(window.from);
        }
        const counted = all.reduce((sum, window) => sum + daysBetween(window.from, window.to) + 1, 0);
        const last = running?.to ?? budget.endsOn ?? startsOn;
        expect(counted).toBe(daysBetween(startsOn, last) + 1);
      }),
    );
  });
});

const amounts = (...said: [string, string][]): BudgetAmount[] =>
  said.map(([from, dollars]) => ({ from: day(from), amountUsd: parseUsd(dollars) }));

describe("changeAmount", () => {
  const before = { per: "month" as const, amounts: amounts(["2026-09-01", "100"]) };
  it("holds from the whole period on, and leaves past periods as they were", () => {
    const after = changeAmount(before, { amountUsd: parseUsd("150"), from: day("2026-11-21"), until: null });
    expect(after).toEqual(amounts(["2026-09-01", "100"], ["2026-11-01", "150"]));
    expect(amountOn({ per: "month", amounts: after }, day("2026-10-31"))).toBe(parseUsd("100"));
    expect(amountOn({ per: "month", amounts: after }, day("2026-11-01"))).toBe(parseUsd("150"));
  });

  it("goes back by itself after a raise", () => {
    const raised = changeAmount(before, { amountUsd: parseUsd("150"), from: day("2026-11-21"), until: day("2026-12-24") });
    expect(raised).toEqual(amounts(["2026-09-01", "100"], ["2026-11-01", "150"], ["2027-01-01", "100"]));
    const changed = changeAmount(
      { per: "month", amounts: raised },
      { amountUsd: parseUsd("120"), from: day("2026-12-01"), until: null },
    );
    expect(changed).toEqual(amounts(["2026-09-01", "100"], ["2026-11-01", "150"], ["2026-12-01", "120"]));
  });

  it("says nothing twice", () => {
    expect(changeAmount(before, { amountUsd: parseUsd("100"), from: day("2026-11-21"), until: null })).toEqual(before.amounts);
  });

  it("changes the periods it names and no other", () => {
    const drawnChange = fc.record({
      amountUsd: fc.integer({ min: 1, max: 5 }).map((dollars) => parseUsd(String(dollars))),
      from: fc.nat({ max: 300 }),
      lasts: fc.option(fc.nat({ max: 100 })),
    });
    fc.assert(
      fc.property(drawnPer, drawnDay, fc.array(drawnChange, { maxLength: 6 }), (per, start, changes) => {
        let known: BudgetAmount[] = [{ from: calendarPeriod(per, start).from, amountUsd: parseUsd("9") }];
        for (const { amountUsd, from: after, lasts } of changes) {
          const from = addDays(start, after);
          const until = lasts === null ? null : addDays(from, lasts);
          const next = changeAmount({ per, amounts: known }, { amountUsd, from, until });
          for (let ahead = 0; ahead <= 420; ahead += 7) {
            const of = addDays(start, ahead);
            const touched = of >= calendarPeriod(per, from).from && (until === null || of <= calendarPeriod(per, until).to);
            expect(amountOn({ per, amounts: next }, of)).toBe(touched ? amountUsd : amountOn({ per, amounts: known }, of));
          }
          known = next;
        }
      }),
    );
  });
});

describe("reaches", () => {
  const usd = (text: string) => parseUsd(text);
  it.each([
    ["exactly the amount", "100", "100", 100n, true],
    ["a picodollar less", "99.999999999999", "100", 100n, false],
    ["exactly 80 %", "80", "100", 80n, true],
    ["just below 80 %", "79.999999999999", "100", 80n, false],
    ["a third of a third", "0.333333333333", "1", 33n, true],
    ["nothing", "0", "0.000000000001", 50n, false],
    ["a refund", "-5", "1", 50n, false],
  ])("of %s", (_, spent, amount, percent, expected) => expect(reaches(usd(spent), usd(amount), percent)).toBe(expected));

  it("is one comparison: what reaches a percentage reaches every lower one", () => {
    const drawn = fc.bigInt({ min: 1n, max: 10n ** 18n }).map((units) => units as Usd);
    fc.assert(
      fc.property(drawn, drawn, fc.integer({ min: 1, max: 200 }), (spent, amount, percent) => {
        if (reaches(spent, amount, BigInt(percent))) expect(reaches(spent, amount, BigInt(percent - 1))).toBe(true);
        expect(reaches(spent, amount)).toBe(spent >= amount);
      }),
    );
  });
});

it("finds the same spend however its filters are written", () => {
  expect(scopeKey({ model: ["b", "a"], key: ["k"] })).toBe(scopeKey({ key: ["k"], model: ["a", "b", "a"], team: [] }));
  expect(scopeKey({})).not.toBe(scopeKey({ model: ["a"] }));
});
