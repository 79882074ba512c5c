import { z } from "zod";
import { type Queryable, type Sql, select, sql } from "../../db/sql";
import { BUDGET_DIMENSIONS } from "../../domain/budget/check";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { type FilterDimension, filterWord } from "../../domain/spend/question";
import { sharedSnapshot } from "../snapshot";
import { labelsOf } from "../spend/labels";
import { spentOn } from "../spend/spend-sql";

/** What a budget can be about in one dimension, by name. */
export interface BudgetChoices {
  dimension: FilterDimension;
  choices: { word: string; label: string }[];
}

const idRow = z.object({ id: z.string() });

/** Some hundred thousand names of features would be no choice. */
const MOST_CHOICES = 1000;

const TABLES: Partial<Record<FilterDimension, Sql>> = {
  developer: sql`developers`,
  team: sql`teams`,
  cost_center: sql`cost_centers`,
  key: sql`keys`,
};

/** What there is for those who see all; a manager's own teams, and of all else what stands in their spend. */
function question(scope: AuthorizedScope, dimension: FilterDimension): Sql {
  const { visibility } = scope;
  const table = TABLES[dimension];
  if (visibility.kind === "all" && table) {
    return sql`SELECT t.id::text AS id FROM ${table} t WHERE t.organization_id = ${scope.organizationId}::uuid`;
  }
  if (visibility.kind === "teams" && dimension === "team") {
    return sql`SELECT t.id::text AS id FROM teams t
      WHERE t.organization_id = ${scope.organizationId}::uuid AND t.id = ANY(${visibility.teamIds}::uuid[])`;
  }
  return sql`SELECT spent.id::text AS id FROM (${spentOn(scope, dimension)}) AS spent WHERE spent.id IS NOT NULL`;
}

async function idsOf(scope: AuthorizedScope, dimension: FilterDimension, on: Queryable) {
  const rows = await select(sql`${question(scope, dimension)} LIMIT ${MOST_CHOICES}`, idRow, on);
  return rows.map(({ id }) => ({ dimension, id }));
}

/** Everything that the asker could make a budget about; dimensions of which there is nothing are left out. */
export async function budgetChoices(scope: AuthorizedScope): Promise<BudgetChoices[]> {
  permit(scope, "budgets.manage");
  return sharedSnapshot(async (on) => {
    const found = await Promise.all(BUDGET_DIMENSIONS.map((dimension) => idsOf(scope, dimension, on)));
    const labels = await labelsOf(scope, found.flat(), on);
    return BUDGET_DIMENSIONS.flatMap((dimension, index): BudgetChoices[] => {
      const choices = (found[index] ?? []).map(({ id }) => {
        const value = { kind: "value", id } as const;
        return { word: filterWord(dimension, value), label: labels(dimension, value).label };
      });
      if (choices.length === 0) return [];
      return [{ dimension, choices: choices.sort((a, b) => a.label.localeCompare(b.label, "en")) }];
    });
  });
}
