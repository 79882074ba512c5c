import { describe, expect, it } from "vitest";
import { SOURCE_BITS } from "./generation";
import { beatenBy, FIELD_PRECEDENCE, SOURCE_CODES, tellerOf } from "./merge";

describe("FIELD_PRECEDENCE", () => {
  const sources = Object.keys(SOURCE_BITS).sort();

  it("places every source once in every field, so that no two reports can tie but of one source", () => {
    for (const [, precedence] of FIELD_PRECEDENCE) expect([...precedence].sort()).toEqual(sources);
  });

  it("names no field twice and leaves room for two bits a field in 63", () => {
    const fields = FIELD_PRECEDENCE.map(([field]) => field);
    expect(new Set(fields).size).toBe(fields.length);
    expect(fields.length * 2).toBeLessThanOrEqual(62);
    expect(Object.keys(SOURCE_CODES).sort()).toEqual(sources);
    expect(Math.max(...Object.values(SOURCE_CODES))).toBeLessThan(4);
  });

  it.each([
    ["costUsd", "analytics", ["broadcast", "client", "log"]],
    ["costUsd", "log", []],
    ["createdAt", "log", ["analytics", "broadcast", "client"]],
    ["externalUser", "client", ["broadcast", "analytics", "log"]],
  ] as const)("lets %s of %s replace what %j told", (field, source, beaten) => {
    const [, precedence] = FIELD_PRECEDENCE.find(([name]) => name === field) ?? [];
    expect(precedence && beatenBy(precedence, source)).toEqual(beaten);
  });
});

it("reads from the bits who told which field", () => {
  const sources = ["log", "analytics", "broadcast", "client"] as const;
  const tellers = FIELD_PRECEDENCE.map(([field], index) => [field, sources[(index * 7) % 4] ?? "log"] as const);
  const bits = tellers.reduce((sum, [, source], index) => sum | (BigInt(SOURCE_CODES[source]) << BigInt(2 * index)), 0n);
  expect(FIELD_PRECEDENCE.map(([field]) => [field, tellerOf(bits, field)])).toEqual(tellers);
});
