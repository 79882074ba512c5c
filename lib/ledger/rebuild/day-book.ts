import type pg from "pg";
import { execute, sql } from "../../db/sql";
import type { DayBalance } from "../../domain/rollup/rollup";
import { usdToString } from "../../domain/usd";
import type { DayBookSource, DayOwner } from "../../facts/day-facts";

/** Says how the day adds up, what it rests on and how fresh that is. */
export async function writeBook(
  client: pg.PoolClient,
  owner: DayOwner,
  source: DayBookSource,
  balance: DayBalance,
  { changedAt, now, rulesVersion }: { changedAt: Date | null; now: Date; rulesVersion: number },
): Promise<void> {
  // A log is read as it arrives: the books are as fresh as the newest change, and no fresher for being added up again.
  const pulledAt = source.pulledAt ?? changedAt;
  await execute(
    sql`INSERT INTO day_books (connection_id, day, organization_id, books, billed_usd, billed_byok_usd, explained_usd, remainder_usd,
          difference_usd, unmatched_generations, unmatched_usd, pulled_at, restated_at, rebuilt_at, rules_version)
        VALUES (${owner.connectionId}::uuid, ${owner.day}::date, ${owner.organizationId}::uuid, ${source.books},
          ${usdToString(balance.billedUsd)}::numeric, ${usdToString(balance.billedByokUsd)}::numeric,
          ${usdToString(balance.explainedUsd)}::numeric, ${usdToString(balance.remainderUsd)}::numeric,
          ${usdToString(balance.differenceUsd)}::numeric, ${balance.unmatchedGenerations}, ${usdToString(balance.unmatchedUsd)}::numeric,
          ${pulledAt ?? now}, ${source.restatedAt}, ${now}, ${rulesVersion})
        ON CONFLICT (connection_id, day) DO UPDATE SET
          books = excluded.books, billed_usd = excluded.billed_usd, billed_byok_usd = excluded.billed_byok_usd,
          explained_usd = excluded.explained_usd, remainder_usd = excluded.remainder_usd, difference_usd = excluded.difference_usd,
          unmatched_generations = excluded.unmatched_generations, unmatched_usd = excluded.unmatched_usd,
          pulled_at = CASE WHEN ${pulledAt}::timestamptz IS NULL AND day_books.books = 'log' THEN day_books.pulled_at ELSE excluded.pulled_at END,
          restated_at = excluded.restated_at, rebuilt_at = excluded.rebuilt_at,
          rules_version = excluded.rules_version`,
    client,
  );
}

/** Takes the day out of the books: nothing is known of it any more. */
export async function deleteBook(client: pg.PoolClient, { connectionId, day }: DayOwner): Promise<void> {
  await execute(sql`DELETE FROM day_books WHERE connection_id = ${connectionId}::uuid AND day = ${day}::date`, client);
}
