import type pg from "pg";
import { execute, sql } from "../db/sql";
import { GROUPING_BITS, type GroupingDimension, groupingOf, KEPT_GROUPINGS } from "../domain/dimension";
import type { DayBalance } from "../domain/rollup";
import type { SpendLine } from "../domain/rollup-line";
import { usdToString } from "../domain/usd";
import { copyLine, copyLines } from "./copy-rows";
import type { DayBookSource, DayOwner } from "./rebuild-day-facts";

const COLUMN_OF = {
  developer: "developer_id",
  team: "team_id",
  key: "key_id",
  model: "model",
  provider: "provider",
  feature: "feature",
  app: "app",
  workspace: "workspace_id",
} as const satisfies Record<GroupingDimension, string>;

const FIGURES = [
  "cost_usd",
  "byok_usd",
  "requests",
  "prompt_tokens",
  "cached_tokens",
  "cache_write_tokens",
  "completion_tokens",
  "reasoning_tokens",
] as const;

const LINE_COLUMNS = `spend_lines (organization_id, connection_id, day, evidence, attribution, workspace_id, key_id, model,
  provider, developer_id, team_id, feature, app, reason, ${FIGURES.join(", ")})`;

function copyRow(owner: DayOwner, line: SpendLine): string {
  const place = [
    owner.organizationId,
    owner.connectionId,
    owner.day,
    line.evidence,
    line.attribution,
    line.workspaceId,
    line.keyId,
  ];
  const what = [line.model, line.provider, line.developerId, line.teamId, line.feature, line.app, line.reason];
  const money = [usdToString(line.costUsd), usdToString(line.byokUsd), line.requests];
  const tokens = [line.promptTokens, line.cachedTokens, line.cacheWriteTokens, line.completionTokens, line.reasoningTokens];
  return copyLine([...place, ...what, ...money, ...tokens]);
}

function* copyRows(owner: DayOwner, lines: readonly SpendLine[]): Generator<string> {
  for (const line of lines) yield copyRow(owner, line);
}

/** Which dimensions a row of totals keeps, as in groupingOf(): GROUPING() is 0 for a column that is kept. */
const GROUPING = Object.entries(GROUPING_BITS)
  .map(([dimension, bit]) => `${bit} * (1 - GROUPING(${COLUMN_OF[dimension as GroupingDimension]}))`)
  .join(" + ");

const SETS = KEPT_GROUPINGS.map((kept) => `(${["evidence", ...kept.map((dimension) => COLUMN_OF[dimension])].join(", ")})`);

/** Named, so that a day's rows are found by the index that pages read by; there is none by connection to keep up besides. */
const GROUPINGS = KEPT_GROUPINGS.map((kept) => groupingOf(kept));

/**
 * In the order of the groupings: a page then finds a day's rows of one side by side. Developers last, of whom there are
 * most: the two hundred rows of one model lie together, the two dozen of one developer need not.
 */
const SUM_TOTALS = `
  INSERT INTO spend_totals (organization_id, connection_id, day, grouping, evidence, ${Object.values(COLUMN_OF).join(", ")}, ${FIGURES.join(", ")})
  SELECT $1::uuid, $2::uuid, $3::date, ${GROUPING}, evidence, ${Object.values(COLUMN_OF).join(", ")},
         ${FIGURES.map((figure) => `sum(${figure})`).join(", ")}
  FROM spend_lines WHERE connection_id = $2::uuid AND day = $3::date
  GROUP BY GROUPING SETS (${SETS.join(", ")})
  ORDER BY 4, ${Object.values(COLUMN_OF).toReversed().join(", ")}`;

/** Says how the day adds up, what it rests on and how fresh that is. */
export async function writeBook(
  client: pg.PoolClient,
  owner: DayOwner,
  source: DayBookSource,
  balance: DayBalance,
  { changedAt, now }: { changedAt: Date | null; now: Date },
): Promise<void> {
  // A log is read as it arrives: the books are as fresh as the newest change, and no fresher for being added up again.
  const pulledAt = source.pulledAt ?? changedAt;
  await execute(
    sql`INSERT INTO day_books (connection_id, day, organization_id, books, billed_usd, billed_byok_usd, explained_usd, remainder_usd,
          difference_usd, unmatched_generations, unmatched_usd, pulled_at, restated_at, rebuilt_at)
        VALUES (${owner.connectionId}::uuid, ${owner.day}::date, ${owner.organizationId}::uuid, ${source.books},
          ${usdToString(balance.billedUsd)}::numeric, ${usdToString(balance.billedByokUsd)}::numeric,
          ${usdToString(balance.explainedUsd)}::numeric, ${usdToString(balance.remainderUsd)}::numeric,
          ${usdToString(balance.differenceUsd)}::numeric, ${balance.unmatchedGenerations}, ${usdToString(balance.unmatchedUsd)}::numeric,
          ${pulledAt ?? now}, ${source.restatedAt}, ${now})
        ON CONFLICT (connection_id, day) DO UPDATE SET
          books = excluded.books, billed_usd = excluded.billed_usd, billed_byok_usd = excluded.billed_byok_usd,
          explained_usd = excluded.explained_usd, remainder_usd = excluded.remainder_usd, difference_usd = excluded.difference_usd,
          unmatched_generations = excluded.unmatched_generations, unmatched_usd = excluded.unmatched_usd,
          pulled_at = CASE WHEN ${pulledAt}::timestamptz IS NULL AND day_books.books = 'log' THEN day_books.pulled_at ELSE excluded.pulled_at END,
          restated_at = excluded.restated_at, rebuilt_at = excluded.rebuilt_at`,
    client,
  );
}

/** Forgets what the books say of a day. */
export async function clearDay(client: pg.PoolClient, { organizationId, connectionId, day }: DayOwner): Promise<void> {
  const here = sql`WHERE connection_id = ${connectionId}::uuid AND day = ${day}::date`;
  await execute(
    sql`DELETE FROM spend_totals ${here} AND organization_id = ${organizationId}::uuid AND grouping = ANY(${GROUPINGS}::smallint[])`,
    client,
  );
  await execute(sql`DELETE FROM spend_lines ${here}`, client);
}

export async function writeLines(client: pg.PoolClient, owner: DayOwner, lines: readonly SpendLine[]): Promise<void> {
  if (lines.length > 0) await copyLines(client, LINE_COLUMNS, copyRows(owner, lines));
}

/** Sums the day's lines over every kept grouping. */
export async function writeTotals(client: pg.PoolClient, { organizationId, connectionId, day }: DayOwner): Promise<void> {
  await client.query(SUM_TOTALS, [organizationId, connectionId, day]);
}

export async function deleteBook(client: pg.PoolClient, { connectionId, day }: DayOwner): Promise<void> {
  await execute(sql`DELETE FROM day_books WHERE connection_id = ${connectionId}::uuid AND day = ${day}::date`, client);
}
