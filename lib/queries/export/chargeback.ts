import { z } from "zod";
import { type Queryable, type Sql, select, sql } from "../../db/sql";
import type { Day } from "../../domain/day";
import type { ChargebackHead, ChargeLine } from "../../domain/export/chargeback";
import { daysWithoutBooks, type ExportPiece } from "../../domain/export/export";
import type { AuthorizedScope } from "../../domain/scope";
import { type Usd, usdToString, ZERO_USD } from "../../domain/usd";
import { figureColumns, readFigures, usdColumn } from "../../facts/figure-columns";
import type { OtherCost } from "../other-costs";
import { type Books, booksOf } from "../reconciliation/books";
import { finalityColumn } from "../spend/figures-sql";
import { spendRowsSql, spendTotal } from "../spend/spend";
import type { DayRange } from "../spend/spend-sql";
import { costsBesideUsage } from "./other-costs";
import { exportSnapshot, rowsOf } from "./snapshot";

const charged = z.object({ id: z.string(), name: z.string(), code: z.string().nullish() }).nullable();
const lineRow = z.object({
  ...figureColumns,
  is_difference: z.boolean(),
  rank: finalityColumn,
  feature: z.string().nullable(),
  cost_center: charged,
  team: charged,
  developer: charged,
});

/** Usage charged to somebody first, by name; then what nobody is known for; then what evidence has beyond the bill. */
function linesSql(scope: AuthorizedScope, range: DayRange, books: Books): Sql {
  const question = { ...range, by: ["cost_center", "team", "developer", "feature"] as const, filters: {} };
  return sql`SELECT r.*,
      CASE WHEN cc.id IS NOT NULL THEN json_build_object('id', cc.id, 'name', cc.name, 'code', cc.code) END AS cost_center,
      CASE WHEN t.id IS NOT NULL THEN json_build_object('id', t.id, 'name', t.name) END AS team,
      CASE WHEN d.id IS NOT NULL THEN json_build_object('id', d.id, 'name', d.name) END AS developer
    FROM (${spendRowsSql(scope, question, books)}) AS r
    LEFT JOIN cost_centers cc ON cc.id = r.cost_center_id LEFT JOIN teams t ON t.id = r.team_id
    LEFT JOIN developers d ON d.id = r.developer_id
    ORDER BY r.is_difference, r.developer_id IS NULL, cc.name, cc.id, t.name, t.id, d.name, d.id,
      r.cost_usd::numeric DESC, r.feature`;
}

function lineOf(row: z.output<typeof lineRow>): ChargeLine {
  const { costUsd, byokUsd, requests } = readFigures(row);
  return {
    kind: row.is_difference ? "difference" : row.developer === null ? "unattributed" : "usage",
    costCenter: row.cost_center,
    team: row.team,
    developer: row.developer,
    feature: row.feature,
    note: null,
    costUsd,
    byokUsd,
    requests,
    finality: row.rank,
  };
}

/** Paid for the organization, and charged to no team. */
function otherLineOf(cost: OtherCost): ChargeLine {
  const fee = cost.kind === "fee";
  return {
    kind: fee ? "fee" : "subscription",
    costCenter: null,
    team: null,
    developer: null,
    feature: null,
    note: fee ? `${cost.name}, ${cost.percent} % of $${usdToString(cost.creditsUsd)}, ${cost.day}` : `${cost.name}, ${cost.day}`,
    costUsd: cost.amountUsd,
    byokUsd: ZERO_USD,
    requests: 0,
    finality: null,
  };
}

/**
 * What OpenRouter billed in these days, added up from its own figures and not from the lines; of a log's days, what the
 * log has.
 */
async function billedTotal(scope: AuthorizedScope, { from, to }: DayRange, on: Queryable): Promise<Usd> {
  const [row] = await select(
    sql`SELECT coalesce(sum(CASE WHEN b.books = 'log' THEN b.billed_usd ELSE coalesce(k.cost, 0) END), 0)::text AS billed_usd
        FROM day_books b LEFT JOIN (
          SELECT connection_id, day, source, sum(cost_usd) AS cost FROM billed_cells
          WHERE organization_id = ${scope.organizationId}::uuid AND day BETWEEN ${from}::date AND ${to}::date
          GROUP BY connection_id, day, source
        ) k ON k.connection_id = b.connection_id AND k.day = b.day AND k.source = b.books
        WHERE b.organization_id = ${scope.organizationId}::uuid AND b.day BETWEEN ${from}::date AND ${to}::date`,
    z.object({ billed_usd: usdColumn }),
    on,
  );
  if (!row) throw new Error("a sum without GROUP BY has one row");
  return row.billed_usd;
}

/** Whom a month is charged to: by cost center, team, developer and feature, adding up to the bill. */
export function exportChargeback(
  scope: AuthorizedScope,
  range: DayRange,
  today: Day,
  signal: AbortSignal,
): AsyncGenerator<ExportPiece<ChargeLine, ChargebackHead>> {
  return exportSnapshot(signal, async function* (client) {
    const books = await booksOf(scope, [range], {}, today, client);
    const { total } = await spendTotal(scope, { ...range, filters: {} }, books, client);
    const unknown = daysWithoutBooks(range, books.of(range).days.length, today);
    const billedUsd = scope.visibility.kind === "all" ? await billedTotal(scope, range, client) : null;
    yield { head: { total, finality: total.finality, daysWithoutBooks: unknown, billedUsd } };
    for await (const rows of rowsOf(linesSql(scope, range, books), lineRow, client)) yield { rows: rows.map(lineOf) };
    yield { rows: (await costsBesideUsage(scope, range, {}, today, client)).map(otherLineOf) };
  });
}
