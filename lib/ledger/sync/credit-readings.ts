import { execute, sql, transaction } from "../../db/sql";
import { dayOf } from "../../domain/day";
import { type Usd, usdToString } from "../../domain/usd";
import type { FactsOwner } from "../facts-lock";

/** Keeps the account's lifetime figures as they stood at that moment: as one reading of many, and as its newest where it is. */
export async function recordCredits(owner: FactsOwner, credits: { totalUsd: Usd; usedUsd: Usd }, at: Date): Promise<void> {
  const total = sql`${usdToString(credits.totalUsd)}::numeric`;
  const used = sql`${usdToString(credits.usedUsd)}::numeric`;
  await transaction(async (client) => {
    await execute(
      sql`UPDATE connections SET credits_total_usd = ${total}, credits_used_usd = ${used}, credits_at = ${at}
          WHERE id = ${owner.connectionId}::uuid AND (credits_at IS NULL OR credits_at <= ${at})`,
      client,
    );
    await execute(
      sql`INSERT INTO credit_readings (connection_id, at, organization_id, day, total_usd, used_usd)
          VALUES (${owner.connectionId}::uuid, ${at}, ${owner.organizationId}::uuid, ${dayOf(at)}::date, ${total}, ${used})
          ON CONFLICT (connection_id, at) DO UPDATE SET total_usd = excluded.total_usd, used_usd = excluded.used_usd`,
      client,
    );
  });
}

/** Analytics lags behind the credits by more than this: read so soon after them, it tells nothing that they do not have. */
const RIGHT_AFTER_SECONDS = 30;

/**
 * Notes beside a reading what the bill had of its day when that was read right after it, so that a span that begins or
 * ends within the day can be held against the books. Does nothing where the day was not read then.
 */
export async function recordDayBilled(connectionId: string, at: Date): Promise<void> {
  await execute(
    sql`UPDATE credit_readings reading SET day_billed_usd = billed.cost_usd FROM billed_days billed
        WHERE reading.connection_id = ${connectionId}::uuid AND reading.at = ${at} AND billed.connection_id = reading.connection_id
          AND billed.day = reading.day AND billed.source = 'analytics' AND billed.pulled_at >= reading.at
          AND billed.pulled_at <= reading.at + make_interval(secs => ${RIGHT_AFTER_SECONDS})`,
  );
}
