import { z } from "zod";
import { type Queryable, select, sql } from "../../../db/sql";
import type { AlertSignal } from "../../../domain/alert/alert";
import { keyLimitSignal, keysWithoutLimitSignal, UNLIMITED_KEY_DAYS } from "../../../domain/alert/keys";
import type { AlertSettings } from "../../../domain/alert/settings";
import { dayOf } from "../../../domain/day";
import { finishedDays } from "../../../domain/period";
import type { AuthorizedScope } from "../../../domain/scope";
import { ZERO_USD } from "../../../domain/usd";
import { usdColumn } from "../../../facts/figure-columns";
import { booksOf } from "../../reconciliation/books";
import { sharedSnapshot } from "../../snapshot";
import { spendValues } from "../../spend/values";

const keyRow = z.object({
  id: z.string(),
  name: z.string(),
  limitUsd: usdColumn.nullable(),
  reset: z.string().nullable(),
  remainingUsd: usdColumn.nullable(),
  usageUsd: usdColumn.nullable(),
  readAt: z.date().nullable(),
});

async function keysInUse(scope: AuthorizedScope, now: Date, on: Queryable): Promise<z.infer<typeof keyRow>[]> {
  return select(
    sql`SELECT k.id::text, k.name, k.limit_usd::text AS "limitUsd", k.limit_reset AS reset, k.limit_remaining_usd::text AS "remainingUsd",
          k.usage_usd::text AS "usageUsd", c.directory_synced_at AS "readAt"
        FROM keys k JOIN connections c ON c.id = k.connection_id
        WHERE k.organization_id = ${scope.organizationId}::uuid AND c.status = 'active' AND k.hash IS NOT NULL
          AND NOT k.disabled AND k.gone_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ${now}::timestamptz)
        ORDER BY k.name, k.id`,
    keyRow,
    on,
  );
}

/** Keys near or at OpenRouter's own limit, and those that have none. */
export async function keyAlerts(scope: AuthorizedScope, { keys }: AlertSettings, now: Date): Promise<AlertSignal[]> {
  if (keys.nearPercent === null && !keys.withoutLimit) return [];
  return sharedSnapshot(async (on) => {
    const known = await keysInUse(scope, now, on);
    const { nearPercent } = keys;
    const limited = known.flatMap((key) => (key.limitUsd === null ? [] : [{ ...key, limitUsd: key.limitUsd }]));
    const near = nearPercent === null ? [] : limited.map((key) => keyLimitSignal(key, nearPercent, now));
    if (!keys.withoutLimit || known.length === 0) return near;
    const today = dayOf(now);
    const period = finishedDays(today, UNLIMITED_KEY_DAYS);
    const books = await booksOf(scope, [period], {}, today, on);
    const spent = await spendValues(scope, "key", { period, compared: null, filters: {} }, books, on);
    const costs = new Map(spent.map((row) => [row.id, row.costUsd]));
    const unlimited = known.filter(({ limitUsd }) => limitUsd === null);
    return [...near, keysWithoutLimitSignal(unlimited.map(({ id, name }) => ({ id, name, costUsd: costs.get(id) ?? ZERO_USD })))];
  });
}
