import { z } from "zod";
import { emptySql, joinSql, type Queryable, type Sql, select, sql } from "../db/sql";
import { BUDGET_KINDS, BUDGET_PERIODS, type Budget } from "../domain/budget/budget";
import { parseDay } from "../domain/day";
import { FILTER_DIMENSIONS, type FilterDimension, type Filters, readFilterWord } from "../domain/spend/question";
import { usdColumn } from "./figure-columns";

const day = z.string().transform(parseDay);

/** Filters as they are stored; what is no dimension any more is left out. */
const storedFilters = z.record(z.string(), z.array(z.string())).transform((stored): Filters => {
  const known = FILTER_DIMENSIONS.filter((dimension) => (stored[dimension]?.length ?? 0) > 0);
  return Object.fromEntries(known.map((dimension) => [dimension, stored[dimension]]));
});

const budgetRow = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(BUDGET_KINDS),
  per: z.enum(BUDGET_PERIODS),
  filters: storedFilters,
  startsOn: day,
  endsOn: day.nullable(),
  workingDays: z.number().int(),
  ownerEmail: z.string().nullable(),
  note: z.string(),
  createdBy: z.string(),
  createdAt: z.date(),
  amounts: z.array(z.object({ from: day, amountUsd: usdColumn })),
});

/** A budget with who made it. */
export interface StoredBudget extends Budget {
  createdBy: string;
  createdAt: Date;
}

/** Budgets of the organization by name, whoever may see them: callers keep to themselves what is not the asker's. */
export function readBudgets(
  organizationId: string,
  { budgetIds }: { budgetIds?: readonly string[] },
  on: Queryable,
): Promise<StoredBudget[]> {
  return select(
    sql`SELECT b.id::text, b.name, b.kind, b.per, b.filters, b.starts_on AS "startsOn", b.ends_on AS "endsOn",
          b.working_days AS "workingDays", b.owner_email AS "ownerEmail", b.note, b.created_by AS "createdBy", b.created_at AS "createdAt",
          (SELECT coalesce(json_agg(json_build_object('from', a.from_day, 'amountUsd', a.amount_usd::text) ORDER BY a.from_day), '[]')
            FROM budget_amounts a WHERE a.budget_id = b.id) AS amounts
        FROM budgets b WHERE b.organization_id = ${organizationId}::uuid
          ${budgetIds ? sql`AND b.id::text = ANY(${budgetIds}::text[])` : emptySql}
        ORDER BY lower(b.name), b.id`,
    budgetRow,
    on,
  );
}

const TABLES: Partial<Record<FilterDimension, Sql>> = {
  developer: sql`developers`,
  team: sql`teams`,
  cost_center: sql`cost_centers`,
  key: sql`keys`,
  workspace: sql`workspaces`,
};

const foundRow = z.object({ dimension: z.string(), id: z.string() });

/** Of the developers, teams, cost centers, keys and workspaces that the filters name, those that the organization has not. */
export async function missingTargets(
  organizationId: string,
  asked: readonly Filters[],
  on: Queryable,
): Promise<(dimension: FilterDimension, word: string) => boolean> {
  const named = (dimension: FilterDimension) =>
    asked.flatMap((filters) => (filters[dimension] ?? []).flatMap((word) => readFilterWord(dimension, word).id ?? []));
  const questions = FILTER_DIMENSIONS.flatMap((dimension) => {
    const [table, ids] = [TABLES[dimension], named(dimension)];
    if (!table || ids.length === 0) return [];
    return sql`SELECT ${dimension}::text AS dimension, t.id::text AS id FROM ${table} t
      WHERE t.organization_id = ${organizationId}::uuid AND t.id = ANY(${[...new Set(ids)].sort()}::uuid[])`;
  });
  const rows = questions.length === 0 ? [] : await select(joinSql(questions, " UNION ALL "), foundRow, on);
  const found = new Set(rows.map(({ dimension, id }) => `${dimension} ${id}`));
  return (dimension, word) => {
    const { id } = readFilterWord(dimension, word);
    return id !== null && dimension in TABLES && !found.has(`${dimension} ${id.toLowerCase()}`);
  };
}
