import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseUsd, type Usd, usdToString } from "../usd";
import { generationListWords, NO_GENERATION_FILTERS, parseGenerationList, readPosition, writePosition } from "./list";

const read = (query: string) => parseGenerationList(new URLSearchParams(query));

describe("parseGenerationList", () => {
  it("shows the newest first where the address says nothing", () => {
    expect(read("")).toEqual({ order: "time", part: null, only: NO_GENERATION_FILTERS, problems: [] });
  });

  it("reads every filter, the order and the place", () => {
    const told = read("order=cost&user=ada&session=s-1&finish=stop&minimum=%240.05&source=log&after=0.25~gen-1");
    expect(told).toEqual({
      order: "cost",
      part: { after: { value: "0.25", id: "gen-1" } },
      only: { user: "ada", session: "s-1", finish: "stop", minimum: parseUsd("0.05"), source: "log" },
      problems: [],
    });
  });

  it.each([
    ["order=price", "cannot be ordered by"],
    ["minimum=cheap", "no amount"],
    ["minimum=-1", "no amount"],
    ["minimum=1e300", "no amount"],
    ["source=rumour", "no source"],
    [`user=${"x".repeat(1001)}`, "cannot be a user"],
    ["session=%00", "cannot be a session"],
    ["after=nowhere", "no place"],
    ["after=0.25~gen-1", "no place"],
    ["order=cost&before=2026-11-20T10:00:00.000Z~gen-1", "no place"],
    ["after=2026-13-40T10:00:00.000Z~gen-1", "no place"],
    ["after=2026-11-20T10:00:00.000Z~", "no place"],
    ["after=2026-02-30T10:00:00.000Z~gen-1", "no place"],
    ["after=0000-01-01T00:00:00.000Z~gen-1", "no place"],
    ["after=%2B010000-01-01T00:00:00.000Z~gen-1", "no place"],
  ])("leaves out what it cannot understand in %s, and says so", (query, words) => {
    const told = read(query);
    expect(told.problems).toEqual([expect.stringContaining(words)]);
    expect({ part: told.part, only: told.only }).toEqual({ part: null, only: NO_GENERATION_FILTERS });
  });

  it("reads back what it wrote", () => {
    const word = fc.option(
      fc.string({ minLength: 1, maxLength: 30 }).filter((text) => !text.includes("\0")),
      { nil: null },
    );
    const list = fc.record({
      order: fc.constantFrom("time" as const, "cost" as const),
      only: fc.record({
        user: word,
        session: word,
        finish: word,
        minimum: fc.option(fc.bigInt({ min: 0n, max: 10n ** 19n }) as fc.Arbitrary<Usd>, { nil: null }),
        source: fc.constantFrom("log" as const, "broadcast" as const, null),
      }),
    });
    fc.assert(
      fc.property(list, (told) => {
        const query = new URLSearchParams(generationListWords(told)).toString();
        expect(parseGenerationList(new URLSearchParams(query))).toEqual({ ...told, part: null, problems: [] });
      }),
    );
  });
});

it("reads back every position it wrote", () => {
  const id = fc.string({ minLength: 1, maxLength: 60 }).filter((text) => !text.includes("\0"));
  const cost = fc.bigInt({ min: 0n, max: 10n ** 20n - 1n });
  fc.assert(
    fc.property(cost, id, (units, name) => {
      const position = { value: usdToString(units as Usd), id: name };
      expect(readPosition("cost", writePosition(position))).toEqual(position);
    }),
  );
  const instant = fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true });
  fc.assert(
    fc.property(instant, id, (at, name) => {
      const position = { value: at.toISOString(), id: name };
      expect(readPosition("time", writePosition(position))).toEqual(position);
    }),
  );
});
