import { percentOf, roundToStep } from "./charge";
import type { Generation } from "./generation";

/** A finished day's total changes later. */
export type Amendment =
  /** Every charge of the day (of one key, of one model) becomes this many per cent of what it was. */
  | { kind: "reprice"; percent: number; keyHash?: string; model?: string }
  /** So many requests turn up late. */
  | { kind: "late_requests"; count: number };

function repriced(generation: Generation, percent: number): Generation {
  return {
    ...generation,
    costUsd: roundToStep(percentOf(generation.costUsd, percent)),
    byokFeeUsd: roundToStep(percentOf(generation.byokFeeUsd, percent)),
    byokUsd: roundToStep(percentOf(generation.byokUsd, percent)),
  };
}

/** The day's requests after an amendment, still oldest first. */
export function amended(generations: Generation[], amendment: Amendment): Generation[] {
  if (amendment.kind === "late_requests") {
    const late = generations
      .slice(0, amendment.count)
      .map((generation) => ({ ...generation, id: `${generation.id.slice(0, -4)}late`, createdAt: generation.createdAt + 1 }));
    return [...generations, ...late].sort((a, b) => a.createdAt - b.createdAt);
  }
  const { keyHash, model, percent } = amendment;
  return generations.map((generation) => {
    const concerned =
      (keyHash === undefined || generation.key?.hash === keyHash) &&
      (model === undefined || generation.model.permaslug === model);
    return concerned ? repriced(generation, percent) : generation;
  });
}
