import type { Workshop } from "./workshop";

export interface BenchResult {
  value: number;
  unit: string;
  /** The same measured on the yardstick, in the same run, in turn with the value. */
  baseline: number;
  /** Particulars for people, printed without --json. */
  table?: Record<string, string | number>[];
  [particular: string]: unknown;
}

/** A file beside main.ts exports one as `bench`. */
export interface Bench {
  /** One line for the list. */
  about: string;
  /** Its arguments, as the list shows them. */
  usage?: string;
  run(workshop: Workshop, args: readonly string[]): Promise<BenchResult>;
}

/** Arguments that make no sense: the message says what to write instead. */
export class BenchUsageError extends Error {
  override name = "BenchUsageError";
}
