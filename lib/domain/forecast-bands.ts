import { outlookAt, totalOf } from "./forecast-method";

interface Bands {
  p50: [number, number];
  p80: [number, number];
  p95: [number, number];
}

/** As many past errors as the prior counts for, so that two lucky days do not make a narrow band. */
const PRIOR_WEIGHT = 10;
/** Half widths, relative to what was expected, before there are errors to go by. */
const PRIOR = 0.35;
const FACTORS = { p50: 0.8, p80: 1.7, p95: 3 };

/** Mean relative error of the forecasts that could have been made in the past for as many days. */
function pastError(values: readonly (number | null)[], firstWeekday: number, days: number): number {
  let sum = PRIOR * PRIOR_WEIGHT;
  let count = PRIOR_WEIGHT;
  const span = Math.min(days, Math.max(1, Math.floor(values.length / 3)));
  for (let end = 7; end + span <= values.length; end += 1) {
    const actual = values.slice(end, end + span);
    if (actual.some((value) => value === null)) continue;
    const total = actual.reduce((all: number, value) => all + (value ?? 0), 0);
    const expected = totalOf(outlookAt(values, firstWeekday, end), 0, span);
    if (expected <= 0) continue;
    sum += Math.min(3, Math.abs(total - expected) / expected);
    count += 1;
  }
  return sum / count;
}

/** Bands around an expected total, from the errors of the same method on the same series. */
export function bandsAround(
  series: { values: readonly (number | null)[]; firstWeekday: number },
  expected: number,
  skip: number,
  days: number,
): Bands {
  const half = expected * pastError(series.values, series.firstWeekday, skip + days);
  const band = (factor: number): [number, number] => [Math.max(0, expected - half * factor), expected + half * factor];
  return { p50: band(FACTORS.p50), p80: band(FACTORS.p80), p95: band(FACTORS.p95) };
}
