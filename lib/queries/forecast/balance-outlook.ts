import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import { addDays, type Day, dayOf } from "../../domain/day";
import { type AccountBalance, type RunOut, runOut, type TopUp, topUpUntil } from "../../domain/forecast/balance-outlook";
import { HISTORY_DAYS } from "../../domain/forecast/forecast";
import { feeRateOn } from "../../domain/other-costs";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { subtractUsd, type Usd } from "../../domain/usd";
import { usdColumn } from "../../facts/figure-columns";
import { budgetDays } from "../budget/days";
import { readFeeRates } from "../other-costs";
import { sharedSnapshot } from "../snapshot";

/** How long one account's credits last. */
export interface BalanceOutlook {
  connection: { id: string; name: string };
  /** Credits bought and not used; below zero where OpenRouter let the account run into debt. */
  balanceUsd: Usd;
  readAt: Date;
  /** Null where nothing is known of the account's spend. */
  runOut: RunOut | null;
  /** Only where a day was asked for; null as well where nothing is known of the spend. */
  topUp: TopUp | null;
}

const balanceRow = z.object({
  id: z.string(),
  name: z.string(),
  total_usd: usdColumn,
  used_usd: usdColumn,
  at: z.date(),
});

async function readBalances(scope: AuthorizedScope, on: Queryable) {
  return select(
    sql`SELECT id::text, name, credits_total_usd AS total_usd, credits_used_usd AS used_usd, credits_at AS at FROM connections
        WHERE organization_id = ${scope.organizationId}::uuid AND status <> 'removed'
          AND credits_at IS NOT NULL AND credits_total_usd IS NOT NULL AND credits_used_usd IS NOT NULL ORDER BY name, id`,
    balanceRow,
    on,
  );
}

/**
 * When each account's credits run out, those that do first, and what to buy so that they last to the end of `until`.
 * Accounts whose credits were never read are left out. Throws WaybillError `forbidden` for roles that do not see the
 * organization's costs.
 */
export async function balanceOutlook(
  scope: AuthorizedScope,
  { now, until }: { now: Date; until?: Day },
): Promise<BalanceOutlook[]> {
  permit(scope, "other_costs.read");
  const today = dayOf(now);
  return sharedSnapshot(async (on) => {
    const [accounts, rates] = [await readBalances(scope, on), await readFeeRates(scope, on)];
    const range = { from: addDays(today, -HISTORY_DAYS), to: today };
    const asked = accounts.map(({ id }) => ({ connection: [id] }));
    const days = await budgetDays(scope, asked, range, now, on);
    const outlooks = accounts.map(({ id, name, total_usd, used_usd, at }, index): BalanceOutlook => {
      const balanceUsd = subtractUsd(total_usd, used_usd);
      const account: AccountBalance = { balanceUsd, readAt: at, history: days[index] ?? [] };
      return {
        connection: { id, name },
        balanceUsd,
        readAt: at,
        runOut: runOut(account),
        topUp: until === undefined ? null : topUpUntil(account, until, feeRateOn(rates, today)),
      };
    });
    const order = ({ runOut }: BalanceOutlook) => runOut?.runsOutOn ?? "9999-12-31";
    return outlooks.sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0));
  });
}
