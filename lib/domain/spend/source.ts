import { type Dimension, GROUPING_BITS, type GroupingDimension, groupingOf, KEPT_GROUPINGS, TOLD_BY } from "../dimension";

function isGrouped(dimension: Dimension): dimension is GroupingDimension {
  return Object.hasOwn(GROUPING_BITS, dimension);
}

/**
 * Which spend totals answer a question that needs these dimensions: the mask of the smallest kept grouping that has
 * them all; null where only spend lines do. Day, connection and evidence are in every grouping.
 */
export function groupingFor(dimensions: Iterable<Dimension>): number | null {
  const needed = [...new Set([...dimensions].map((dimension) => TOLD_BY[dimension] ?? dimension))].filter(isGrouped);
  const serving = KEPT_GROUPINGS.filter((kept) => needed.every((dimension) => kept.includes(dimension)));
  const [smallest] = serving.toSorted((a, b) => a.length - b.length);
  return smallest ? groupingOf(smallest) : null;
}
