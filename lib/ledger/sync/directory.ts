import type pg from "pg";
import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import type { Day } from "../../domain/day";
import type { DirectoryReport, MemberReport, WorkspaceReport } from "../../domain/directory";
import { readNamedCells, replaceNamedCells } from "../billed-cell/names";
import { type FactsOwner, lockFacts } from "../facts-lock";
import { resolveKeyNames } from "../keys";
import { markDirty } from "../rebuild/dirty-days";
import { listKeys } from "./directory-keys";

const WorkspaceRow = z.object({ id: z.string() });

/** Returns those that are called otherwise than before, which rules may look at. */
async function storeWorkspaces(client: Queryable, owner: FactsOwner, workspaces: readonly WorkspaceReport[]): Promise<string[]> {
  const changed = await select(
    sql`INSERT INTO workspaces (organization_id, connection_id, external_id, name, slug)
        SELECT ${owner.organizationId}::uuid, ${owner.connectionId}::uuid, external_id, name, slug
        FROM unnest(${workspaces.map((one) => one.externalId)}::text[], ${workspaces.map((one) => one.name)}::text[],
          ${workspaces.map((one) => one.slug)}::text[]) AS listed (external_id, name, slug)
        ON CONFLICT (connection_id, external_id) DO UPDATE SET name = excluded.name, slug = excluded.slug
        WHERE (workspaces.name, workspaces.slug) IS DISTINCT FROM (excluded.name, excluded.slug)
        RETURNING id`,
    WorkspaceRow,
    client,
  );
  return changed.map(({ id }) => id);
}

const MemberRow = z.object({ member_id: z.string() });

/** People who left stay: their keys' history is theirs. Returns those who are new or whose name or address changed. */
async function storeMembers(client: Queryable, owner: FactsOwner, members: readonly MemberReport[]): Promise<string[]> {
  const changed = await select(
    sql`INSERT INTO openrouter_members (organization_id, connection_id, member_id, email, first_name, last_name, role)
        SELECT ${owner.organizationId}::uuid, ${owner.connectionId}::uuid, listed.* FROM unnest(
          ${members.map((one) => one.memberId)}::text[], ${members.map((one) => one.email)}::text[],
          ${members.map((one) => one.firstName)}::text[], ${members.map((one) => one.lastName)}::text[],
          ${members.map((one) => one.role)}::text[]) AS listed (member_id, email, first_name, last_name, role)
        ON CONFLICT (connection_id, member_id) DO UPDATE SET email = excluded.email, first_name = excluded.first_name,
          last_name = excluded.last_name, role = excluded.role
        WHERE (openrouter_members.email, openrouter_members.first_name, openrouter_members.last_name, openrouter_members.role)
          IS DISTINCT FROM (excluded.email, excluded.first_name, excluded.last_name, excluded.role)
        RETURNING member_id`,
    MemberRow,
    client,
  );
  return changed.map((member) => member.member_id);
}

const DayRow = z.object({ day: z.string().transform((day) => day as Day) });

/**
 * Days in the books that spend of these keys, keys made by these members, workspaces, or generations by these key names
 * stands on.
 */
async function daysResting(
  client: Queryable,
  owner: FactsOwner,
  on: { keyIds: readonly string[]; memberIds: readonly string[]; workspaceIds: readonly string[]; names: readonly string[] },
) {
  const days = await select(
    sql`SELECT DISTINCT line.day FROM spend_lines line JOIN keys key ON key.id = line.key_id
        WHERE line.connection_id = ${owner.connectionId}::uuid
          AND (key.id = ANY (${[...on.keyIds]}::uuid[]) OR key.creator_member_id = ANY (${[...on.memberIds]}::text[])
            OR key.workspace_id = ANY (${[...on.workspaceIds]}::uuid[]))
        UNION SELECT DISTINCT day FROM generations
        WHERE ${on.names.length > 0} AND connection_id = ${owner.connectionId}::uuid AND NOT key_is_certain
          AND key_name = ANY (${[...on.names]}::text[])`,
    DayRow,
    client,
  );
  return days.map(({ day }) => day);
}

/**
 * Stores what an account lists of itself, in the caller's transaction. A key missing from a whole list is marked gone
 * and keeps its history; a key known by name alone becomes the listed one that can only be it. Facts told by a name that
 * now stands for another key, or for one at last, follow it, and the days this touches are marked dirty. Listing the
 * same again changes nothing but when names were last seen.
 */
export async function replaceDirectory(
  client: pg.ClientBase,
  owner: FactsOwner,
  directory: DirectoryReport,
  now: Date,
): Promise<void> {
  await lockFacts(client, owner.organizationId);
  const workspaceIds = await storeWorkspaces(client, owner, directory.workspaces);
  const memberIds = await storeMembers(client, owner, directory.members);
  const listedNames = directory.keys.map((key) => key.name);
  const namedCells = await readNamedCells(client, owner, listedNames);
  const { keyIds, names } = await listKeys(client, owner, directory, now);
  if (names.length > 0) {
    const days = await resolveKeyNames(client, owner, sql`g.key_name = ANY (${names}::text[])`);
    await markDirty(client, owner.connectionId, days as Day[], now);
    await replaceNamedCells(client, owner, namedCells, new Set(names));
  }
  const changed = { keyIds, memberIds, workspaceIds, names };
  await markDirty(client, owner.connectionId, await daysResting(client, owner, changed), now);
}
