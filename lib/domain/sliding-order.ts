import { quantileOfSorted } from "./quantile";

/** The last so many values that were known, in order of size, so that their quantiles are at hand at every step. */
export class SlidingOrder {
  readonly #steps: (number | null)[] = [];
  readonly #sorted: number[] = [];
  #sum = 0;

  constructor(private readonly length: number) {}

  /** Takes the next step's value; null: unknown, which takes its place in time and has no size. */
  push(value: number | null): void {
    this.#steps.push(value);
    if (value !== null) {
      this.#sorted.splice(this.#placeOf(value), 0, value);
      this.#sum += value;
    }
    const leaving = this.#steps.length > this.length ? this.#steps.shift() : null;
    if (leaving === null || leaving === undefined) return;
    this.#sorted.splice(this.#placeOf(leaving), 1);
    this.#sum -= leaving;
  }

  get count(): number {
    return this.#sorted.length;
  }

  /** 0 where nothing is known. */
  get mean(): number {
    return this.#sorted.length === 0 ? 0 : this.#sum / this.#sorted.length;
  }

  /** 0 where nothing is known. */
  quantile(share: number): number {
    return quantileOfSorted(this.#sorted, share);
  }

  /** Where the value stands, or would stand: the first of its likes. */
  #placeOf(value: number): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
