import { z } from "zod";
import { execute, type Queryable, select, sql, transaction } from "../../db/sql";
import { type DeveloperAlias, type DeveloperKind, tidyAlias } from "../../domain/attribution/developer-alias";
import type { Day } from "../../domain/day";
import { WaybillError } from "../../domain/error";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { replaceInRules } from "../attribution/rules";
import { writeAudit } from "../audit";
import { replaceInBudgets } from "../budget/changes";
import { markDaysOf } from "../rebuild/dirty-days";
import { changeHistory } from "./dated-history";

const Found = z.object({ id: z.string(), name: z.string() });

/** Throws WaybillError `not_found` for a developer of another organization, as for none. */
export async function lockDeveloper(
  client: Queryable,
  scope: AuthorizedScope,
  developerId: string,
): Promise<z.infer<typeof Found>> {
  const [found] = await select(
    sql`SELECT id, name FROM developers WHERE id::text = ${developerId} AND organization_id = ${scope.organizationId}::uuid FOR NO KEY UPDATE`,
    Found,
    client,
  );
  if (!found) throw new WaybillError("not_found", "There is no such developer.", { todo: "Reload the page." });
  return found;
}

/**
 * Says who answers for a key from a day on (null: nobody), up to the next change that is already known, or to a day
 * (exclusive). Spend that no `user` field charges to somebody else is his then; the days it concerns are rebuilt. Throws
 * WaybillError `conflict` where days up to that end have another owner.
 */
export async function setKeyOwner(
  scope: AuthorizedScope,
  keyId: string,
  developerId: string | null,
  fromDay: Day,
  now: Date,
  toDay: Day | null = null,
): Promise<void> {
  permit(scope, "people.manage");
  await transaction(async (client) => {
    const [key] = await select(
      sql`SELECT id, name FROM keys WHERE id::text = ${keyId} AND organization_id = ${scope.organizationId}::uuid FOR NO KEY UPDATE`,
      Found,
      client,
    );
    if (!key) throw new WaybillError("not_found", "There is no such key.", { todo: "Reload the page." });
    const owner = developerId === null ? null : await lockDeveloper(client, scope, developerId);
    await changeHistory(client, "key_ownerships", key.id, { fromDay, toDay, valueId: owner?.id ?? null });
    await markDaysOf(client, scope.organizationId, { keyId: key.id, fromDay }, now);
    await writeAudit(client, scope, "key.owner_set", key.id, { key: key.name, developer: owner?.name ?? null, fromDay, toDay });
  });
}

/** Names a developer anew. Throws WaybillError `invalid_input` for a name that is empty or longer than 100 characters. */
export async function renameDeveloper(scope: AuthorizedScope, developerId: string, name: string): Promise<void> {
  permit(scope, "people.manage");
  const wanted = name.trim();
  if (wanted.length === 0 || wanted.length > 100 || /\p{Cc}/u.test(wanted)) {
    throw new WaybillError("invalid_input", "A developer needs a name of 1 to 100 characters on one line.", {
      todo: "Write a shorter name.",
    });
  }
  await transaction(async (client) => {
    const before = await lockDeveloper(client, scope, developerId);
    await execute(sql`UPDATE developers SET name = ${wanted} WHERE id = ${before.id}::uuid`, client);
    await writeAudit(client, scope, "developer.renamed", before.id, { from: before.name, to: wanted });
  });
}

/** Says whether a developer is a person or a service. */
export async function setDeveloperKind(scope: AuthorizedScope, developerId: string, kind: DeveloperKind): Promise<void> {
  permit(scope, "people.manage");
  await transaction(async (client) => {
    const before = await lockDeveloper(client, scope, developerId);
    await execute(sql`UPDATE developers SET kind = ${kind} WHERE id = ${before.id}::uuid`, client);
    await writeAudit(client, scope, "developer.kind_set", before.id, { developer: before.name, kind });
  });
}

/**
 * Says that an alias stands for this developer, whoever it stood for before; days of both are rebuilt. Throws WaybillError
 * `invalid_input` for an empty one.
 */
export async function setAlias(scope: AuthorizedScope, developerId: string, alias: DeveloperAlias, now: Date): Promise<void> {
  permit(scope, "people.manage");
  const { kind, value } = tidyAlias(alias);
  if (value === "" || /\p{Cc}/u.test(value)) {
    throw new WaybillError("invalid_input", "The alias is empty, or not one line of text.", {
      todo: "Write a user value, an e-mail address or a member id.",
    });
  }
  await transaction(async (client) => {
    const developer = await lockDeveloper(client, scope, developerId);
    const [before] = await select(
      sql`SELECT developer_id AS id, value AS name FROM developer_aliases
          WHERE organization_id = ${scope.organizationId}::uuid AND kind = ${kind} AND value = ${value} FOR NO KEY UPDATE`,
      Found,
      client,
    );
    if (before?.id === developer.id) return;
    await execute(
      sql`INSERT INTO developer_aliases (organization_id, kind, value, developer_id)
          VALUES (${scope.organizationId}::uuid, ${kind}, ${value}, ${developer.id}::uuid)
          ON CONFLICT (organization_id, kind, value) DO UPDATE SET developer_id = excluded.developer_id`,
      client,
    );
    if (before) await markDaysOf(client, scope.organizationId, { developerId: before.id }, now);
    await writeAudit(client, scope, "developer.alias_set", developer.id, { developer: developer.name, kind, value });
  });
}

/**
 * Makes one developer of two: aliases, keys and past spend of the first go to the second. Teams of the first are dropped;
 * where rules name him, a new version of them names the second.
 */
export async function mergeDevelopers(scope: AuthorizedScope, fromId: string, intoId: string, now: Date): Promise<void> {
  permit(scope, "people.manage");
  await transaction(async (client) => {
    // Locked in a fixed order, so that two merges of the same pair cannot deadlock.
    for (const id of [fromId, intoId].sort()) await lockDeveloper(client, scope, id);
    const from = await lockDeveloper(client, scope, fromId);
    const into = await lockDeveloper(client, scope, intoId);
    if (from.id === into.id) {
      throw new WaybillError("invalid_input", "These are the same developer.", { todo: "Choose two different ones." });
    }
    await execute(
      sql`UPDATE developer_aliases SET developer_id = ${into.id}::uuid WHERE developer_id = ${from.id}::uuid`,
      client,
    );
    await execute(sql`UPDATE key_ownerships SET developer_id = ${into.id}::uuid WHERE developer_id = ${from.id}::uuid`, client);
    await execute(sql`DELETE FROM team_memberships WHERE developer_id = ${from.id}::uuid`, client);
    await markDaysOf(client, scope.organizationId, { developerId: from.id }, now);
    await replaceInRules(
      client,
      scope,
      { fromId: from.id, intoId: into.id, note: `${from.name} was merged into ${into.name}.` },
      now,
    );
    await replaceInBudgets(client, scope, { fromId: from.id, intoId: into.id });
    await execute(sql`DELETE FROM developers WHERE id = ${from.id}::uuid`, client);
    await writeAudit(client, scope, "developer.merged", into.id, { from: from.name, into: into.name });
  });
}
