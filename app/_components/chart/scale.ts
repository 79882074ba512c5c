/** Not 2.5: the chart would make steps of three dollars and one of one out of it. */
const CHART_STEPS = [1, 2, 5, 10];
/** A LineFrame draws the steps it is told. */
const FRAME_STEPS = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

function endOf(largest: number, steps: readonly number[]): number {
  if (!(largest > 0)) return 1;
  const least = largest / 4;
  const size = 10 ** Math.floor(Math.log10(least));
  const step = (steps.find((candidate) => candidate * size >= least) ?? 10) * size;
  return Number((step * 4).toPrecision(6));
}

/** The end of a chart's zero-based axis with four even steps, at or above `largest`. For geometry alone. */
export function axisEnd(largest: number): number {
  return endOf(largest, CHART_STEPS);
}

/** The same for the axis of a LineFrame, nearer to what is drawn. */
export function frameEnd(largest: number): number {
  return endOf(largest, FRAME_STEPS);
}
