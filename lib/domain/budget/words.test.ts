import { describe, expect, it } from "vitest";
import { addDays, parseDay } from "../day";
import { parseUsd, ZERO_USD } from "../usd";
import type { Budget } from "./budget";
import { budgetStanding } from "./status";
import { outlookWords, scopeWords, spentWords, standingPhrase } from "./words";

const FIRST = parseDay("2026-11-01");
const TODAY = parseDay("2026-11-10");
const NOON = new Date("2026-11-10T12:00:00Z");

function told(amount: string, dollars: (string | null)[], per: Budget["per"] = "month") {
  const budget: Budget = {
    id: "b",
    name: "All",
    kind: "budget",
    per,
    filters: {},
    startsOn: FIRST,
    endsOn: null,
    workingDays: 22,
    ownerEmail: null,
    note: "",
    amounts: [{ from: FIRST, amountUsd: parseUsd(amount) }],
  };
  const days = dollars.map((text, index) => ({
    day: addDays(FIRST, index),
    costUsd: text === null ? null : parseUsd(text),
    beyondBillUsd: ZERO_USD,
    knownUntil: addDays(FIRST, index) === TODAY ? NOON : null,
    finality: null,
  }));
  const standing = budgetStanding(budget, days, NOON);
  if (!standing) throw new Error("it holds");
  return { ...standing, budget };
}

const TEN = Array(10).fill("10");

describe("what is said of a budget", () => {
  it.each([
    [told("300", TEN), "$100.00 of $300.00 this month (33\u00a0%), with 32\u00a0% of the time gone."],
    [
      told("300", ["10", null, ...TEN.slice(2)]),
      "At least $90.00 of $300.00 this month (30\u00a0%), with 32\u00a0% of the time gone. Nothing is known of 1 day, which is not free.",
    ],
    [told("20", TEN, "day"), "$10.00 of $20.00 today (50\u00a0%)."],
    [told("20", []), "Nothing is known of this month yet: the budget is $20.00."],
  ])("of spend %#", (standing, words) => expect(spentWords(standing)).toBe(words));

  it.each([
    [told("60", TEN), /^Reached on Fri 6 Nov, \$40\.00 over\. Expected to end at \$3\d\d\.\d\d\.$/],
    [told("100", TEN), /^Reached today, exactly\. Expected/],
    [told("201", TEN), /^Runs out on Fri 20 Nov: expected to end at \$\d+\.\d\d\. \$4\.81 a day is left until Mon 30 Nov\.$/],
    [told("1000", TEN), /^Expected to end at \$\d+\.\d\d\. \$42\.86 a day is left until Mon 30 Nov\.$/],
    [told("20", TEN, "day"), /^Expected to end at \$15\.00\.$/],
  ])("of its outlook %#", (standing, words) => expect(outlookWords(standing, TODAY)).toMatch(words));

  it("says nothing ahead of what is unknown", () => expect(outlookWords(told("20", []), TODAY)).toBeNull());
});

it.each([
  [[], "All spend"],
  [
    [
      { dimension: "developer", label: "Ada" },
      { dimension: "developer", label: "Bo" },
      { dimension: "model", label: "GPT-5" },
    ],
    "Developer Ada or Bo, model GPT-5",
  ],
  [["a", "b", "c", "d", "e"].map((label) => ({ dimension: "cost_center" as const, label })), "Cost center a, b, c and 2 more"],
] as const)("names what a budget is about %#", (labels, words) => expect(scopeWords(labels)).toBe(words));

it.each([
  [told("1000", TEN), "on track"],
  [told("110", Array(10).fill("10.4")), "heading to run out on Wed 11 Nov"],
  [{ ...told("110", TEN), projection: null }, "91\u00a0% is spent"],
  [told("100", TEN), "used up since Tue 10 Nov"],
  [told("60", TEN), "over by $40.00 since Fri 6 Nov"],
  [told("60", []), "nothing is known of it"],
])("ends a sentence of a report, %#", (standing, words) => expect(standingPhrase(standing)).toBe(words));
