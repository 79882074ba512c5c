import { execute, type Queryable, sql, transaction } from "../../db/sql";
import { type BudgetAmount, calendarPeriod, changeAmount } from "../../domain/budget/budget";
import { checkAmount, checkDay, checkEnd, checkName, checkNote, checkOwner, checkWorkingDays } from "../../domain/budget/check";
import { type Day, dayOf, laterDay } from "../../domain/day";
import { WaybillError } from "../../domain/error";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import type { Filters } from "../../domain/spend/question";
import { usdToString } from "../../domain/usd";
import { readBudgets, type StoredBudget } from "../../facts/budgets";
import { writeAudit } from "../audit";
import { lockBudgets, refuseBeyondOwnTeams, refuseOver, refuseTwin } from "./budgets";

/** Throws WaybillError `not_found` for a budget of another organization, as for none. */
async function lockBudget(client: Queryable, scope: AuthorizedScope, budgetId: string, today: Day): Promise<StoredBudget> {
  await lockBudgets(client, scope.organizationId);
  const [found] = await readBudgets(scope.organizationId, { budgetIds: [budgetId] }, client);
  if (!found) throw new WaybillError("not_found", "There is no such budget.", { todo: "Reload the page." });
  refuseBeyondOwnTeams(scope, found.filters);
  if (found.endsOn !== null && found.endsOn < today) {
    throw new WaybillError("conflict", `${found.name} ended on ${found.endsOn}: what is over is not changed.`, {
      todo: "Make a new budget.",
    });
  }
  return found;
}

/** What may be written anew of a budget; what is left out stays. Its spend and its period stay as they were made. */
export interface WrittenChange {
  name?: string;
  note?: string;
  ownerEmail?: string | null;
  /** Null: no end. */
  endsOn?: string | null;
  workingDays?: number;
}

/** Throws WaybillError `invalid_input`, `not_found`, `forbidden`, or `conflict` for a budget that is over. */
export async function changeBudget(scope: AuthorizedScope, budgetId: string, written: WrittenChange, now: Date): Promise<void> {
  permit(scope, "budgets.manage");
  const today = dayOf(now);
  await transaction(async (client) => {
    const before = await lockBudget(client, scope, budgetId, today);
    const wanted = {
      name: written.name === undefined ? before.name : checkName(written.name),
      note: written.note === undefined ? before.note : checkNote(written.note),
      ownerEmail: written.ownerEmail === undefined ? before.ownerEmail : checkOwner(written.ownerEmail),
      endsOn: written.endsOn === undefined ? before.endsOn : endOf(before, written.endsOn, today),
      workingDays: written.workingDays === undefined ? before.workingDays : checkWorkingDays(written.workingDays),
    };
    const changed = (Object.keys(wanted) as (keyof typeof wanted)[]).filter((field) => wanted[field] !== before[field]);
    if (changed.length === 0) return;
    if (isLater(wanted.endsOn, before.endsOn)) {
      const others = (await readBudgets(scope.organizationId, {}, client)).filter(({ id }) => id !== before.id);
      refuseTwin(others, { ...before, endsOn: wanted.endsOn });
    }
    await execute(
      sql`UPDATE budgets SET name = ${wanted.name}, note = ${wanted.note}, owner_email = ${wanted.ownerEmail},
            ends_on = ${wanted.endsOn}::date, working_days = ${wanted.workingDays} WHERE id = ${before.id}::uuid`,
      client,
    );
    const pick = (of: typeof wanted) => Object.fromEntries(changed.map((field) => [field, of[field]]));
    await writeAudit(client, scope, "budget.changed", before.id, { budget: before.name, from: pick(before), to: pick(wanted) });
  });
}

/** Two that became alike by a merge of developers may still be renamed, or end earlier. */
function isLater(end: Day | null, than: Day | null): boolean {
  return than !== null && (end === null || end > than);
}

function endOf(before: StoredBudget, written: string | null, today: Day): Day | null {
  const wanted = written ? checkDay("endsOn", written) : null;
  if (wanted !== before.endsOn) refuseOver(wanted, today);
  return checkEnd(before.startsOn, wanted);
}

function amountsForAudit(amounts: readonly BudgetAmount[]) {
  return amounts.map(({ from, amountUsd }) => ({ from, amountUsd: usdToString(amountUsd) }));
}

