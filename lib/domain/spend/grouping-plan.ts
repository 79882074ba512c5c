import type { GroupingDimension } from "../dimension";

/**
 * On any one day a developer is in one team, a team in one cost center, a key in one workspace: keeping the second
 * besides makes hardly more groups.
 */
const IMPLIED: Partial<Record<GroupingDimension, GroupingDimension>> = {
  developer: "team",
  team: "cost_center",
  key: "workspace",
};

type Grouping = readonly GroupingDimension[];

export interface GroupingPlan {
  /** Groupings that lines are summed over. */
  wide: Grouping[];
  /** For each kept grouping, in the given order, the index of the wide one that it is summed from. */
  from: number[];
}

function widened(kept: Grouping): Grouping {
  const all = new Set(kept);
  // Iterating a set also visits what is added meanwhile, so that whatever is implied implies in turn.
  for (const dimension of all) {
    const implied = IMPLIED[dimension];
    if (implied) all.add(implied);
  }
  return [...all];
}

function covers(wide: Grouping, kept: Grouping): boolean {
  return kept.every((dimension) => wide.includes(dimension));
}

/**
 * How to sum lines over many groupings with few passes: over the fewest that cover all, then each kept one from the
 * narrowest that covers it.
 */
export function planGroupings(kept: readonly Grouping[]): GroupingPlan {
  const candidates = kept.map(widened).sort((a, b) => b.length - a.length);
  const wide: Grouping[] = [];
  for (const candidate of candidates) if (!wide.some((other) => covers(other, candidate))) wide.push(candidate);
  const from = kept.map((grouping) => {
    const [narrowest = []] = wide.filter((candidate) => covers(candidate, grouping)).sort((a, b) => a.length - b.length);
    return wide.indexOf(narrowest);
  });
  return { wide, from };
}
