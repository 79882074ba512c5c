import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseUsd, subtractUsd, sumUsd, type Usd, usdToString, ZERO_USD } from "../usd";
import { applyInOrder, type Draft, subjectOf, totalOf, touchedBy } from "./recommendation";
import { portionOfCell, servedBy, type TrafficCell, withTokens } from "./traffic";

const AT = new Date("2026-11-20T10:30:00Z");
const DEAR = { prompt: "0.000005", completion: "0.000025", input_cache_read: "0.0000005" };
const LIGHT = { prompt: "0.000001", completion: "0.000005" };

function cellOf(more: Partial<TrafficCell> = {}): TrafficCell {
  return {
    id: "a",
    keyId: "k",
    app: null,
    feature: "triage",
    isRest: false,
    model: "maker/dear",
    variant: null,
    provider: "Maker",
    requests: 10,
    costUsd: parseUsd("7.5"),
    tokens: { promptTokens: 1_000_000, cachedTokens: 0, cacheWriteTokens: 0, completionTokens: 100_000, reasoningTokens: 0 },
    longestPrompt: 100_000,
    at: AT,
    pricing: DEAR,
    ...more,
  };
}

function draftOf(apply: Draft["apply"], more: Partial<Draft> = {}): Draft {
  return {
    kind: "cheaper_model",
    filters: { feature: ["triage"] },
    aspect: "",
    title: "",
    confidence: "high",
    figures: [],
    generationIds: null,
    assumption: "",
    risk: "",
    change: { words: "", snippet: null },
    move: null,
    atStakeUsd: null,
    cellIds: new Set("abcdefghijklmnopqrstuvwxyz0123456789"),
    apply,
    ...more,
  };
}

const toLight = draftOf((cell) =>
  cell.model === "maker/dear"
    ? servedBy(cell, { model: "maker/light", variant: null, provider: null, pricing: LIGHT }, "likely")
    : cell,
);
const halfThePrompt = draftOf((cell) => withTokens(cell, { ...cell.tokens, promptTokens: cell.tokens.promptTokens / 2 }), {
  kind: "context_bloat",
});

function shown(order: Draft[], others: Draft[], cells: TrafficCell[], least = "0.01") {
  const { savings, total } = applyInOrder(order, others, cells, parseUsd(least));
  return {
    savings: savings.map(({ draft, alone, together }) => [draft.kind, usdToString(alone.likely), usdToString(together.likely)]),
    total: usdToString(total.likely),
  };
}

