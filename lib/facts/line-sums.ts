import { type Sql, sql } from "../db/sql";

function differenceBy(reason: Sql): Sql {
  return sql`coalesce(sum(l.cost_usd) FILTER (WHERE l.evidence = 'difference' AND l.reason = ${reason}), 0)`;
}

/**
 * What spend_lines `l` come to in US dollars: `cost`, and of it the differences of a log cut to micro-dollars (`cut`) and
 * of `rounding`; 0 without lines. The worker's check of a day and a look at one that is not checked must reckon alike.
 */
export const LINE_SUMS = sql`coalesce(sum(l.cost_usd), 0) AS cost, ${differenceBy(sql`'log_csv_cut'`)} AS cut,
  ${differenceBy(sql`'rounding'`)} AS rounding`;
