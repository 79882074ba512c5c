import { z } from "zod";
import { execute, type Queryable, select, sql, transaction } from "../../db/sql";
import { type Budget, calendarPeriod, scopeKey } from "../../domain/budget/budget";
import { type CheckedBudget, checkBudget, type WrittenBudget } from "../../domain/budget/check";
import { seesWhole } from "../../domain/budget/visible";
import { type Day, dayOf } from "../../domain/day";
import { dimensionName } from "../../domain/dimension";
import { WaybillError } from "../../domain/error";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { FILTER_DIMENSIONS, type Filters } from "../../domain/spend/question";
import { usdToString } from "../../domain/usd";
import { missingTargets, readBudgets, type StoredBudget } from "../../facts/budgets";
import { actorName, writeAudit } from "../audit";

/** A lock for making budgets, or changing what they name; held until the transaction ends. */
export async function lockBudgets(client: Queryable, organizationId: string): Promise<void> {
  await execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`budgets ${organizationId}`}, 0))`, client);
}

/** A manager's budgets are those of his own teams. */
export function refuseBeyondOwnTeams({ visibility, role }: AuthorizedScope, filters: Filters): void {
  if (visibility.kind !== "teams" || seesWhole(visibility, filters) === "yes") return;
  throw new WaybillError("forbidden", `The role ${role} may not make or change budgets but those of its own teams.`, {
    todo: "Choose one or more of your teams, or ask an owner, admin or finance member.",
  });
}

async function refuseMissing(client: Queryable, scope: AuthorizedScope, filters: Filters): Promise<void> {
  const isMissing = await missingTargets(scope.organizationId, [filters], client);
  for (const dimension of FILTER_DIMENSIONS) {
    if (!filters[dimension]?.some((word) => isMissing(dimension, word))) continue;
    throw new WaybillError("not_found", `There is no such ${dimensionName(dimension)} in the organization.`, {
      todo: "Choose what the budget is about from the lists.",
      detail: { field: dimension },
    });
  }
}

type Times = Pick<Budget, "startsOn" | "endsOn">;

function overlap(a: Times, b: Times): boolean {
  return (a.endsOn === null || b.startsOn <= a.endsOn) && (b.endsOn === null || a.startsOn <= b.endsOn);
}

/** With two alike on the same spend at the same time, nobody would know which one holds. */
export function refuseTwin(stored: readonly StoredBudget[], wanted: Pick<Budget, "filters" | "per" | "kind"> & Times): void {
  const twin = stored.find(
    (budget) =>
      budget.per === wanted.per &&
      budget.kind === wanted.kind &&
      scopeKey(budget.filters) === scopeKey(wanted.filters) &&
      overlap(budget, wanted),
  );
  if (!twin) return;
  const what = wanted.kind === "hard_cap" ? "a hard cap" : "a budget";
  throw new WaybillError(
    "conflict",
    `There is ${what} a ${wanted.per} on the same spend already: ${JSON.stringify(twin.name)}.`,
    {
      todo: "Change its amount, or end it first.",
      detail: { budgetId: twin.id },
    },
  );
}

async function insertBudget(client: Queryable, scope: AuthorizedScope, wanted: CheckedBudget, now: Date): Promise<string> {
  const [made] = await select(
    sql`INSERT INTO budgets (organization_id, name, kind, per, filters, starts_on, ends_on, working_days, owner_email, note, created_by, created_at)
        VALUES (${scope.organizationId}::uuid, ${wanted.name}, ${wanted.kind}, ${wanted.per}, ${JSON.stringify(wanted.filters)}::jsonb,
                ${wanted.startsOn}::date, ${wanted.endsOn}::date, ${wanted.workingDays}, ${wanted.ownerEmail}, ${wanted.note},
                ${actorName(scope.actor)}, ${now}) RETURNING id::text`,
    z.object({ id: z.string() }),
    client,
  );
  if (!made) throw new Error("an insert answers its row");
  const first = calendarPeriod(wanted.per, wanted.startsOn).from;
  await execute(
    sql`INSERT INTO budget_amounts (budget_id, organization_id, from_day, amount_usd)
        VALUES (${made.id}::uuid, ${scope.organizationId}::uuid, ${first}::date, ${usdToString(wanted.amountUsd)}::numeric)`,
    client,
  );
  return made.id;
}

/**
 * Makes budgets, all of them or none: one, with the day's and the hard cap that go with it. Throws WaybillError
 * `invalid_input` for what cannot be (its `detail.field` names it), `not_found` when one names somebody who is not there,
 * `conflict` when there is one a period on the same spend at the same time, `forbidden` for a manager beyond his teams.
 */
export async function createBudgets(
  scope: AuthorizedScope,
  written: readonly WrittenBudget[],
  now: Date,
): Promise<{ id: string }[]> {
  permit(scope, "budgets.manage");
  const wanted = written.map(checkBudget);
  for (const { filters, endsOn } of wanted) {
    refuseBeyondOwnTeams(scope, filters);
    refuseOver(endsOn, dayOf(now));
  }
  return transaction(async (client) => {
    await lockBudgets(client, scope.organizationId);
    const made: { id: string }[] = [];
    for (const budget of wanted) {
      await refuseMissing(client, scope, budget.filters);
      refuseTwin(await readBudgets(scope.organizationId, {}, client), budget);
      const id = await insertBudget(client, scope, budget, now);
      await writeAudit(client, scope, "budget.created", id, { ...budget, amountUsd: usdToString(budget.amountUsd) });
      made.push({ id });
    }
    return made;
  });
}

/** Makes one budget; throws as createBudgets(). */
export async function createBudget(scope: AuthorizedScope, written: WrittenBudget, now: Date): Promise<{ id: string }> {
  const [made] = await createBudgets(scope, [written], now);
  if (!made) throw new Error("one was asked for");
  return made;
}

/** Past days that counted keep counting: an end lies today at the earliest. */
export function refuseOver(endsOn: Day | null, today: Day): void {
  if (endsOn === null || endsOn >= today) return;
  throw new WaybillError("invalid_input", `It would have ended on ${endsOn} already: days that are over are not changed.`, {
    todo: "Choose today or a later day as its last.",
    detail: { field: "endsOn" },
  });
}
