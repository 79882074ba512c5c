import { describe, expect, it } from "vitest";
import { z } from "zod";
import { usdToString } from "../domain/usd";
import { charge, chargeIfAny, count, countIfTold, day, flag, instant, readRows, text, textIfAny } from "./readers";

const read = (reader: z.ZodType, value: unknown) => {
  const result = reader.safeParse(value);
  return result.success ? result.data : `refused: ${result.error.issues[0]?.message}`;
};

describe("charge", () => {
  it.each([
    [0, "0"],
    [0.1, "0.1"],
    [2.8e-9, "0.0000000028"],
    [0.1 + 0.2, "0.3"],
    ["0.0123", "0.0123"],
    [1234567.123456789, "1234567.123456789"],
  ])("takes %j as %s, the shortest decimal that reads back", (value, expected) => {
    expect(usdToString(charge.parse(value))).toBe(expected);
  });

  it.each([
    [-12.5, "refused: is -12.5: a charge cannot be negative"],
    [-0.000001, "refused: is -0.000001: a charge cannot be negative"],
    ["NaN", 'refused: is "NaN", not an amount'],
    ["Infinity", 'refused: is "Infinity", not an amount'],
    [Number.NaN, "refused: is null, not an amount"],
    [null, "refused: is null, not an amount"],
    [undefined, "refused: is missing, not an amount"],
    ["", 'refused: is "", not an amount'],
    [true, "refused: is true, not an amount"],
    [{}, "refused: is {}, not an amount"],
    [1e308, "refused: is 1e+308: no charge is that large"],
    [10_000_000, "refused: is 10000000: no charge is that large"],
    ["1e7", 'refused: is "1e7": no charge is that large'],
  ])("does not take %j", (value, expected) => {
    expect(read(charge, value)).toBe(expected);
  });

  it("is unknown, not zero, where a listing may lack it", () => {
    expect([null, undefined, "?", -1].map((value) => read(chargeIfAny, value))).toEqual([null, null, null, null]);
  });
});

describe("text and times that no database column takes", () => {
  it("are made visible, and none", () => {
    expect(read(text, "a\0b\ud800c")).toBe("a\ufffdb\ufffdc");
    expect([1e300, -1e300, 1e15, "+033658-09-27T01:46:40Z"].map((value) => read(instant, value))).toEqual(
      expect.arrayContaining(Array.from({ length: 4 }, () => expect.stringMatching(/^refused: is .*, not a time$/))),
    );
    expect(read(day, 1e300)).toMatch(/^refused: is 1e\+300, not a day$/);
  });
});

describe("count", () => {
  it.each([
    [12, 12],
    ["12", 12],
    ["0", 0],
    [-1, "refused: is -1: a count cannot be negative"],
    [1.5, "refused: is 1.5, not a count"],
    ["1e30", 'refused: is "1e30": no count is that large'],
    ["", 'refused: is "", not a count'],
    [null, "refused: is null, not a count"],
  ])("reads %j as %j", (value, expected) => {
    expect(read(count, value)).toBe(expected);
  });

  it("may be untold", () => {
    expect([null, undefined, "3"].map((value) => read(countIfTold, value))).toEqual([null, null, 3]);
    expect(read(countIfTold, -3)).toMatch(/^refused/);
    expect(z.object({ tokens: countIfTold }).parse({})).toEqual({ tokens: null });
  });
});

describe("times", () => {
  it.each(["2026-06-03", "2026-06-03 00:00:00", "2026-06-03T00:00:00.000Z", "2026-06-03T23:59:59", "2026-06-03 23:59:59.999"])(
    "%s is of that day, wherever the host stands",
    (value) => expect(read(day, value)).toBe("2026-06-03"),
  );
  it.each([
    ["2026-06-03 10:20:30.250", "2026-06-03T10:20:30.250Z"],
    ["2026-06-03T10:20:30+02:00", "2026-06-03T08:20:30.000Z"],
    [1780481230, "2026-06-03T10:07:10.000Z"],
    [1780481230123, "2026-06-03T10:07:10.123Z"],
  ])("%j is %s", (value, expected) => expect((read(instant, value) as Date).toISOString()).toBe(expected));
  it.each(["", "yesterday", null, {}, "2026-13-01"])("%j is no time", (value) =>
    expect(read(instant, value)).toMatch(/^refused/),
  );
});

it("takes unknown words as they come", () => {
  expect(read(text, "some-new-reset")).toBe("some-new-reset");
  expect(read(text, "nul\0inside")).toBe("nul\ufffdinside");
  expect([1, "", null, {}].map((value) => read(textIfAny, value))).toEqual(["1", null, null, null]);
  expect([true, "true", 1, false, null, "no"].map((value) => read(flag, value))).toEqual([true, true, true, false, false, false]);
});

it("reads each row for itself and names the refused ones", () => {
  const reader = z.object({ id: text, cost: charge });
  const rows = [{ id: "a", cost: 1, new_field: "?" }, { id: "b", cost: -1 }, "no row", { id: "c", cost: "2" }];
  const { rows: accepted, refused } = readRows(rows, reader, (row) => ({ cell: `row ${row.id}`, day: null }));
  expect(accepted.map((row) => row.id)).toEqual(["a", "c"]);
  expect(refused).toEqual([
    { cell: "row b", day: null, problem: "cost is -1: a charge cannot be negative" },
    { cell: "row undefined", day: null, problem: expect.stringContaining("the row") },
  ]);
});
