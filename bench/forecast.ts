/** How well totals are forecast, next to the plain seven-day rate, by rolling origins: of a file, or of every candidate. */
import { existsSync } from "node:fs";
import { parseDay } from "../lib/domain/day";
import { readDailyCosts } from "./forecast/daily-costs";
import { candidates, ours, sevenDayRule } from "./forecast/methods";
import {
  coverage,
  type DailyCosts,
  HORIZONS,
  mean,
  meanAbsoluteError,
  type Outcome,
  outcomesOf,
} from "./forecast/rolling-origin";
import { madeUpSeries } from "./forecast/series";
import { type Bench, BenchUsageError } from "./harness/bench";

const SERIES_OF_A_KIND = 6;
const FIRST_DAY = parseDay("2026-01-05");

const rounded = (value: number) => Number(value.toPrecision(6));
/** One where neither errs, as where nothing is ever spent. */
const ratioOf = (mine: number, theirs: number) => (theirs > 0 ? mine / theirs : mine > 0 ? null : 1);

function figures(outcomes: readonly Outcome[], plain: readonly Outcome[]) {
  const [maeOurs, maeSevenDay] = [meanAbsoluteError(outcomes), meanAbsoluteError(plain)];
  const ratio = ratioOf(maeOurs, maeSevenDay);
  return {
    forecasts: outcomes.length,
    maeOurs: rounded(maeOurs),
    maeSevenDay: rounded(maeSevenDay),
    ratio: ratio === null ? null : rounded(ratio),
    biasOurs: rounded(mean(outcomes.map(({ expected, actual }) => expected - actual))),
    coverage50: rounded(coverage(outcomes, "p50")),
    coverage80: rounded(coverage(outcomes, "p80")),
    coverage95: rounded(coverage(outcomes, "p95")),
  };
}

function measureFile(costs: DailyCosts) {
  const [outcomes, plain] = [outcomesOf(costs, ours()), outcomesOf(costs, sevenDayRule)];
  if (outcomes.length === 0) {
    throw new BenchUsageError(
      `${costs.name} has no origin with 14 days before it and a known horizon after it: give it at least 15 days.`,
    );
  }
  const whole = figures(outcomes, plain);
  const horizons = Object.fromEntries(
    HORIZONS.flatMap((horizon) => {
      const mine = outcomes.filter((outcome) => outcome.horizon === horizon);
      return mine.length === 0
        ? []
        : [
            [
              horizon,
              figures(
                mine,
                plain.filter((outcome) => outcome.horizon === horizon),
              ),
            ],
          ];
    }),
  );
  const table = [{ horizon: "all", ...whole }, ...Object.entries(horizons).map(([horizon, own]) => ({ horizon, ...own }))];
  const shown = table.map((row) => ({ ...row, ratio: row.ratio ?? "–" }));
  return { value: whole.maeOurs, unit: "mean absolute error", baseline: whole.maeSevenDay, ...whole, horizons, table: shown };
}

/** Every candidate on made-up series of many kinds, as the mean over series of its error against the seven-day rate's. */
function compareCandidates(seed: string) {
  const series = madeUpSeries(seed, SERIES_OF_A_KIND).map((made) => ({ ...made, firstDay: FIRST_DAY }));
  const kinds = [...new Set(series.map(({ kind }) => kind))];
  const plain = series.map((costs) => meanAbsoluteError(outcomesOf(costs, sevenDayRule)));
  const table = Object.entries(candidates()).map(([method, candidate]) => {
    const ratios = series.map((costs, index) => ({
      kind: costs.kind,
      ratio: ratioOf(meanAbsoluteError(outcomesOf(costs, candidate)), plain[index] ?? 0) ?? 1,
    }));
    const meanOf = (some: readonly { ratio: number }[]) => Number(mean(some.map(({ ratio }) => ratio)).toFixed(3));
    const byKind = kinds.map((kind) => [kind, meanOf(ratios.filter((one) => one.kind === kind))]);
    return { method, all: meanOf(ratios), ...Object.fromEntries(byKind) };
  });
  const mine = table.at(-1)?.all ?? Number.NaN;
  return {
    value: mine,
    unit: "error against the seven-day rate's",
    baseline: 1,
    series: series.length,
    candidates: table,
    table,
  };
}

export const bench: Bench = {
  about: "errors and bands of the forecast next to the seven-day rate's; without a file: every candidate on made-up series",
  usage: "[date,costUsd.csv]",
  async run(_workshop, [file]) {
    if (file !== undefined && !existsSync(file)) throw new BenchUsageError(`There is no file ${file}.`);
    return file === undefined ? compareCandidates("held out") : measureFile(readDailyCosts(file));
  },
};
