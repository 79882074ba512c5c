/** Makes the demo's budgets, whatever of them is not there yet. */
import { BUDGETS } from "../../demo/acme";
import { pool } from "../../lib/db/client";
import type { Day } from "../../lib/domain/day";
import type { AuthorizedScope } from "../../lib/domain/scope";
import type { Filters } from "../../lib/domain/spend/question";
import { readBudgets } from "../../lib/facts/budgets";
import { createBudget } from "../../lib/ledger/budget/budgets";
import { findDeveloper, findTeam } from "../waybill/find";

async function filtersOf(scope: AuthorizedScope, on: (typeof BUDGETS)[number]["on"]): Promise<Filters> {
  if (!on) return {};
  if ("feature" in on) return { feature: [on.feature] };
  if ("team" in on) return { team: [(await findTeam(scope, on.team)).id] };
  return { developer: [(await findDeveloper(scope, on.developer.email)).id] };
}

/** They begin with the account, so that its past months show as kept or broken. */
export async function furnishBudgets(scope: AuthorizedScope, firstDay: Day, now: Date): Promise<void> {
  const there = new Set((await readBudgets(scope.organizationId, {}, pool())).map(({ name }) => name));
  for (const { name, per, dollars, kind, on, owner, note } of BUDGETS) {
    if (there.has(name)) continue;
    const filters = await filtersOf(scope, on);
    const written = { name, per, kind, amount: dollars, filters, startsOn: firstDay, ownerEmail: owner.email, note };
    await createBudget(scope, written, now);
  }
}
