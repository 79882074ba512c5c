import type { Shares } from "../rollup/line";
import { textKey } from "../text-key";
import { addUsd, compareUsd, splitUsd, type Usd } from "../usd";
import type { NamedRequest, ObservedCell } from "./observed-traffic";
import type { TrafficCell } from "./traffic";

/** So many requests of a cell are named. */
const [MOST_DEAREST, MOST_SAMPLED] = [5, 20];

/** The same for all requests that nothing tells apart. `conditions`: under which conditional prices they are. */
export function cellIdOf(cell: Omit<TrafficCell, "id">, conditions: string): string {
  const { keyId, app, feature, isRest, model, variant, provider } = cell;
  return textKey(keyId, app, feature, isRest ? "rest" : null, model, variant, provider, conditions);
}

function added<Sums extends { [Name in keyof Sums]: number | bigint }>(a: Sums, b: Sums): Sums {
  const sums = { ...a };
  for (const name of Object.keys(a) as (keyof Sums)[]) {
    sums[name] = ((a[name] as number) + (b[name] as number)) as Sums[typeof name];
  }
  return sums;
}

function dearestOf(a: readonly NamedRequest[], b: readonly NamedRequest[]): NamedRequest[] {
  return [...a, ...b].sort((one, other) => compareUsd(other.costUsd, one.costUsd)).slice(0, MOST_DEAREST);
}

/** More requests of the same cell. */
export function mergedCell(a: ObservedCell, b: ObservedCell): ObservedCell {
  return {
    ...a,
    requests: a.requests + b.requests,
    costUsd: addUsd(a.costUsd, b.costUsd),
    tokens: added(a.tokens, b.tokens),
    longestPrompt: Math.max(a.longestPrompt, b.longestPrompt),
    signs: added(a.signs, b.signs),
    dearest: dearestOf(a.dearest, b.dearest),
    retried: dearestOf(a.retried, b.retried),
    sample: [...a.sample, ...b.sample].slice(0, MOST_SAMPLED),
  };
}

function split<Figures extends { [Name in keyof Figures]: number | bigint }>(
  whole: Figures,
  weights: readonly bigint[],
): Figures[] {
  const parts = weights.map(() => ({ ...whole }));
  for (const name of Object.keys(whole) as (keyof Figures)[]) {
    const figure = whole[name];
    for (const [index, part] of splitUsd(BigInt(figure) as Usd, weights).entries()) {
      (parts[index] as Figures)[name] = (typeof figure === "bigint" ? part : Number(part)) as Figures[typeof name];
    }
  }
  return parts;
}

/** The parts of a cell whose feature a rule splits; their figures add up to its own. The same requests stand behind each. */
export function splitCell(cell: ObservedCell, shares: Shares): ObservedCell[] {
  const weights = shares.map(({ weight }) => weight);
  const [sums, tokens] = [split({ costUsd: cell.costUsd, requests: cell.requests }, weights), split(cell.tokens, weights)];
  const signs = split(cell.signs, weights);
  return shares.map(({ to }, index) => ({
    ...cell,
    feature: to,
    ...sums[index],
    tokens: tokens[index] ?? cell.tokens,
    signs: signs[index] ?? cell.signs,
  }));
}
