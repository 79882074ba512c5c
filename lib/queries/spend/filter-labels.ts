import { z } from "zod";
import { pool } from "../../db/client";
import { joinSql, select, sql } from "../../db/sql";
import type { AuthorizedScope } from "../../domain/scope";
import {
  FILTER_DIMENSIONS,
  type FilterDimension,
  type Filters,
  readFilterWord,
  refuseBadFilters,
} from "../../domain/spend/question";
import { labelsOf } from "./labels";
import { spentOn } from "./spend-sql";

/** A filter word with what people call it. */
export interface FilterLabel {
  dimension: FilterDimension;
  word: string;
  label: string;
}

interface Asked {
  dimension: FilterDimension;
  id: string | null;
}

const Seen = z.object({ dimension: z.string(), id: z.string() });

/** Of these values those that stand in spend the asker sees: the names of others are not his to know. */
async function visibleOf(scope: AuthorizedScope, asked: readonly Asked[]): Promise<readonly Asked[]> {
  if (scope.visibility.kind === "all") return asked;
  const dimensions = [...new Set(asked.map(({ dimension }) => dimension))];
  const questions = dimensions.map((dimension) => {
    const ids = asked.flatMap((one) => (one.dimension === dimension && one.id !== null ? [one.id] : []));
    return sql`SELECT ${dimension} AS dimension, id::text AS id FROM (${spentOn(scope, dimension)}) AS spent WHERE id::text = ANY (${ids}::text[])`;
  });
  const seen = await select(joinSql(questions, " UNION ALL "), Seen);
  const known = new Set(seen.map(({ dimension, id }) => `${dimension} ${id}`));
  return asked.filter(({ dimension, id }) => known.has(`${dimension} ${id}`));
}

/**
 * What a view's filters are called, for the chips that take them off; a value that the asker has no spend of is called by
 * its id. Asks nothing when there is no filter. Throws WaybillError `invalid_input` for a filter that cannot be asked.
 */
export async function filterLabels(scope: AuthorizedScope, filters: Filters): Promise<FilterLabel[]> {
  refuseBadFilters(filters);
  const words = FILTER_DIMENSIONS.flatMap((dimension) =>
    (filters[dimension] ?? []).map((word) => ({ dimension, word, value: readFilterWord(dimension, word) })),
  );
  if (words.length === 0) return [];
  const asked = words.map(({ dimension, value }) => ({ dimension, id: value.id }));
  const labels = await labelsOf(scope, await visibleOf(scope, asked), pool());
  return words.map(({ dimension, word, value }) => ({ dimension, word, label: labels(dimension, value).label }));
}
