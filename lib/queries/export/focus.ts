import type pg from "pg";
import { z } from "zod";
import { type Queryable, type Sql, select, sql } from "../../db/sql";
import { type Day, dayOf } from "../../domain/day";
import type { Dimension } from "../../domain/dimension";
import { daysWithoutBooks, type ExportPiece, type ExportQuestion } from "../../domain/export/export";
import type { FocusCharge, FocusCorrection, FocusPurchase } from "../../domain/export/focus";
import type { ToldPart } from "../../domain/rollup/told-lines";
import type { AuthorizedScope } from "../../domain/scope";
import { figureColumns, readFigures, usdColumn } from "../../facts/figure-columns";
import type { OtherCost } from "../other-costs";
import { type Books, booksOf } from "../reconciliation/books";
import { dayColumn, finalityColumn } from "../spend/figures-sql";
import { spendRowsSql, spendTotal } from "../spend/spend";
import { tierOfModel } from "../spend/spend-sql";
import { costsBesideUsage } from "./other-costs";
import { exportSnapshot, rowsOf } from "./snapshot";
import { toldLines } from "./told-lines";

/** Everything that a FOCUS row names. */
const BY: readonly Dimension[] = [
  "day",
  "connection",
  "workspace",
  "key",
  "model",
  "provider",
  "developer",
  "team",
  "cost_center",
  "feature",
  "app",
  "evidence",
];

const named = z.object({ id: z.string(), name: z.string() }).nullable();
const text = z.string().nullable();
const chargeRow = z.object({
  ...figureColumns,
  rank: finalityColumn,
  day: dayColumn,
  connection_id: z.string(),
  workspace_id: text,
  key_id: text,
  developer_id: text,
  team_id: text,
  cost_center_id: text,
  model: z.string(),
  tier: text,
  provider: text,
  feature: text,
  app: text,
  evidence: z.string(),
  account: z.object({ id: z.string(), name: z.string() }),
  workspace: named,
  key: named,
  environment: text,
  developer: named,
  team: named,
  cost_center: z.object({ id: z.string(), name: z.string(), code: text }).nullable(),
  model_name: text,
  author: text,
  pricing: z.record(z.string(), z.unknown()).nullable(),
  price_from: z.date().nullable(),
});

/** A pair of id and name, or null. */
function pair(id: Sql, name: Sql): Sql {
  return sql`CASE WHEN ${id} IS NOT NULL THEN json_build_object('id', ${id}, 'name', ${name}) END`;
}

/**
 * The price list in force at a day's end is the last one read before that; of days before the first reading, the first
 * one: OpenRouter publishes no older ones. The rows say since when it is known.
 */
function chargesSql(scope: AuthorizedScope, question: ExportQuestion, books: Books): Sql {
  return sql`SELECT r.*, c.account, p.pricing, p.from_at AS price_from, m.name AS model_name, m.author, k.environment,
      ${tierOfModel(sql`${scope.organizationId}::uuid`, sql`r.model`)} AS tier,
      ${pair(sql`w.id`, sql`w.name`)} AS workspace, ${pair(sql`coalesce(k.hash, k.id::text)`, sql`k.name`)} AS key,
      ${pair(sql`d.id`, sql`d.name`)} AS developer, ${pair(sql`t.id`, sql`t.name`)} AS team,
      CASE WHEN cc.id IS NOT NULL THEN json_build_object('id', cc.id, 'name', cc.name, 'code', cc.code) END AS cost_center
    FROM (${spendRowsSql(scope, { ...question, by: BY }, books)}) AS r
    JOIN (SELECT id, json_build_object('id', coalesce(account_id, id::text), 'name', name) AS account FROM connections) c
      ON c.id = r.connection_id
    LEFT JOIN workspaces w ON w.id = r.workspace_id LEFT JOIN keys k ON k.id = r.key_id
    LEFT JOIN developers d ON d.id = r.developer_id LEFT JOIN teams t ON t.id = r.team_id
    LEFT JOIN cost_centers cc ON cc.id = r.cost_center_id LEFT JOIN models m ON m.permaslug = r.model
    LEFT JOIN LATERAL (
      SELECT h.pricing, h.from_at FROM model_prices h WHERE h.permaslug = r.model AND h.tag = ''
      ORDER BY h.from_at < r.day + 1 DESC, CASE WHEN h.from_at < r.day + 1 THEN h.from_at END DESC, h.from_at LIMIT 1
    ) p ON true
    ORDER BY r.day, r.connection_id, r.model, r.cost_usd::numeric DESC, r.key_id, r.developer_id, r.team_id, r.cost_center_id,
      r.provider, r.feature, r.app, r.evidence, r.workspace_id`;
}

/** A row as a line that is told apart by what its requests say. */
function lineOf(row: z.output<typeof chargeRow>) {
  return {
    ...readFigures(row),
    connectionId: row.connection_id,
    day: row.day,
    evidence: row.evidence,
    workspaceId: row.workspace_id,
    keyId: row.key_id,
    model: row.model,
    provider: row.provider,
    developerId: row.developer_id,
    teamId: row.team_id,
    costCenterId: row.cost_center_id,
    feature: row.feature,
    app: row.app,
    row,
  };
}

