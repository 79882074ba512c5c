import { emptySql, joinSql, type Sql, sql } from "../../db/sql";
import type { Day } from "../../domain/day";
import type { Dimension } from "../../domain/dimension";
import type { AuthorizedScope } from "../../domain/scope";
import {
  FILTER_DIMENSIONS,
  type FilterDimension,
  type Filters,
  readFilterWord,
  refuseBadFilters,
} from "../../domain/spend/question";
import { groupingFor } from "../../domain/spend/source";

/** A model's tier: the organization's own word, else by its price. */
export function tierOfModel(organizationId: Sql, model: Sql): Sql {
  return sql`coalesce(
    (SELECT said.tier FROM tier_overrides said WHERE said.organization_id = ${organizationId} AND said.permaslug = ${model}),
    (SELECT priced.tier FROM models priced WHERE priced.permaslug = ${model}))`;
}

/** The column of each dimension, in spend_lines and spend_totals alike, as table `s`. */
export const COLUMNS: Record<Dimension, Sql> = {
  day: sql`s.day`,
  developer: sql`s.developer_id`,
  team: sql`s.team_id`,
  cost_center: sql`s.cost_center_id`,
  key: sql`s.key_id`,
  environment: sql`(SELECT k.environment FROM keys k WHERE k.id = s.key_id)`,
  model: sql`s.model`,
  tier: tierOfModel(sql`s.organization_id`, sql`s.model`),
  provider: sql`s.provider`,
  feature: sql`s.feature`,
  app: sql`s.app`,
  workspace: sql`s.workspace_id`,
  connection: sql`s.connection_id`,
  evidence: sql`s.evidence`,
};

/** The same, as rows of an answer name them. */
export const COLUMN_NAMES: Record<Dimension, string> = {
  day: "day",
  developer: "developer_id",
  team: "team_id",
  cost_center: "cost_center_id",
  key: "key_id",
  environment: "environment",
  model: "model",
  tier: "tier",
  provider: "provider",
  feature: "feature",
  app: "app",
  workspace: "workspace_id",
  connection: "connection_id",
  evidence: "evidence",
};

const UUID_DIMENSIONS: readonly Dimension[] = ["developer", "team", "cost_center", "key", "workspace", "connection"];

/** A list of values as one parameter, of the type the dimension's column has. */
export function valueList(dimension: Dimension, values: readonly string[]): Sql {
  return UUID_DIMENSIONS.includes(dimension) ? sql`${values}::uuid[]` : sql`${values}::text[]`;
}

export interface DayRange {
  from: Day;
  to: Day;
}

/** Condition: table `s`'s day lies in the range, both ends included. */
function within({ from, to }: DayRange): Sql {
  return sql`s.day BETWEEN ${from}::date AND ${to}::date`;
}

/** The lines by which evidence exceeds the bill, where they have no value of some of the dimensions. */
export function isDifference(dimensions: readonly Dimension[]): Sql {
  const nullable = dimensions.filter((dimension) => !["day", "connection", "evidence", "model"].includes(dimension));
  if (nullable.length === 0) return sql`false`;
  const missing = nullable.map((dimension) => sql`${COLUMNS[dimension]} IS NULL`);
  return sql`(s.evidence = 'difference' AND (${joinSql(missing, " OR ")}))`;
}

function filterCondition(dimension: FilterDimension, words: readonly string[]): Sql {
  refuseBadFilters({ [dimension]: words });
  const column = COLUMNS[dimension];
  const asked = words.map((word) => readFilterWord(dimension, word));
  const values = asked.flatMap(({ id }) => (id === null ? [] : [id]));
  // Without values an index of the rows that have none is found to fit.
  const conditions = values.length > 0 ? [sql`${column} = ANY(${valueList(dimension, values)})`] : [];
  if (asked.some(({ kind }) => kind === "none")) conditions.push(sql`(${column} IS NULL AND s.evidence <> 'difference')`);
  if (asked.some(({ kind }) => kind === "difference")) conditions.push(sql`(${column} IS NULL AND s.evidence = 'difference')`);
  return sql`(${joinSql(conditions, " OR ")})`;
}

function visibilityDimension({ visibility }: AuthorizedScope): FilterDimension[] {
  return visibility.kind === "all" ? [] : [visibility.kind === "teams" ? "team" : "developer"];
}

/** What the asker may see; an empty list sees nothing. */
function visibilityCondition({ visibility }: AuthorizedScope): Sql {
  if (visibility.kind === "all") return emptySql;
  return visibility.kind === "teams"
    ? sql`AND s.team_id = ANY(${visibility.teamIds}::uuid[])`
    : sql`AND s.developer_id = ANY(${visibility.developerIds}::uuid[])`;
}

/**
 * The one FROM … WHERE of every question about money: the smallest source that has the dimensions, cut to the scope's
 * organization, to what the asker sees, to the filters and to the days of any of the ranges (without ranges: all days).
 */
export function spendFrom(
  scope: AuthorizedScope,
  ranges: readonly DayRange[],
  dimensions: readonly Dimension[],
  filters: Filters,
): Sql {
  const filtered = FILTER_DIMENSIONS.filter((dimension) => (filters[dimension]?.length ?? 0) > 0);
  const grouping = groupingFor([...dimensions, ...filtered, ...visibilityDimension(scope)]);
  const source = grouping === null ? sql`spend_lines s` : sql`spend_totals s`;
  const conditions = [
    sql`s.organization_id = ${scope.organizationId}::uuid`,
    ...(grouping === null ? [] : [sql`s.grouping = ${grouping}`]),
    ...(ranges.length === 0 ? [] : [sql`(${joinSql(ranges.map(within), " OR ")})`]),
    ...filtered.map((dimension) => filterCondition(dimension, filters[dimension] ?? [])),
  ];
  return sql`FROM ${source} WHERE ${joinSql(conditions, " AND ")} ${visibilityCondition(scope)}`;
}

/** Every value of a dimension, as `id`, that stands in spend the asker sees. */
export function spentOn(scope: AuthorizedScope, dimension: Dimension): Sql {
  return sql`SELECT DISTINCT ${COLUMNS[dimension]} AS id ${spendFrom(scope, [], [dimension], {})}`;
}
