import { z } from "zod";
import { execute, type Queryable, select, sql, transaction } from "../../db/sql";
import type { Day } from "../../domain/day";
import { WaybillError } from "../../domain/error";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { writeAudit } from "../audit";
import { markDaysOf } from "../rebuild/dirty-days";
import { changeHistory } from "./dated-history";
import { lockDeveloper } from "./developers";

const Found = z.object({ id: z.string(), name: z.string() });
type Found = z.infer<typeof Found>;

function checkedName(name: string): string {
  const wanted = name.trim();
  if (wanted.length > 0 && wanted.length <= 100 && !/\p{Cc}/u.test(wanted)) return wanted;
  throw new WaybillError("invalid_input", "A team needs a name of 1 to 100 characters on one line.", {
    todo: "Write another name.",
  });
}

async function refuseSameName(client: Queryable, scope: AuthorizedScope, name: string, exceptId: string | null): Promise<void> {
  const same = await select(
    sql`SELECT id, name FROM teams WHERE organization_id = ${scope.organizationId}::uuid AND name = ${name}
          AND id IS DISTINCT FROM ${exceptId}::uuid`,
    Found,
    client,
  );
  if (same.length === 0) return;
  throw new WaybillError("conflict", `There is a team named ${JSON.stringify(name)} already.`, { todo: "Choose another name." });
}

/** Throws WaybillError `not_found` for a team of another organization, as for none. */
export async function lockTeam(client: Queryable, scope: AuthorizedScope, teamId: string): Promise<Found> {
  const [found] = await select(
    sql`SELECT id, name FROM teams WHERE id::text = ${teamId} AND organization_id = ${scope.organizationId}::uuid FOR NO KEY UPDATE`,
    Found,
    client,
  );
  if (!found) throw new WaybillError("not_found", "There is no such team.", { todo: "Reload the page." });
  return found;
}

/** Throws WaybillError `conflict` when the organization has a team of that name. */
export async function createTeam(scope: AuthorizedScope, name: string): Promise<{ id: string }> {
  permit(scope, "people.manage");
  const wanted = checkedName(name);
  return transaction(async (client) => {
    const [made] = await select(
      sql`INSERT INTO teams (organization_id, name) VALUES (${scope.organizationId}::uuid, ${wanted})
          ON CONFLICT (organization_id, name) DO NOTHING RETURNING id, name`,
      Found,
      client,
    );
    if (!made) {
      throw new WaybillError("conflict", `There is a team named ${JSON.stringify(wanted)} already.`, {
        todo: "Choose another name.",
      });
    }
    await writeAudit(client, scope, "team.created", made.id, { name: wanted });
    return { id: made.id };
  });
}

/** Throws WaybillError `conflict` when another team has that name. */
export async function renameTeam(scope: AuthorizedScope, teamId: string, name: string): Promise<void> {
  permit(scope, "people.manage");
  const wanted = checkedName(name);
  await transaction(async (client) => {
    const team = await lockTeam(client, scope, teamId);
    await refuseSameName(client, scope, wanted, team.id);
    await execute(sql`UPDATE teams SET name = ${wanted} WHERE id = ${team.id}::uuid`, client);
    await writeAudit(client, scope, "team.renamed", team.id, { from: team.name, to: wanted });
  });
}

/**
 * Puts a developer into a team from a day on (null: into none), up to the next change that is already known, or to a day
 * (exclusive). Throws WaybillError `conflict` where days up to that end are another team's.
 */
export async function setTeam(
  scope: AuthorizedScope,
  developerId: string,
  teamId: string | null,
  fromDay: Day,
  now: Date,
  toDay: Day | null = null,
): Promise<void> {
  permit(scope, "people.manage");
  await transaction(async (client) => {
    const developer = await lockDeveloper(client, scope, developerId);
    const team = teamId === null ? null : await lockTeam(client, scope, teamId);
    await changeHistory(client, "team_memberships", developer.id, { fromDay, toDay, valueId: team?.id ?? null });
    await markDaysOf(client, scope.organizationId, { developerId: developer.id, fromDay }, now);
    await writeAudit(client, scope, "developer.team_set", developer.id, {
      developer: developer.name,
      team: team?.name ?? null,
      fromDay,
      toDay,
    });
  });
}

/** Says whose spend a manager sees: these teams and no others. */
export async function setManagedTeams(scope: AuthorizedScope, membershipId: string, teamIds: readonly string[]): Promise<void> {
  permit(scope, "members.manage");
  await transaction(async (client) => {
    const [membership] = await select(
      sql`SELECT id, email AS name FROM memberships WHERE id::text = ${membershipId} AND organization_id = ${scope.organizationId}::uuid FOR NO KEY UPDATE`,
      Found,
      client,
    );
    if (!membership) throw new WaybillError("not_found", "There is no such member.", { todo: "Reload the page." });
    const teams: Found[] = [];
    for (const id of [...new Set(teamIds)].sort()) teams.push(await lockTeam(client, scope, id));
    await execute(sql`DELETE FROM membership_teams WHERE membership_id = ${membership.id}::uuid`, client);
    await execute(
      sql`INSERT INTO membership_teams (membership_id, team_id)
          SELECT ${membership.id}::uuid, unnest(${teams.map((team) => team.id)}::uuid[])`,
      client,
    );
    const names = teams.map((team) => team.name);
    await writeAudit(client, scope, "membership.teams_set", membership.id, { email: membership.name, teams: names });
  });
}
