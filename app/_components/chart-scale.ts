/** Not 2.5: the chart would make steps of three dollars and one of one out of it. */
const STEPS = [1, 2, 5, 10];

/** The end of a zero-based axis with four even steps, at or above `largest`. For geometry alone. */
export function axisEnd(largest: number): number {
  if (!(largest > 0)) return 1;
  const least = largest / 4;
  const size = 10 ** Math.floor(Math.log10(least));
  const step = (STEPS.find((candidate) => candidate * size >= least) ?? 10) * size;
  return Number((step * 4).toPrecision(6));
}
