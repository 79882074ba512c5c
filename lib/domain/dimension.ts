/** What spend can be grouped and filtered by. The order is the API's and the menus'. */
export const DIMENSIONS = [
  "day",
  "developer",
  "team",
  "cost_center",
  "key",
  "environment",
  "model",
  "tier",
  "provider",
  "feature",
  "app",
  "workspace",
  "connection",
  "evidence",
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Dimensions that spend totals can leave out; day, connection and evidence are always kept. The bit is SpendTotal.grouping's. */
export const GROUPING_BITS = {
  developer: 1,
  team: 2,
  key: 4,
  model: 8,
  provider: 16,
  feature: 32,
  app: 64,
  workspace: 128,
  cost_center: 256,
} as const satisfies Partial<Record<Dimension, number>>;
export type GroupingDimension = keyof typeof GROUPING_BITS;

/**
 * The sets of dimensions that spend totals are kept for: none, each alone, and the pairs that pages ask for.
 * A question about any other set reads spend lines.
 */
export const KEPT_GROUPINGS: readonly (readonly GroupingDimension[])[] = [
  [],
  ["developer"],
  ["team"],
  ["key"],
  ["model"],
  ["provider"],
  ["feature"],
  ["app"],
  ["workspace"],
  ["developer", "key"],
  ["developer", "model"],
  ["developer", "feature"],
  ["key", "model"],
  ["key", "feature"],
  ["model", "feature"],
  ["developer", "team"],
  ["team", "key"],
  ["team", "model"],
  ["team", "feature"],
  ["cost_center"],
  ["cost_center", "team"],
  ["cost_center", "developer"],
];

/** What stands for another dimension where sums are kept: a key's environment is looked up by the key, a tier by the model. */
export const TOLD_BY: Partial<Record<Dimension, GroupingDimension>> = { environment: "key", tier: "model" };

/** The number by which spend_totals knows a set of dimensions: the sum of their bits. */
export function groupingOf(dimensions: Iterable<GroupingDimension>): number {
  let grouping = 0;
  for (const dimension of dimensions) grouping |= GROUPING_BITS[dimension];
  return grouping;
}

export function isDimension(text: string): text is Dimension {
  return (DIMENSIONS as readonly string[]).includes(text);
}

/** What one value of a dimension is called in a sentence: `cost center`. */
export function dimensionName(dimension: Dimension): string {
  return dimension.replace("_", " ");
}

/** In URLs and API filters: the rows that have no value, such as spend without a developer. */
export const NO_VALUE = "none";
