import { z } from "zod";
import { type Queryable, select, sql } from "../db/sql";
import type { Day } from "../domain/day";
import {
  type CreditFeeRate,
  chargesOf,
  creditFee,
  feeRateOn,
  parsePercent,
  percentToString,
  purchasesOf,
  type Subscription,
} from "../domain/other-costs";
import { permit } from "../domain/permit";
import type { AuthorizedScope } from "../domain/scope";
import { sumUsd, type Usd } from "../domain/usd";
import { usdColumn } from "../facts/figure-columns";
import { snapshot } from "./snapshot";
import { dayColumn } from "./spend/figures-sql";
import type { DayRange } from "./spend/spend-sql";

/** Something that was paid beside OpenRouter's bill, on its day. */
export type OtherCost = { day: Day; name: string; amountUsd: Usd } & (
  | { kind: "subscription"; subscriptionId: string }
  | {
      kind: "fee";
      /** Credits that were bought on the day, of which it is the fee. */
      creditsUsd: Usd;
      connectionId: string;
      /** Of the credits, as `5.5`; the least fee may be more. */
      percent: string;
    }
);

export interface OtherCosts {
  /** By day, then by name. */
  costs: OtherCost[];
  totalUsd: Usd;
  /** From this day on purchases of credits are known; null: none can be, as no account's credits were read. */
  purchasesKnownFrom: Day | null;
}

const subscriptionRow = z.object({
  id: z.string(),
  name: z.string(),
  amount_usd: usdColumn,
  from_day: dayColumn,
  to_day: dayColumn.nullable(),
});

/** Every subscription of the organization, those still running first. */
async function readSubscriptions(scope: AuthorizedScope, on: Queryable): Promise<Subscription[]> {
  const rows = await select(
    sql`SELECT id::text, name, amount_usd, from_day, to_day FROM subscriptions WHERE organization_id = ${scope.organizationId}::uuid
        ORDER BY to_day NULLS FIRST, name, from_day, id`,
    subscriptionRow,
    on,
  );
  return rows.map(({ id, name, amount_usd, from_day, to_day }) => {
    return { id, name, amountUsd: amount_usd, from: from_day, to: to_day };
  });
}

const rateRow = z.object({ from_day: dayColumn, percent: z.string(), least_usd: usdColumn });

/** The rates that the organization set, oldest first; before the first OpenRouter's own holds. */
export async function readFeeRates(scope: AuthorizedScope, on: Queryable): Promise<CreditFeeRate[]> {
  const rows = await select(
    sql`SELECT from_day, percent::text, least_usd FROM credit_fee_rates WHERE organization_id = ${scope.organizationId}::uuid ORDER BY from_day`,
    rateRow,
    on,
  );
  return rows.map(({ from_day, percent, least_usd }) => {
    return { from: from_day, percentUnits: parsePercent(percent) ?? 0n, leastUsd: least_usd };
  });
}

const readingRow = z.object({
  account: z.string(),
  connection_id: z.string(),
  name: z.string(),
  day: dayColumn,
  total_usd: usdColumn,
});

/**
 * Where an account's total of credits changed, with the reading before; an account that was taken out and connected again is one.
 */
async function readTotals(scope: AuthorizedScope, to: Day, on: Queryable) {
  return select(
    sql`SELECT account, connection_id, name, day, total_usd FROM (
          SELECT coalesce(c.account_id, c.id::text) AS account, c.id::text AS connection_id, c.name, r.at, r.day, r.total_usd,
            lag(r.total_usd) OVER (PARTITION BY coalesce(c.account_id, c.id::text) ORDER BY r.at) AS before
          FROM credit_readings r JOIN connections c ON c.id = r.connection_id
          WHERE r.organization_id = ${scope.organizationId}::uuid AND r.day <= ${to}::date) AS reading
        WHERE before IS DISTINCT FROM total_usd ORDER BY account, at`,
    readingRow,
    on,
  );
}

async function feesOf(scope: AuthorizedScope, range: DayRange, on: Queryable) {
  const [rates, readings] = [await readFeeRates(scope, on), await readTotals(scope, range.to, on)];
  const accounts = Map.groupBy(readings, (reading) => reading.account);
  const fees = [...accounts.values()].flatMap((account) => {
    const totals = account.map(({ day, total_usd }) => ({ day, totalUsd: total_usd }));
    const { connection_id: connectionId = "", name = "" } = account.at(-1) ?? {};
    return purchasesOf(totals).flatMap(({ day, creditsUsd }): OtherCost[] => {
      const rate = feeRateOn(rates, day);
      const amountUsd = creditFee(creditsUsd, rate);
      if (day < range.from || amountUsd === 0n) return [];
      const percent = percentToString(rate.percentUnits);
      return [{ kind: "fee", day, name: `Fee on credits of ${name}`, amountUsd, creditsUsd, connectionId, percent }];
    });
  });
  const firstDays = [...accounts.values()].flatMap(([first]) => first?.day ?? []);
  return { fees, knownFrom: firstDays.sort().at(-1) ?? null };
}

/**
 * What is paid beside OpenRouter's bill on the days of the range, both ends included: subscriptions' charges and the fee
 * on purchases of credits. No part of any spend total. Throws WaybillError `forbidden` for roles that do not see the
 * organization's costs.
 */
export function otherCosts(scope: AuthorizedScope, range: DayRange): Promise<OtherCosts> {
  return snapshot((on) => otherCostsOn(scope, range, on));
}

/** The same, in a snapshot that is open already. */
export async function otherCostsOn(scope: AuthorizedScope, range: DayRange, on: Queryable): Promise<OtherCosts> {
  permit(scope, "other_costs.read");
  const subscriptions = await readSubscriptions(scope, on);
  const { fees, knownFrom } = await feesOf(scope, range, on);
  const charges = subscriptions.flatMap((subscription) =>
    chargesOf(subscription, range).map((charge): OtherCost => {
      return { kind: "subscription", name: subscription.name, subscriptionId: subscription.id, ...charge };
    }),
  );
  const order = ({ day, name }: OtherCost) => `${day} ${name}`;
  const costs = [...charges, ...fees].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return { costs, totalUsd: sumUsd(costs.map(({ amountUsd }) => amountUsd)), purchasesKnownFrom: knownFrom };
}

export interface OtherCostSettings {
  subscriptions: Subscription[];
  /** Newest first; empty: OpenRouter's own rate. */
  feeRates: CreditFeeRate[];
}

/** What the settings page shows. */
export async function otherCostSettings(scope: AuthorizedScope): Promise<OtherCostSettings> {
  permit(scope, "other_costs.read");
  return snapshot(async (on) => ({
    subscriptions: await readSubscriptions(scope, on),
    feeRates: (await readFeeRates(scope, on)).reverse(),
  }));
}
