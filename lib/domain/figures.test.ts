import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addFigures, type Figures, NO_FIGURES, subtractFigures, sumFigures, TOKEN_FIGURES } from "./figures";
import type { Usd } from "./usd";

const tokens = fc.option(fc.nat({ max: 1_000_000 }), { nil: null });
const usd = fc.bigInt({ min: 0n, max: 10n ** 18n }).map((units) => units as Usd);
const figures: fc.Arbitrary<Figures> = fc.record({
  costUsd: usd,
  byokUsd: usd,
  requests: fc.nat({ max: 1000 }),
  promptTokens: tokens,
  cachedTokens: tokens,
  cacheWriteTokens: tokens,
  completionTokens: tokens,
  reasoningTokens: tokens,
});

describe("addFigures", () => {
  it("knows what any part knows, and keeps unknown apart from zero", () => {
    const some = { ...NO_FIGURES, promptTokens: 5, cachedTokens: 0 };
    expect(addFigures(some, NO_FIGURES)).toMatchObject({ promptTokens: 5, cachedTokens: 0, completionTokens: null });
    expect(addFigures(some, some)).toMatchObject({ promptTokens: 10, cachedTokens: 0, completionTokens: null });
  });

  it("does not depend on order or grouping", () => {
    fc.assert(
      fc.property(figures, figures, figures, (a, b, c) => {
        expect(addFigures(a, b)).toEqual(addFigures(b, a));
        expect(addFigures(addFigures(a, b), c)).toEqual(addFigures(a, addFigures(b, c)));
        expect(addFigures(a, NO_FIGURES)).toEqual(a);
      }),
    );
  });

  it("never adds BYOK to cost", () => {
    fc.assert(
      fc.property(figures, figures, (a, b) => {
        expect(addFigures(a, b).costUsd).toBe(a.costUsd + b.costUsd);
      }),
    );
  });
});

describe("subtractFigures", () => {
  it("knows a rest only where both sides are known", () => {
    const whole = { ...NO_FIGURES, promptTokens: 5, cachedTokens: 2 };
    const part = { ...NO_FIGURES, promptTokens: 7, completionTokens: 1 };
    expect(subtractFigures(whole, part)).toMatchObject({ promptTokens: -2, cachedTokens: null, completionTokens: null });
  });

  it("undoes addition in every figure that both know", () => {
    fc.assert(
      fc.property(figures, figures, (a, b) => {
        const back = subtractFigures(addFigures(a, b), b);
        expect([back.costUsd, back.byokUsd, back.requests]).toEqual([a.costUsd, a.byokUsd, a.requests]);
        for (const figure of TOKEN_FIGURES) if (a[figure] !== null && b[figure] !== null) expect(back[figure]).toBe(a[figure]);
      }),
    );
  });
});

it("sums nothing to nothing known", () => {
  expect(sumFigures([])).toEqual(NO_FIGURES);
  expect(TOKEN_FIGURES.every((figure) => NO_FIGURES[figure] === null)).toBe(true);
});
