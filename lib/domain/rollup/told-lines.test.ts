import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Figures, NO_FIGURES, sumFigures } from "../figures";
import type { Usd } from "../usd";
import { SAYS_NOTHING, type Said, ToldLines, type ToldPart } from "./told-lines";

const figures = (units: number, requests: number, promptTokens: number | null = requests * 10): Figures => ({
  ...NO_FIGURES,
  costUsd: BigInt(units) as Usd,
  requests,
  promptTokens,
});
const said = (ticket: string): Said => ({ tags: { ticket }, user: null });

/** The parts as [ticket, units, requests, prompt tokens]. */
function told(line: Figures, groups: readonly (readonly [Said, Figures])[]) {
  const lines = new ToldLines([["line", line]]);
  const parts: ToldPart<Figures>[] = groups.flatMap(([what, of]) => lines.take("line", what, of) ?? []);
  return [...parts, ...lines.close()].map(({ said: { tags }, figures: { costUsd, requests, promptTokens } }) => [
    tags.ticket ?? null,
    Number(costUsd),
    requests,
    promptTokens,
  ]);
}

describe("ToldLines", () => {
  it.each<[string, Figures, [Said, Figures][], unknown[]]>([
    [
      "3 + 7 = 10",
      figures(10, 2),
      [
        [said("A"), figures(3, 1)],
        [said("B"), figures(7, 1)],
      ],
      [
        ["A", 3, 1, 10],
        ["B", 7, 1, 10],
      ],
    ],
    [
      "what is alike is one part",
      figures(10, 2),
      [
        [said("A"), figures(3, 1)],
        [said("A"), figures(7, 1)],
      ],
      [["A", 10, 2, 20]],
    ],
    ["a line without requests stays whole", figures(10, 2), [], [[null, 10, 2, 20]]],
    [
      "requests that no line has room for take no more than is left",
      figures(10, 2),
      [
        [said("A"), figures(8, 1)],
        [said("B"), figures(8, 1)],
        [said("C"), figures(8, 1)],
      ],
      [
        ["A", 8, 1, 10],
        ["B", 2, 1, 10],
      ],
    ],
    [
      "what no request accounts for says nothing",
      figures(10, 3),
      [[said("A"), figures(4, 1)]],
      [
        ["A", 4, 1, 10],
        [null, 6, 2, 20],
      ],
    ],
    [
      "what a split leaves over by rounding goes to the last part",
      figures(10, 2),
      [
        [said("A"), figures(3, 1)],
        [said("B"), figures(6, 1, 9)],
      ],
      [
        ["A", 3, 1, 10],
        ["B", 7, 1, 10],
      ],
    ],
    [
      "tokens that one request does not tell are not made up",
      figures(10, 2, 10),
      [
        [said("A"), figures(3, 1, null)],
        [said("B"), figures(7, 1, 10)],
      ],
      [
        ["A", 3, 1, null],
        ["B", 7, 1, 10],
      ],
    ],
    [
      "tokens that the line does not tell are told of no part",
      figures(10, 1, null),
      [[said("A"), figures(10, 1, 10)]],
      [["A", 10, 1, null]],
    ],
  ])("%s", (_, line, groups, parts) => {
    expect(told(line, groups)).toEqual(parts);
  });

  it("tells tags apart whatever they hold, and passes over requests of other lines", () => {
    const lines = new ToldLines([["line", figures(4, 4)]]);
    const kinds: Said[] = [
      { tags: { a: "b" }, user: null },
      { tags: {}, user: "a\0=b" },
      { tags: { a: "" }, user: "" },
      SAYS_NOTHING,
    ];
    const parts = kinds.flatMap((what) => lines.take("line", what, figures(1, 1)) ?? []);
    expect(lines.take("other", SAYS_NOTHING, figures(1, 1))).toBeNull();
    expect([...parts, ...lines.close()].map((part) => part.said)).toEqual(kinds);
  });

  it("adds up to each line, figure by figure, whatever the requests", () => {
    const tokens = fc.option(fc.nat({ max: 1000 }), { nil: null });
    const drawn = fc.record({
      costUsd: fc.bigInt(0n, 10n ** 13n).map((units) => units as Usd),
      byokUsd: fc.bigInt(0n, 10n ** 6n).map((units) => units as Usd),
      requests: fc.nat({ max: 5 }),
      promptTokens: tokens,
      cachedTokens: tokens,
      cacheWriteTokens: tokens,
      completionTokens: tokens,
      reasoningTokens: tokens,
    });
    const group = fc.tuple(fc.nat({ max: 3 }).map(String), fc.constantFrom("A", "B", "C").map(said), drawn);
    fc.assert(
      fc.property(fc.array(drawn, { maxLength: 4 }), fc.array(group, { maxLength: 12 }), (lines, groups) => {
        const open = new ToldLines(lines.map((line, index) => [String(index), line]));
        const parts = [...groups.flatMap(([name, what, of]) => open.take(name, what, of) ?? []), ...open.close()];
        for (const line of lines) {
          const own = parts.filter((part) => part.line === line);
          expect(sumFigures(own.map((part) => part.figures))).toEqual(line);
          for (const { figures: part } of own) expect(part.costUsd >= 0n && part.requests >= 0).toBe(true);
        }
      }),
    );
  });
});
