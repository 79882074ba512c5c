import { describe, expect, it } from "vitest";
import { auditAction, auditActor, auditParticulars } from "./audit-words";

describe("auditParticulars", () => {
  it.each([
    ["nothing", null, ""],
    ["an empty set of filters", { filters: {} }, "filters: none"],
    [
      "what a budget is about, inside",
      { name: "Search", amountUsd: "1400.5", filters: { team: ["a", "b"] } },
      "name: Search · amount: $1,400.5 · filters: (team: a, b)",
    ],
    [
      "a change from one thing to another",
      { from: { name: "R&D", code: null }, to: { name: "R&D", code: "41" } },
      "from: (name: R&D · code: none) · to: (name: R&D · code: 41)",
    ],
    [
      "days and what is empty",
      { fromDay: "2026-11-01", toDay: null, note: "", teams: [] },
      "from day: 2026-11-01 · to day: none · note: none · teams: none",
    ],
    ["a list of things", { rules: [{ kind: "spike" }, { kind: "budget" }] }, "rules: (kind: spike), (kind: budget)"],
    ["yes, no and zero", { critical: false, points: 0 }, "critical: false · points: 0"],
    ["an amount that is none", { amountUsd: "much" }, "amount: much"],
  ])("tells %s", (_case, detail, words) => {
    expect(auditParticulars(detail)).toBe(words);
  });
});

it("names whoever acted, as people call him", () => {
  expect(["job", "operator", "token:nightly", "ada@example.com"].map(auditActor)).toEqual([
    "Waybill",
    "command line",
    "token nightly",
    "ada@example.com",
  ]);
});

it("reads an action as words", () => {
  expect(auditAction("connection.key_replaced")).toBe("connection key replaced");
});