function chargeOf({ line: { row }, said, figures }: ToldPart<ReturnType<typeof lineOf>>): FocusCharge {
  const [author = ""] = row.model.split("/");
  return {
    day: row.day,
    account: row.account,
    workspace: row.workspace,
    key: row.key,
    model: { permaslug: row.model, name: row.model_name ?? row.model, author: row.author ?? author, tier: row.tier },
    provider: row.provider,
    developer: row.developer,
    team: row.team,
    costCenter: row.cost_center,
    environment: row.environment,
    feature: row.feature,
    app: row.app,
    evidence: row.evidence,
    finality: row.rank,
    said,
    price: row.pricing && row.price_from ? { pricing: row.pricing, asOf: dayOf(row.price_from) } : null,
    figures,
  };
}

const correctionColumns = z.object({
  day: dayColumn,
  noticed: dayColumn,
  change_usd: usdColumn,
  account: z.object({ id: z.string(), name: z.string() }),
});

/** What was restated in these days of days before them: the file of their own month had them as they were. */
async function correctionsOf(
  scope: AuthorizedScope,
  { from, to, filters }: ExportQuestion,
  on: Queryable,
): Promise<FocusCorrection[]> {
  // Of a total that changed nobody can say which of its parts did.
  if (scope.visibility.kind !== "all" || Object.keys(filters).length > 0) return [];
  const rows = await select(
    sql`SELECT r.day, (r.at AT TIME ZONE 'UTC')::date AS noticed, (r.new_usd - r.old_usd)::text AS change_usd,
          json_build_object('id', coalesce(c.account_id, c.id::text), 'name', c.name) AS account
        FROM restatements r JOIN connections c ON c.id = r.connection_id
        JOIN day_books b ON b.connection_id = r.connection_id AND b.day = r.day AND b.books = r.source
        WHERE r.organization_id = ${scope.organizationId}::uuid AND r.day < ${from}::date
          AND r.at >= ${from}::date::timestamp AT TIME ZONE 'UTC' AND r.at < (${to}::date + 1)::timestamp AT TIME ZONE 'UTC'
        ORDER BY r.day, r.at, r.id`,
    correctionColumns,
    on,
  );
  return rows.map(({ day, noticed, change_usd, account }) => ({ day, noticed, changeUsd: change_usd, account }));
}

const accountRow = z.object({ connection_id: z.string(), id: z.string(), name: z.string() });

function accountsOf(scope: AuthorizedScope, on: Queryable) {
  return select(
    sql`SELECT id::text AS connection_id, coalesce(account_id, id::text) AS id, name FROM connections
        WHERE organization_id = ${scope.organizationId}::uuid`,
    accountRow,
    on,
  );
}

function purchaseOf(cost: OtherCost, accounts: readonly z.output<typeof accountRow>[]): FocusPurchase {
  const { day, name, amountUsd } = cost;
  if (cost.kind === "subscription") return { kind: "subscription", day, name, amountUsd, account: null };
  const account = accounts.find(({ connection_id }) => connection_id === cost.connectionId) ?? null;
  return { kind: "fee", day, name, amountUsd, account: account && { id: account.id, name: account.name } };
}

/** What becomes rows of a FOCUS file. */
export type FocusPart = { charge: FocusCharge } | { correction: FocusCorrection } | { purchase: FocusPurchase };

async function* linesOf(question: Sql, client: pg.PoolClient) {
  for await (const rows of rowsOf(question, chargeRow, client)) yield rows.map(lineOf);
}

/** Everything charged in a period at the grain of FOCUS, a day at a time. */
export function exportFocus(
  scope: AuthorizedScope,
  question: ExportQuestion,
  today: Day,
  signal: AbortSignal,
): AsyncGenerator<ExportPiece<FocusPart>> {
  return exportSnapshot(signal, async function* (client) {
    const books = await booksOf(scope, [question], question.filters, today, client);
    const { total } = await spendTotal(scope, question, books, client);
    const unknown = daysWithoutBooks(question, books.of(question).days.length, today);
    yield { head: { total, finality: total.finality, daysWithoutBooks: unknown } };
    await client.query("SET LOCAL work_mem = '64MB'");
    for await (const parts of toldLines(scope, linesOf(chargesSql(scope, question, books), client), client)) {
      yield { rows: parts.map((part) => ({ charge: chargeOf(part) })) };
    }
    const others = await costsBesideUsage(scope, question, question.filters, today, client);
    const accounts = others.length === 0 ? [] : await accountsOf(scope, client);
    yield { rows: others.map((cost) => ({ purchase: purchaseOf(cost, accounts) })) };
    if (question.corrections) {
      const corrections = await correctionsOf(scope, question, client);
      yield { rows: corrections.map((correction) => ({ correction })) };
    }
  });
}