/**
 * Sets the amount from the period of a day on (today's when none is told), for good or, as a raise that expires by
 * itself, to the end of the period of `until`. Periods that are over keep the amount they were held against.
 */
export async function setBudgetAmount(
  scope: AuthorizedScope,
  budgetId: string,
  written: { amount: string; from?: string | null; until?: string | null },
  now: Date,
): Promise<void> {
  permit(scope, "budgets.manage");
  const today = dayOf(now);
  const amountUsd = checkAmount(written.amount);
  await transaction(async (client) => {
    const before = await lockBudget(client, scope, budgetId, today);
    const from = written.from ? checkDay("from", written.from) : laterDay(today, before.startsOn);
    const until = written.until ? checkDay("until", written.until) : null;
    if (from >= before.startsOn && from < calendarPeriod(before.per, today).from) {
      throw new WaybillError("invalid_input", `The ${before.per} of ${from} is over: it keeps the amount it was held against.`, {
        todo: "Choose the running period or a later one.",
        detail: { field: "from" },
      });
    }
    if (before.endsOn !== null && from > before.endsOn) {
      throw new WaybillError("invalid_input", `${before.name} ends on ${before.endsOn}, before the new amount would hold.`, {
        todo: "Choose an earlier day, or move the budget's last day first.",
        detail: { field: "from" },
      });
    }
    if (until !== null && until < from) {
      throw new WaybillError("invalid_input", `The raise would end on ${until}, before it begins on ${from}.`, {
        todo: "Choose a later day, or leave it open.",
        detail: { field: "until" },
      });
    }
    const amounts = changeAmount(before, { amountUsd, from: laterDay(from, before.startsOn), until });
    await writeAmounts(client, scope, before.id, amounts);
    await writeAudit(client, scope, "budget.amount_set", before.id, {
      budget: before.name,
      from: amountsForAudit(before.amounts),
      to: amountsForAudit(amounts),
    });
  });
}

async function writeAmounts(client: Queryable, scope: AuthorizedScope, budgetId: string, amounts: readonly BudgetAmount[]) {
  await execute(sql`DELETE FROM budget_amounts WHERE budget_id = ${budgetId}::uuid`, client);
  await execute(
    sql`INSERT INTO budget_amounts (budget_id, organization_id, from_day, amount_usd)
        SELECT ${budgetId}::uuid, ${scope.organizationId}::uuid, * FROM unnest(${amounts.map(({ from }) => from)}::date[],
          ${amounts.map(({ amountUsd }) => usdToString(amountUsd))}::numeric[])`,
    client,
  );
}

/**
 * Ends a budget after today; its past stays. One that has not begun yet goes altogether. Throws WaybillError
 * `not_found`, `forbidden`, or `conflict` for one that is over.
 */
export async function endBudget(scope: AuthorizedScope, budgetId: string, now: Date): Promise<{ lastDay: Day | null }> {
  permit(scope, "budgets.manage");
  const today = dayOf(now);
  return transaction(async (client) => {
    const before = await lockBudget(client, scope, budgetId, today);
    const begun = before.startsOn <= today;
    if (begun) await execute(sql`UPDATE budgets SET ends_on = ${today}::date WHERE id = ${before.id}::uuid`, client);
    else await execute(sql`DELETE FROM budgets WHERE id = ${before.id}::uuid`, client);
    const lastDay = begun ? today : null;
    await writeAudit(client, scope, begun ? "budget.ended" : "budget.deleted", before.id, { budget: before.name, lastDay });
    return { lastDay };
  });
}

/** After a merge: where budgets name the developer who went, they now name the one who stays. */
export async function replaceInBudgets(
  client: Queryable,
  scope: AuthorizedScope,
  { fromId, intoId }: { fromId: string; intoId: string },
): Promise<void> {
  await lockBudgets(client, scope.organizationId);
  for (const budget of await readBudgets(scope.organizationId, {}, client)) {
    const words = budget.filters.developer;
    if (!words?.includes(fromId)) continue;
    const developer = [...new Set(words.map((word) => (word === fromId ? intoId : word)))].sort();
    const filters: Filters = { ...budget.filters, developer };
    await execute(sql`UPDATE budgets SET filters = ${JSON.stringify(filters)}::jsonb WHERE id = ${budget.id}::uuid`, client);
    await writeAudit(client, scope, "budget.developer_merged", budget.id, { budget: budget.name, from: fromId, into: intoId });
  }
}
