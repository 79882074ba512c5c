import type { Visibility } from "../scope";
import { type Filters, readFilterWord } from "../spend/question";

/**
 * Whether an asker sees all the spend that the filters take, so that a budget never shows him a part as the whole.
 * `while_in_teams`: a manager does as long as the developers they name spend for his teams alone.
 */
export type SeesWhole = "yes" | "no" | "while_in_teams";

function allWithin(words: readonly string[] | undefined, dimension: "team" | "developer", ids: readonly string[]): boolean {
  if (!words || words.length === 0) return false;
  return words.every((word) => {
    const { id } = readFilterWord(dimension, word);
    return id !== null && ids.includes(id);
  });
}

/** Whether somebody with this visibility sees all spend that the filters take. */
export function seesWhole(visibility: Visibility, filters: Filters): SeesWhole {
  switch (visibility.kind) {
    case "all":
      return "yes";
    case "teams":
      if (allWithin(filters.team, "team", visibility.teamIds)) return "yes";
      return filters.developer && filters.developer.length > 0 ? "while_in_teams" : "no";
    case "developers":
      return allWithin(filters.developer, "developer", visibility.developerIds) ? "yes" : "no";
  }
}
