import { z } from "zod";
import { execute, type Queryable, select, sql, transaction } from "../../db/sql";
import { WaybillError } from "../../domain/error";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { writeAudit } from "../audit";
import { markDaysOf } from "../rebuild/dirty-days";
import { changeHistory, type DatedChange } from "./dated-history";
import { lockTeam } from "./teams";

const Found = z.object({ id: z.string(), name: z.string(), code: z.string().nullable() });
type Found = z.infer<typeof Found>;

/** What finance calls it: `code` is its number in the company's books, null where there is none. */
export interface CostCenterWords {
  name: string;
  code: string | null;
}

function checkedWords({ name, code }: CostCenterWords): CostCenterWords {
  const wanted = { name: name.trim(), code: code?.trim() || null };
  const problem =
    wanted.name.length === 0 || wanted.name.length > 100
      ? "A cost center needs a name of 1 to 100 characters."
      : (wanted.code?.length ?? 0) > 50
        ? "A cost center's code has at most 50 characters."
        : /\p{Cc}/u.test(`${wanted.name}${wanted.code ?? ""}`)
          ? "Name and code are one line of text each."
          : null;
  if (problem) throw new WaybillError("invalid_input", problem, { todo: "Write it anew." });
  return wanted;
}

async function lockCostCenter(client: Queryable, scope: AuthorizedScope, id: string): Promise<Found> {
  const [found] = await select(
    sql`SELECT id, name, code FROM cost_centers WHERE id::text = ${id} AND organization_id = ${scope.organizationId}::uuid FOR NO KEY UPDATE`,
    Found,
    client,
  );
  if (!found) throw new WaybillError("not_found", "There is no such cost center.", { todo: "Reload the page." });
  return found;
}

/** One at a time in an organization, so that two of one name are refused in words and not by the index. */
async function refuseSameWords(
  client: Queryable,
  scope: AuthorizedScope,
  { name, code }: CostCenterWords,
  exceptId: string | null,
): Promise<void> {
  await execute(sql`SELECT 1 FROM organizations WHERE id = ${scope.organizationId}::uuid FOR NO KEY UPDATE`, client);
  const [same] = await select(
    sql`SELECT id, name, code FROM cost_centers WHERE organization_id = ${scope.organizationId}::uuid
          AND (name = ${name} OR code = ${code}) AND id IS DISTINCT FROM ${exceptId}::uuid LIMIT 1`,
    Found,
    client,
  );
  if (!same) return;
  const taken = same.name === name ? `named ${JSON.stringify(name)}` : `with the code ${JSON.stringify(code)}`;
  throw new WaybillError("conflict", `There is a cost center ${taken} already.`, { todo: "Choose another." });
}

/** Throws WaybillError `conflict` when the organization has a cost center of that name or code. */
export async function createCostCenter(scope: AuthorizedScope, words: CostCenterWords): Promise<{ id: string }> {
  permit(scope, "people.manage");
  const wanted = checkedWords(words);
  return transaction(async (client) => {
    await refuseSameWords(client, scope, wanted, null);
    const [made] = await select(
      sql`INSERT INTO cost_centers (organization_id, name, code)
          VALUES (${scope.organizationId}::uuid, ${wanted.name}, ${wanted.code}) RETURNING id, name, code`,
      Found,
      client,
    );
    if (!made) throw new Error("an insert answers its row");
    await writeAudit(client, scope, "cost_center.created", made.id, { ...wanted });
    return { id: made.id };
  });
}

/** Name and code anew. Throws WaybillError `conflict` when another has one of them. */
export async function changeCostCenter(scope: AuthorizedScope, costCenterId: string, words: CostCenterWords): Promise<void> {
  permit(scope, "people.manage");
  const wanted = checkedWords(words);
  await transaction(async (client) => {
    const before = await lockCostCenter(client, scope, costCenterId);
    await refuseSameWords(client, scope, wanted, before.id);
    await execute(
      sql`UPDATE cost_centers SET name = ${wanted.name}, code = ${wanted.code} WHERE id = ${before.id}::uuid`,
      client,
    );
    await writeAudit(client, scope, "cost_center.changed", before.id, {
      from: { name: before.name, code: before.code },
      to: wanted,
    });
  });
}

/** Says what a team is charged to from a day on (null: to nothing); the days it concerns are rebuilt. */
export async function setCostCenter(scope: AuthorizedScope, teamId: string, change: DatedChange, now: Date): Promise<void> {
  permit(scope, "people.manage");
  await transaction(async (client) => {
    const team = await lockTeam(client, scope, teamId);
    const costCenter = change.valueId === null ? null : await lockCostCenter(client, scope, change.valueId);
    await changeHistory(client, "team_cost_centers", team.id, { ...change, valueId: costCenter?.id ?? null });
    await markDaysOf(client, scope.organizationId, { teamId: team.id, fromDay: change.fromDay }, now);
    await writeAudit(client, scope, "team.cost_center_set", team.id, {
      team: team.name,
      costCenter: costCenter?.name ?? null,
      fromDay: change.fromDay,
      toDay: change.toDay ?? null,
    });
  });
}

/** Throws WaybillError `conflict` for a cost center that a team is or was charged to: its past days name it. */
export async function deleteCostCenter(scope: AuthorizedScope, costCenterId: string): Promise<void> {
  permit(scope, "people.manage");
  await transaction(async (client) => {
    const found = await lockCostCenter(client, scope, costCenterId);
    const [team] = await select(
      sql`SELECT t.id, t.name, NULL AS code FROM team_cost_centers m JOIN teams t ON t.id = m.team_id
          WHERE m.cost_center_id = ${found.id}::uuid ORDER BY t.name LIMIT 1`,
      Found,
      client,
    );
    if (team) {
      throw new WaybillError("conflict", `${found.name} stays: the team ${team.name} is or was charged to it.`, {
        todo: "Give the team another cost center from a day on. Past days keep theirs.",
      });
    }
    await execute(sql`DELETE FROM cost_centers WHERE id = ${found.id}::uuid`, client);
    await writeAudit(client, scope, "cost_center.deleted", found.id, { name: found.name, code: found.code });
  });
}
