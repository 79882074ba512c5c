import { expect, it } from "vitest";
import { BUDGETS, PEOPLE } from "../../demo/acme";
import { pool } from "../../lib/db/client";
import { transaction } from "../../lib/db/sql";
import { aliasesOfUser } from "../../lib/domain/attribution/developer-alias";
import { parseDay } from "../../lib/domain/day";
import { mintSystemScope } from "../../lib/domain/mint-scope";
import { readBudgets } from "../../lib/facts/budgets";
import { createOrganization } from "../../lib/ledger/organizations";
import { ensureDevelopers } from "../../lib/ledger/people/developer-aliases";
import { createTeam } from "../../lib/ledger/people/teams";
import { furnishBudgets } from "./furnish-budgets";

it("makes the demo's budgets once, before the first request is read", async () => {
  const { id } = await createOrganization(pool(), { name: "Acme", actor: { kind: "operator" } });
  const scope = mintSystemScope(id, { kind: "operator" });
  const { name, email } = PEOPLE.member;
  await transaction((client) => ensureDevelopers(client, id, [{ aliases: aliasesOfUser(email), name }]));
  await createTeam(scope, "Search");
  for (const now of ["2026-11-21T08:00:00Z", "2026-12-01T08:00:00Z"]) {
    await furnishBudgets(scope, parseDay("2025-10-01"), new Date(now));
  }
  const made = await readBudgets(id, {}, pool());
  expect(made.map((budget) => budget.name).sort()).toEqual(BUDGETS.map((budget) => budget.name).sort());
  expect(made.map((budget) => Object.keys(budget.filters).join()).sort()).toEqual(["", "", "", "developer", "feature", "team"]);
});
