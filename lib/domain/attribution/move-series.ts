import type { Day } from "../day";
import { type Band, MOST_BANDS, type SpendSeries } from "../spend/series";
import { labelOfNothing } from "../spend/value";
import { compareUsd, subtractUsd, sumUsd, type Usd } from "../usd";
import type { Move } from "./moves";
import type { RuleThing } from "./rule";

/** One day of a preview, as its chart needs it; null: not answered yet. */
export interface MovedDay {
  day: Day;
  moves: readonly Move[] | null;
}

/** What moves by day, a band for whom it moves to; the largest have bands of their own, days without an answer are gaps. */
export function moveSeries(thing: RuleThing, days: readonly MovedDay[], nameOf: (id: string) => string): SpendSeries {
  const ofThing = days.map(({ moves }) => moves?.filter((move) => move.thing === thing) ?? null);
  const sumTo = (moves: readonly Move[] | null, to: string | null) =>
    moves && sumUsd(moves.filter((move) => move.to === to).map((move) => move.costUsd));
  const totals = ofThing.map((moves) => moves && sumUsd(moves.map((move) => move.costUsd)));
  const targets = [...new Set(ofThing.flatMap((moves) => moves?.map((move) => move.to) ?? []))];
  const bands = targets
    .map((id): Band => {
      const amounts = ofThing.map((moves) => sumTo(moves, id));
      const totalUsd = sumUsd(amounts.flatMap((amount) => amount ?? []));
      const label = id === null ? labelOfNothing(thing, "none") : nameOf(id);
      return { kind: id === null ? "none" : "value", id, label, totalUsd, amounts };
    })
    .sort((a, b) => compareUsd(b.totalUsd, a.totalUsd));
  const values = bands.filter(({ kind }) => kind === "value");
  const shown = [...values.slice(0, MOST_BANDS), ...bands.filter(({ kind }) => kind === "none")];
  const amounts = totals.map((total, index): Usd | null => {
    return total === null ? null : shown.reduce((left, band) => subtractUsd(left, band.amounts[index] ?? (0n as Usd)), total);
  });
  const otherCount = Math.max(0, values.length - MOST_BANDS);
  const other: Band = {
    kind: "other",
    id: null,
    label: "other",
    totalUsd: sumUsd(amounts.flatMap((amount) => amount ?? [])),
    amounts,
  };
  return {
    dimension: thing,
    days: days.map(({ day }, index) => ({
      ...{ day, totalUsd: totals[index] ?? null, finality: null },
      ...{ comparisonDay: null, comparisonUsd: null },
    })),
    bands: otherCount > 0 ? [...shown.slice(0, MOST_BANDS), other, ...shown.slice(MOST_BANDS)] : shown,
    otherCount,
  };
}
