import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import type { Day } from "../../domain/day";
import { type Finality, leastFinal } from "../../domain/finality";
import { permit } from "../../domain/permit";
import type { BooksWarning } from "../../domain/reconciliation/reconciliation";
import type { AuthorizedScope } from "../../domain/scope";
import { sumUsd, type Usd } from "../../domain/usd";
import { usdColumn } from "../../facts/figure-columns";
import { snapshot } from "../snapshot";
import { dayColumn } from "../spend/figures-sql";
import type { DayRange } from "../spend/spend-sql";
import { type ConnectionSpan, creditChecks } from "./credits";
import { type ReconciledDay, reconciledDays } from "./days";

export interface Restatement {
  connection: { id: string; name: string };
  day: Day;
  oldUsd: Usd;
  newUsd: Usd;
  /** When it was noticed. */
  at: Date;
}

/** A warning with where it is. A day of credits is the one in whose course the span begins. */
export interface PlacedWarning extends BooksWarning {
  connection: { id: string; name: string };
  day: Day;
}

export interface Reconciliation {
  total: {
    billedUsd: Usd;
    explainedUsd: Usd;
    remainderUsd: Usd;
    differenceUsd: Usd;
    byokUsd: Usd;
    unmatchedGenerations: number;
    unmatchedUsd: Usd;
    finality: Finality | null;
  };
  /** Newest first. */
  days: ReconciledDay[];
  credits: ConnectionSpan[];
  restatements: Restatement[];
  /** Empty: everything balances that can be checked. */
  warnings: PlacedWarning[];
}

const restatementRow = z.object({
  connection_id: z.string(),
  name: z.string(),
  day: dayColumn,
  old_usd: usdColumn,
  new_usd: usdColumn,
  at: z.date(),
});

async function restatementsOf(
  scope: AuthorizedScope,
  { from, to }: DayRange,
  connectionIds: readonly string[] | null,
  on: Queryable,
): Promise<Restatement[]> {
  const rows = await select(
    sql`SELECT r.connection_id, c.name, r.day, r.old_usd, r.new_usd, r.at FROM restatements r JOIN connections c ON c.id = r.connection_id
        WHERE r.organization_id = ${scope.organizationId}::uuid AND r.day BETWEEN ${from}::date AND ${to}::date
          AND (${connectionIds === null} OR r.connection_id = ANY (${[...(connectionIds ?? [])]}::uuid[]))
        ORDER BY r.at DESC, r.day DESC, r.id DESC LIMIT 500`,
    restatementRow,
    on,
  );
  return rows.map(({ connection_id, name, day, old_usd, new_usd, at }) => {
    return { connection: { id: connection_id, name }, day, oldUsd: old_usd, newUsd: new_usd, at };
  });
}

function totalOf(days: readonly ReconciledDay[]): Reconciliation["total"] {
  const sum = (amount: (day: ReconciledDay) => Usd) => sumUsd(days.map(amount));
  return {
    billedUsd: sum((day) => day.billedUsd),
    explainedUsd: sum((day) => day.explainedUsd),
    remainderUsd: sum((day) => day.remainderUsd),
    differenceUsd: sum((day) => day.differenceUsd),
    byokUsd: sum((day) => day.byokUsd),
    unmatchedGenerations: days.reduce((count, day) => count + day.unmatchedGenerations, 0),
    unmatchedUsd: sum((day) => day.unmatchedUsd),
    finality: leastFinal(days.map((day) => day.finality)),
  };
}

function warningsOf(days: readonly ReconciledDay[], credits: readonly ConnectionSpan[]): PlacedWarning[] {
  const ofDays = days.flatMap(({ connection, day, warnings }) => warnings.map((warning) => ({ connection, day, ...warning })));
  const ofCredits = credits.flatMap(({ connection, day, state, books, changeUsd }): PlacedWarning[] => {
    if (state !== "differs" || !books) return [];
    const expectedUsd = changeUsd > books.mostUsd ? books.mostUsd : books.leastUsd;
    return [{ kind: "credits", connection, day, expectedUsd: changeUsd, foundUsd: expectedUsd }];
  });
  return [...ofDays, ...ofCredits];
}

/**
 * The books of a period held against OpenRouter's figures, by day and connection (all of them: null). What the lines of a
 * day come to is taken from the day's last check where it was not rebuilt since, unless `anew`. Throws WaybillError
 * `forbidden`.
 */
export async function reconciliation(
  scope: AuthorizedScope,
  range: DayRange,
  connectionIds: readonly string[] | null,
  now: Date,
  { anew = false }: { anew?: boolean } = {},
): Promise<Reconciliation> {
  permit(scope, "reconciliation.read");
  return snapshot(async (client) => {
    const days = await reconciledDays(scope, { range, connectionIds, anew }, now, client);
    const credits = await creditChecks(scope, range, connectionIds, now, client);
    const restatements = await restatementsOf(scope, range, connectionIds, client);
    return { total: totalOf(days), days, credits, restatements, warnings: warningsOf(days, credits) };
  });
}