describe("applyInOrder", () => {
  it("counts no dollar twice: half of the dear prompt, 2.5, then the lighter model for what is left, 5 − 1", () => {
    expect(shown([], [toLight, halfThePrompt], [cellOf()])).toEqual({
      savings: [
        ["context_bloat", "2.5", "2.5"],
        ["cheaper_model", "6", "4"],
      ],
      total: "6.5",
    });
  });

  it("takes what people decided on first: 7.5 − 1.5, then half of the light prompt, 0.5", () => {
    expect(shown([toLight, halfThePrompt], [], [cellOf()])).toEqual({
      savings: [
        ["cheaper_model", "6", "6"],
        ["context_bloat", "2.5", "0.5"],
      ],
      total: "6.5",
    });
  });

  it("leaves out what another finding takes care of, and what is too little to bother anybody", () => {
    const again = draftOf(toLight.apply, { filters: { key: ["k"] } });
    expect(shown([], [toLight, again], [cellOf()]).savings).toHaveLength(1);
    expect(shown([], [toLight], [cellOf()], "6.01").savings).toEqual([]);
  });

  it("keeps what saves nothing by itself but has something at stake", () => {
    const unlimited = draftOf((cell) => cell, { kind: "key_hygiene", atStakeUsd: parseUsd("7.5") });
    expect(shown([], [unlimited], [cellOf()])).toEqual({ savings: [["key_hygiene", "0", "0"]], total: "0" });
  });

  it("has nothing for an organization without requests", () => {
    expect(shown([], [toLight], [])).toEqual({ savings: [], total: "0" });
  });

  it("adds up: what all of them save together is the difference that applying all of them makes, in every view", () => {
    const cells = fc.array(fc.record({ costs: fc.bigInt(1n, 10n ** 15n), model: fc.constantFrom("maker/dear", "maker/light") }), {
      maxLength: 6,
    });
    const cuts = fc.array(fc.record({ low: fc.bigInt(0n, 5n), likely: fc.bigInt(5n, 9n), model: fc.boolean() }), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(cells, cuts, (made, wanted) => {
        const traffic = made.map(({ costs, model }, index) => cellOf({ id: String(index), costUsd: costs as Usd, model }));
        const drafts = wanted.map(({ low, likely, model }) =>
          draftOf((cell, view) =>
            model && cell.model !== "maker/dear"
              ? cell
              : portionOfCell(cell, 10n - { low, likely, high: likely + 1n }[view], 10n),
          ),
        );
        const { savings, total } = applyInOrder([], drafts, traffic, ZERO_USD);
        expect(total).toEqual(totalOf(savings.map(({ together }) => together)));
        const after = savings.reduce<readonly TrafficCell[]>(
          (left, { draft }) => left.map((cell) => draft.apply(cell, "likely")),
          traffic,
        );
        const cost = (of: readonly TrafficCell[]) => sumUsd(of.map(({ costUsd }) => costUsd));
        expect(total.likely).toBe(subtractUsd(cost(traffic), cost(after)));
        // Doubts about one finding leave more or less for the next, so that the ends of the ranges need not fit together.
        expect(total.low <= total.likely && total.likely <= total.high && total.likely <= cost(traffic)).toBe(true);
      }),
    );
  });
});

it("is about the cells it changes", () => {
  const cells = [cellOf(), cellOf({ id: "b", model: "maker/light" })];
  expect(touchedBy(toLight, cells)).toEqual([cells[0]]);
});

describe("subjectOf", () => {
  it("is the same whatever is said of it, in whatever order", () => {
    const one = { kind: "cheaper_model", filters: { model: ["b", "a"], feature: ["x"], key: [] }, aspect: "" } as const;
    expect(subjectOf(one)).toBe(subjectOf({ ...one, filters: { feature: ["x"], model: ["a", "b"] } }));
    expect(subjectOf(one)).not.toBe(subjectOf({ ...one, filters: { app: ["x"], model: ["a", "b"] } }));
    expect(subjectOf(one)).not.toBe(subjectOf({ ...one, aspect: "idle" }));
  });
});

describe("cells of traffic", () => {
  it("keep a discount when their prompt shrinks: charged 6.75 of 7.5, half of the prompt gone, 6.75 × 5 / 7.5", () => {
    const cell = cellOf({ costUsd: parseUsd("6.75") });
    expect(usdToString(withTokens(cell, { ...cell.tokens, promptTokens: 500_000 }).costUsd)).toBe("4.5");
  });
  it("stay as they are where no price is known", () => {
    const cell = cellOf({ pricing: null });
    expect(withTokens(cell, { ...cell.tokens, promptTokens: 1 })).toBe(cell);
    expect(
      servedBy(cell, { model: "a/b", variant: null, provider: null, pricing: { prompt: "-1", completion: "-1" } }, "likely"),
    ).toBe(cell);
  });
  it("are priced as their longest prompt is", () => {
    const long = { prompt: "0.000001", completion: "0", overrides: [{ min_prompt_tokens: 200_000, prompt: "0.000002" }] };
    const by = { model: "a/b", variant: null, provider: null, pricing: long };
    expect(usdToString(servedBy(cellOf(), by, "likely").costUsd)).toBe("1");
    expect(usdToString(servedBy(cellOf({ longestPrompt: 200_001 }), by, "likely").costUsd)).toBe("2");
  });
});
