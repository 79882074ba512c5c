import { describe, expect, it } from "vitest";
import { emptyReport, sampleReport } from "../../test/sample-weekly-report";
import { parseDay } from "../day";
import { reportPage } from "./page";
import type { WeeklyReport } from "./weekly-report";

const summary = (changes: Partial<WeeklyReport> = {}) => reportPage(sampleReport(changes)).summary;
const spend = (changes: Partial<WeeklyReport["spend"]>) => ({ spend: { ...sampleReport().spend, ...changes } });

it("says the week in short, what matters most first", () => {
  expect(summary()).toEqual([
    "The week cost $1,234.50, $234.50 (23\u00a0%) more than week 45.",
    "Key ci-loop (model Opus) made +$240.00, everything else −$5.50: 14 times as many requests.",
    "The budget All spend is in trouble: heading to run out on Sat 28 Nov.",
    "One spike: Key ci-loop.",
    "2 recommendations wait for a yes or no: $310.00–$420.00 a month.",
  ]);
});

it("asks nobody for a yes who may not say it", () => {
  const page = reportPage(sampleReport({ subject: { kind: "developers", ids: ["a"], name: "Ada" } }));
  expect(page.summary.at(-1)).toBe("2 recommendations wait for an admin’s yes or no: $310.00–$420.00 a month.");
  expect(page.blocks.find(({ id }) => id === "recommendations")?.title).toBe("What would save");
});

describe("what the week cost, in words", () => {
  it.each([
    ["less", { usd: "750" }, "The week cost $750.00, $250.00 (25\u00a0%) less than week 45."],
    ["as much", { usd: "1000" }, "The week cost $1,000.00, as much as week 45."],
    ["nothing, after something", { usd: "0" }, "The week cost nothing, after $1,000.00 in week 45."],
    ["something, after nothing", { beforeUsd: "0" }, "The week cost $1,234.50; in week 45 nothing was spent."],
    ["the week before unknown", { beforeUsd: null }, "The week cost $1,234.50; week 45 is not in the books."],
  ])("%s", (_, changes, sentence) => {
    expect(summary(spend(changes))[0]).toBe(sentence);
  });

  it("calls a missing day unknown, not free", () => {
    expect(summary(spend({ unknownDays: [parseDay("2026-11-11")], unknownDaysBefore: 2 }))[1]).toBe(
      "Wed 11 Nov is not in the books: unknown, not free; of the week before 2 days are missing.",
    );
  });

  it("says once that the week before is missing", () => {
    const page = summary(spend({ beforeUsd: null, unknownDaysBefore: 7 }));
    expect(page.filter((sentence) => /week 45|week before/.test(sentence))).toEqual([
      "The week cost $1,234.50; week 45 is not in the books.",
    ]);
    expect(summary(spend({ unknownDaysBefore: 1 }))[1]).toBe("Of the week before one day is missing.");
  });

  it("tells the running week until its last day", () => {
    expect(summary({ to: parseDay("2026-11-11") })[0]).toMatch(/^Until Wed 11 Nov the week cost \$1,234\.50/);
  });
});

it("has five numbers on top", () => {
  const { tiles } = reportPage(sampleReport());
  expect(tiles.map(({ label, value, note }) => `${label}: ${value} (${note})`)).toEqual([
    "Spent: $1,234.50 (+$234.50 (+23\u00a0%) against week 45)",
    "Budget: 46\u00a0% (of $5,000.00, All spend: heading to run out on Sat 28 Nov)",
    "Forecast: $5,400.00 (for November 2026; four times in five $5,100.00–$5,800.00)",
    "Unattributed: $12.34 (1.0\u00a0% of the week, $20.00 the week before)",
    "Verified savings: $80.00 (in the week, from one change that its traffic shows)",
  ]);
});

it("tells the state of other budgets beside the one on top, whichever is in trouble", () => {
  const { budgets } = sampleReport();
  if (!budgets.known || !budgets.budgets[0]) throw new Error("known");
  const whole = { ...budgets.budgets[0], inTrouble: false, state: "on track" };
  const other = { ...budgets.budgets[0], isWhole: false, name: "Search", state: "used up" };
  const told = (list: (typeof whole)[]) => {
    const page = reportPage(sampleReport({ budgets: { known: true, count: list.length, budgets: list } }));
    return [page.tiles[1]?.note.split(": ")[1], page.summary.find((sentence) => sentence.startsWith("The budget"))];
  };
  expect(told([whole])).toEqual(["on track", undefined]);
  expect(told([whole, other])).toEqual(["on track; 1 other in trouble", "The budget Search is in trouble: used up."]);
  expect(told([whole, other, other])[1]).toBe("The budget Search is in trouble: used up. One more is, too.");
});

it("says of every missing section why it is missing, and calls nothing unknown zero", () => {
  const page = reportPage(emptyReport());
  expect(page.summary).toEqual(["The books have no day of this week: what it cost is unknown."]);
  expect(page.tiles.map(({ value }) => value)).toEqual(["Unknown", "–", "–", "Unknown", "–"]);
  for (const block of page.blocks) expect([block.id, block.sentences.length, block.tables]).toEqual([block.id, 1, []]);
});

it("leads only to pages of the organization, whatever things are called", () => {
  const hostile = sampleReport();
  if (!hostile.changes.known || !hostile.sessions.known) throw new Error("known");
  const [first] = hostile.changes.dimensions;
  if (first?.rows[0])
    first.rows[0].value = { dimension: "model", kind: "value", id: "../../x?y#z", label: "javascript:alert(1)" };
  hostile.sessions.rows[0] = { ...hostile.sessions.rows[0]!, id: "a&b=c#d/../e" };
  const page = reportPage(hostile);
  const cells = page.blocks.flatMap(({ tables }) => tables.flatMap(({ rows }) => rows.flat()));
  const paths = cells.flatMap(({ path }) => path ?? []);
  expect(paths.length).toBeGreaterThan(5);
  for (const path of paths) {
    const url = new URL(`https://waybill.example/acme/${path}`);
    expect([url.origin, url.pathname.startsWith("/acme/"), url.hash]).toEqual(["https://waybill.example", true, ""]);
  }
  expect(paths).toContain("models/..%2F..%2Fx%3Fy%23z?from=2026-11-09&to=2026-11-15");
});
