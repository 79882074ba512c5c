import type { FilterDimension } from "./spend/question";

/** Dimensions whose values have pages of their own, and where these are listed, after the organization's slug. */
export const LIST_PATHS: Partial<Record<FilterDimension, string>> = {
  developer: "developers",
  team: "teams",
  cost_center: "cost-centers",
  key: "keys",
  model: "models",
  tier: "tiers",
  feature: "features",
  app: "apps",
  provider: "providers",
};

/** Where one value of a dimension leads, after the organization's slug; null: it has no page. `word` is a filter word. */
export function valuePath(dimension: FilterDimension, word: string): string | null {
  const list = LIST_PATHS[dimension];
  // Browsers take these for "here" and "one up", however they are written; with the mark they mean the same value.
  const step = /^\.{0,2}$/.test(word) ? `=${word}` : word;
  return list ? `${list}/${encodeURIComponent(step)}` : null;
}
