import type { DailyValues } from "./rhythm";

/** What the level was before each value, and before the one that comes next; NaN where nothing was known. */
export type Track = Float64Array;

/** Exponentially smoothed; a day weighs by its weekday's factor, so that an idle Sunday says little. */
export function smoothedTrack(values: DailyValues, weights: readonly number[], alpha: number): Track {
  const track = new Float64Array(values.length + 1);
  let sum = 0;
  let weight = 0;
  for (let index = 0; index <= values.length; index += 1) {
    track[index] = weight > 0 ? sum / weight : Number.NaN;
    sum *= 1 - alpha;
    weight *= 1 - alpha;
    const value = values[index];
    if (value === null || value === undefined) continue;
    const importance = alpha * (weights[index] ?? 1);
    sum += value * importance;
    weight += importance;
  }
  return track;
}

/** The plain mean of so many last known days, weighed alike. */
export function rollingTrack(values: DailyValues, weights: readonly number[], days: number): Track {
  const track = new Float64Array(values.length + 1);
  const known: { value: number; weight: number }[] = [];
  let sum = 0;
  let weight = 0;
  for (let index = 0; index <= values.length; index += 1) {
    track[index] = weight > 0 ? sum / weight : Number.NaN;
    const value = values[index];
    if (value === null || value === undefined) continue;
    const entry = { value, weight: weights[index] ?? 1 };
    known.push(entry);
    sum += entry.value * entry.weight;
    weight += entry.weight;
    const old = known.length > days ? known[known.length - 1 - days] : undefined;
    if (!old) continue;
    sum -= old.value * old.weight;
    weight -= old.weight;
  }
  return track;
}

/** Daily growth (of the logarithm) of a track against so many days before, held within what goes on for weeks. */
export function slopeTrack(track: Track, gap: number, steepest: number): Float64Array {
  return track.map((now, index) => {
    const before = track[index - gap] ?? Number.NaN;
    if (index < 2 * gap || !(now > 0) || !(before > 0)) return 0;
    return Math.max(-steepest, Math.min(steepest, Math.log(now / before) / gap));
  });
}
