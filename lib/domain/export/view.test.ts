import { describe, expect, it } from "vitest";
import { parseDay } from "../day";
import { viewToQuery } from "../spend/view";
import { monthChoices, parseExportView } from "./view";

const TODAY = parseDay("2026-11-21");
const read = (kind: "spend" | "chargeback" | "focus", query: string) => parseExportView(kind, new URLSearchParams(query), TODAY);

describe("parseExportView", () => {
  it.each([
    ["spend", "", { from: "2026-11-01", to: "2026-11-21", by: ["day"], filters: {} }],
    [
      "spend",
      "period=last-month&by=team,model&model=x",
      { from: "2026-10-01", to: "2026-10-31", by: ["team", "model"], filters: { model: ["x"] } },
    ],
    ["chargeback", "month=2026-02&model=x", { from: "2026-02-01", to: "2026-02-28", by: [], filters: {} }],
    ["chargeback", "", { from: "2026-10-01", to: "2026-10-31" }],
    [
      "focus",
      "from=2026-10-01&to=2026-10-02&corrections=yes&by=day",
      { from: "2026-10-01", to: "2026-10-02", by: [], corrections: true },
    ],
  ] as const)("reads %s of ?%s", (kind, query, question) => {
    expect(read(kind, query).question).toMatchObject({ kind, ...question });
  });

  it.each(["2026-13", "26-01", "<script>", "2026-1"])("names the month %j as none", (month) => {
    const { problems, question } = read("chargeback", `month=${encodeURIComponent(month)}`);
    expect(problems).toEqual([expect.stringContaining("is no month")]);
    expect(question.from).toBe("2026-10-01");
  });

  it("is its own address, read back", () => {
    for (const [kind, query] of [
      ["spend", "period=last-month&by=team,model&model=x"],
      ["focus", "period=last-month&corrections=yes"],
      ["chargeback", "month=2026-02"],
    ] as const) {
      const { view, question } = read(kind, query);
      expect(read(kind, viewToQuery(view)).question).toEqual(question);
    }
  });
});

it("offers this month and those before it", () => {
  expect(monthChoices(parseDay("2026-01-31"), 3)).toEqual(["2026-01", "2025-12", "2025-11"]);
});
