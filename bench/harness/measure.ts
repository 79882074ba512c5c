/** Between the two middle ones for an even count; NaN for none. */
export function percentile(samples: readonly number[], part: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * part;
  const [below, above] = [sorted[Math.floor(place)] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN];
  return below + (above - below) * (place - Math.floor(place));
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

/** Milliseconds that the work took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/**
 * Measures several works in turn, round by round, so that whatever else the machine does meanwhile falls on all alike.
 * Each round takes one sample of each; the first `warmUp` rounds are not counted.
 */
export async function inTurn<Name extends string>(
  works: Record<Name, () => Promise<number>>,
  { rounds, warmUp = 0 }: { rounds: number; warmUp?: number },
): Promise<Record<Name, number[]>> {
  const names = Object.keys(works) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -warmUp; round < rounds; round++) {
    for (const name of names) {
      const sample = await works[name]();
      if (round >= 0) samples[name].push(sample);
    }
  }
  return samples;
}
