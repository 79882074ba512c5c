import type pg from "pg";
import { execute, sql } from "../../db/sql";
import { GROUPING_BITS, type GroupingDimension, groupingOf, KEPT_GROUPINGS } from "../../domain/dimension";
import { planGroupings } from "../../domain/spend/grouping-plan";
import type { DayOwner } from "../../facts/day-facts";

const COLUMN_OF = {
  developer: "developer_id",
  team: "team_id",
  key: "key_id",
  model: "model",
  provider: "provider",
  feature: "feature",
  app: "app",
  workspace: "workspace_id",
  cost_center: "cost_center_id",
} as const satisfies Record<GroupingDimension, string>;

const COLUMNS = Object.values(COLUMN_OF);
const DIMENSIONS = Object.keys(COLUMN_OF) as GroupingDimension[];

const FIGURES = [
  ...["cost_usd", "byok_usd", "requests"],
  ...["prompt_tokens", "cached_tokens", "cache_write_tokens", "completion_tokens", "reasoning_tokens"],
];
const SUMS = FIGURES.map((figure) => `sum(${figure}) AS ${figure}`).join(", ");

/** Which dimensions a sum keeps, as in groupingOf(): GROUPING() is 0 for a column that is kept. */
const GROUPING = DIMENSIONS.map((dimension) => `${GROUPING_BITS[dimension]} * (1 - GROUPING(${COLUMN_OF[dimension]}))`).join(
  " + ",
);

const columnsOf = (grouping: readonly GroupingDimension[]) =>
  ["evidence", ...grouping.map((dimension) => COLUMN_OF[dimension])].join(", ");

const PLAN = planGroupings(KEPT_GROUPINGS);

const KEPT_SUMS = KEPT_GROUPINGS.map((kept, index) => {
  const values = DIMENSIONS.map((dimension) => {
    const column = COLUMN_OF[dimension];
    return kept.includes(dimension) ? column : `NULL::${column.endsWith("_id") ? "uuid" : "text"} AS ${column}`;
  });
  const source = groupingOf(PLAN.wide[PLAN.from[index] ?? 0] ?? []);
  return `SELECT ${groupingOf(kept)} AS grouping, evidence, ${values.join(", ")}, ${SUMS} FROM wide WHERE wide = ${source} GROUP BY ${columnsOf(kept)}`;
});

const INTO = `INSERT INTO spend_totals (organization_id, connection_id, day, grouping, evidence, ${COLUMNS.join(", ")}, ${FIGURES.join(", ")})`;
const LINES = "spend_lines WHERE connection_id = $2::uuid AND day = $3::date";

/**
 * In the order of the groupings: a page then finds a day's rows of one side by side. Developers last, of whom there are
 * most: the two hundred rows of one model lie together, the two dozen of one developer need not.
 */
const IN_ORDER = `ORDER BY ${["grouping", ...COLUMNS.toReversed()].map((column) => `kept.${column}`).join(", ")}`;

/** Passes over lines are what costs, so that few are made where there are many. */
const SUM_MANY = `
  WITH wide AS MATERIALIZED (
    SELECT ${GROUPING} AS wide, evidence, ${COLUMNS.join(", ")}, ${SUMS}
    FROM ${LINES} GROUP BY GROUPING SETS (${PLAN.wide.map((grouping) => `(${columnsOf(grouping)})`).join(", ")})
  )
  ${INTO} SELECT $1::uuid, $2::uuid, $3::date, kept.* FROM (${KEPT_SUMS.join(" UNION ALL ")}) AS kept ${IN_ORDER}`;

/** The same by one pass for each grouping, without the way over the wide ones. */
const SUM_FEW = `
  ${INTO} SELECT $1::uuid, $2::uuid, $3::date, kept.* FROM (
    SELECT ${GROUPING} AS grouping, evidence, ${COLUMNS.join(", ")}, ${SUMS}
    FROM ${LINES} GROUP BY GROUPING SETS (${KEPT_GROUPINGS.map((kept) => `(${columnsOf(kept)})`).join(", ")})) AS kept ${IN_ORDER}`;

const FEW_LINES = 10_000;

/** Named, so that a day's rows are found by the index that pages read by; there is none by connection to keep up besides. */
const GROUPINGS = KEPT_GROUPINGS.map((kept) => groupingOf(kept));

export async function clearTotals(client: pg.PoolClient, { organizationId, connectionId, day }: DayOwner): Promise<void> {
  await execute(
    sql`DELETE FROM spend_totals WHERE organization_id = ${organizationId}::uuid AND grouping = ANY(${GROUPINGS}::smallint[])
          AND connection_id = ${connectionId}::uuid AND day = ${day}::date`,
    client,
  );
}

/** Sums the day's lines, of which there are about so many, over every kept grouping. */
export async function writeTotals(
  client: pg.PoolClient,
  { organizationId, connectionId, day }: DayOwner,
  lines: number,
): Promise<void> {
  const values = [organizationId, connectionId, day];
  // Planning takes a tenth of the time of a usual day, and there may be hundreds of them.
  if (lines <= FEW_LINES) await client.query({ name: "totals of few lines", text: SUM_FEW, values });
  else await client.query(SUM_MANY, values);
}
