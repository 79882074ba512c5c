import { rollingTrack, slopeTrack, smoothedTrack } from "./level";
import { calmed, capped, type DailyValues, usualRanges, weekdayFactors } from "./rhythm";

/**
 * What is coming, by the method that the backtest chose (docs/forecast.md has the candidates and their figures): several simple
 * views of the present level, each freed of the weekday, weighed by how well each did on this very series.
 */
export interface Outlook {
  /** Dollars of so many days in a row, beginning so many days after the last one looked at. Never below zero. */
  total(skip: number, days: number): number;
}

const LOOK_BACK = 90;
/** Views: exponential smoothing from slow to quick, the plain last week, and a level that goes on growing. */
const ALPHAS = [0.06, 0.12, 0.2, 0.4];
const GROWING = { alpha: 0.2, strength: 0.7, steepest: 0.03, gaps: [21, 7] };
/** Growth dies down by this a day: what doubled last month rarely doubles for a year. */
const DAMPING = 0.97;
/** The smoothed level is some days old. */
const LEVEL_AGE = 4;
/** Views are held against what the next so many days were, on the last so many origins, newer ones more. */
const TRIAL = { days: 14, origins: 80, halfLife: 30, firstAfter: 7 };
/** Before they are tried, views count as having erred so much on so many origins. */
const UNTRIED = { origins: 3, error: 0.2 };
/** How decidedly the better views are followed. */
const POWER = 6;

interface View {
  level: Float64Array;
  /** Growth a day, of the logarithm. */
  slope: Float64Array | null;
}

/** Days of growth, damped, until so many days ahead. */
const REACH: number[] = [];
function reach(ahead: number): number {
  for (let day = REACH.length; day <= ahead; day += 1) REACH.push((REACH[day - 1] ?? 0) + DAMPING ** (day + 1));
  return REACH[ahead] ?? 0;
}

function levelAhead(view: View, origin: number, ahead: number): number {
  const level = view.level[origin] ?? Number.NaN;
  const slope = view.slope?.[origin] ?? 0;
  return slope === 0 ? level : level * Math.exp(slope * (reach(ahead) + LEVEL_AGE));
}

function viewsOf({ calm, quick }: { calm: DailyValues; quick: DailyValues }, weights: readonly number[]): View[] {
  const fortnight = rollingTrack(calm, weights, 14);
  const current = smoothedTrack(calm, weights, GROWING.alpha);
  return [
    ...ALPHAS.map((alpha) => ({ level: smoothedTrack(calm, weights, alpha), slope: null })),
    { level: rollingTrack(quick, weights, 7), slope: null },
    ...GROWING.gaps.map((gap) => ({
      level: current,
      slope: slopeTrack(fortnight, gap, GROWING.steepest).map((slope) => slope * GROWING.strength),
    })),
  ];
}

/** Mean of the level over the days of a trial; null where too few are known. */
function levelOfTrial(values: DailyValues, weights: readonly number[], origin: number): number | null {
  let sum = 0;
  let weight = 0;
  for (let index = origin; index < origin + TRIAL.days; index += 1) {
    const value = values[index];
    if (value === null || value === undefined) continue;
    sum += value * (weights[index] ?? 1);
    weight += weights[index] ?? 1;
  }
  return weight < TRIAL.days / 2 ? null : sum / weight;
}

function meanAhead(view: View, origin: number): number {
  if (view.slope === null || view.slope[origin] === 0) return levelAhead(view, origin, 0);
  let sum = 0;
  for (let ahead = 0; ahead < TRIAL.days; ahead += 1) sum += levelAhead(view, origin, ahead);
  return sum / TRIAL.days;
}

/** How much each view is followed: by its errors on the calmed series so far. Adds up to 1. */
function trust(views: readonly View[], calm: DailyValues, weights: readonly number[]): number[] {
  const errors = views.map(() => 0);
  let tried = 0;
  let size = 0;
  const first = Math.max(TRIAL.firstAfter, calm.length - TRIAL.origins);
  for (let origin = first; origin + TRIAL.days <= calm.length; origin += 1) {
    const actual = levelOfTrial(calm, weights, origin);
    if (actual === null) continue;
    const weight = 0.5 ** ((calm.length - origin - TRIAL.days) / TRIAL.halfLife);
    for (const [index, view] of views.entries()) {
      const error = Math.abs(actual - meanAhead(view, origin));
      errors[index] = (errors[index] ?? 0) + weight * (Number.isNaN(error) ? Math.abs(actual) : error);
    }
    tried += weight;
    size += weight * Math.abs(actual);
  }
  const usual = (tried > 0 ? size / tried : 1) * UNTRIED.error * UNTRIED.origins;
  const typical = errors.map((error) => (error + usual) / (tried + UNTRIED.origins));
  const best = Math.min(...typical);
  const shares = typical.map((error) => (error > 0 ? (best / error) ** POWER : 1));
  const whole = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / whole);
}

/** The outlook as it was before `values[end]`, from what came before. */
export function outlookAt(values: DailyValues, end: number): Outlook {
  const start = Math.max(0, end - LOOK_BACK);
  const factors = weekdayFactors(values, end);
  const factorOf = (index: number) => factors[index % 7] ?? 1;
  const weights = Array.from({ length: end - start }, (_, index) => factorOf(start + index));
  const freed = values.slice(start, end).map((value, index) => (value === null ? null : value / (weights[index] ?? 1)));
  const usual = usualRanges(freed);
  const calm = calmed(freed, usual);
  const views = viewsOf({ calm, quick: capped(freed, usual) }, weights);
  const shares = trust(views, calm, weights);
  return {
    total(skip, days) {
      let total = 0;
      for (let ahead = skip; ahead < skip + days; ahead += 1) {
        let level = 0;
        for (const [index, view] of views.entries()) level += (shares[index] ?? 0) * levelAhead(view, freed.length, ahead);
        total += level * factorOf(end + ahead);
      }
      return Number.isNaN(total) ? 0 : Math.max(0, total);
    },
  };
}
