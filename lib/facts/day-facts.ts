import { z } from "zod";
import { type Queryable, select, sql } from "../db/sql";
import type { KeyFacts } from "../domain/attribution/attribution";
import { BILLED_SOURCES, type BilledSource } from "../domain/billed-cell";
import type { Day } from "../domain/day";
import type { BilledCell } from "../domain/rollup/match";
import type { DayFacts } from "../domain/rollup/rollup";
import { DayPeople, type FindDevelopers, identityOfMember, type Member, readMembers } from "./day-people";
import { figureColumns, readFigures } from "./figure-columns";

export interface DayOwner {
  organizationId: string;
  connectionId: string;
  day: Day;
}

/** Which source is the day's truth, and when it was read; null for a log, which is read as it arrives. */
export interface DayBookSource {
  books: BilledSource | "log";
  pulledAt: Date | null;
  restatedAt: Date | null;
}

async function readBookSource(client: Queryable, { connectionId, day }: DayOwner): Promise<DayBookSource | null> {
  const found = await select(
    sql`SELECT source, pulled_at, (
          SELECT max(at) FROM restatements r
          WHERE r.connection_id = b.connection_id AND r.day = b.day AND r.source = b.source AND r.organization_id = b.organization_id
        ) AS restated_at
        FROM billed_days b WHERE connection_id = ${connectionId}::uuid AND day = ${day}::date`,
    z.object({ source: z.enum(BILLED_SOURCES), pulled_at: z.date(), restated_at: z.date().nullable() }),
    client,
  );
  for (const source of BILLED_SOURCES) {
    const read = found.find((row) => row.source === source);
    if (read) return { books: source, pulledAt: read.pulled_at, restatedAt: read.restated_at };
  }
  return null;
}

async function readCells(client: Queryable, { connectionId, day }: DayOwner, source: BilledSource): Promise<BilledCell[]> {
  const rows = await select(
    sql`SELECT key_id, model, provider, cost_usd, byok_usd, requests,
               prompt_tokens, cached_tokens, cache_write_tokens, completion_tokens, reasoning_tokens
        FROM billed_cells WHERE connection_id = ${connectionId}::uuid AND day = ${day}::date AND source = ${source}`,
    z.object({
      key_id: z.string().nullable(),
      model: z.string(),
      provider: z.string().nullable(),
      ...figureColumns,
    }),
    client,
  );
  return rows.map((row) => ({ keyId: row.key_id, model: row.model, provider: row.provider, ...readFigures(row) }));
}

interface KnownKey extends KeyFacts {
  creator: Member | null;
}

async function readKeys(client: Queryable, owner: DayOwner, members: readonly Member[]): Promise<Map<string, KnownKey>> {
  const rows = await select(
    sql`SELECT k.id, k.hash IS NOT NULL AS has_hash, k.workspace_id, k.environment, k.creator_member_id, o.developer_id,
               ARRAY(SELECT name FROM key_names n WHERE n.key_id = k.id UNION SELECT k.name) AS names
        FROM keys k
        LEFT JOIN key_ownerships o ON o.key_id = k.id AND daterange(o.from_day, o.to_day) @> ${owner.day}::date
        WHERE k.connection_id = ${owner.connectionId}::uuid`,
    z.object({
      id: z.string(),
      has_hash: z.boolean(),
      workspace_id: z.string().nullable(),
      environment: z.string().nullable(),
      creator_member_id: z.string().nullable(),
      developer_id: z.string().nullable(),
      names: z.array(z.string()),
    }),
    client,
  );
  const byId = new Map(members.map((member) => [member.memberId, member]));
  return new Map(
    rows.map((row) => {
      const creator = byId.get(row.creator_member_id ?? "") ?? null;
      const creatorAliases = creator ? identityOfMember(creator).aliases : [];
      const { has_hash: hasHash, names, workspace_id: workspaceId, environment, developer_id: ownerId } = row;
      return [row.id, { hasHash, names, workspaceId, environment, ownerId, creatorAliases, creator }];
    }),
  );
}

async function readTeams(client: Queryable, { organizationId, day }: DayOwner): Promise<Map<string, string>> {
  const rows = await select(
    sql`SELECT m.developer_id, m.team_id FROM team_memberships m JOIN teams t ON t.id = m.team_id
        WHERE t.organization_id = ${organizationId}::uuid AND daterange(m.from_day, m.to_day) @> ${day}::date`,
    z.object({ developer_id: z.string(), team_id: z.string() }),
    client,
  );
  return new Map(rows.map((row) => [row.developer_id, row.team_id]));
}

async function readCostCenters(client: Queryable, { organizationId, day }: DayOwner): Promise<Map<string, string>> {
  const rows = await select(
    sql`SELECT m.team_id, m.cost_center_id FROM team_cost_centers m JOIN teams t ON t.id = m.team_id
        WHERE t.organization_id = ${organizationId}::uuid AND daterange(m.from_day, m.to_day) @> ${day}::date`,
    z.object({ team_id: z.string(), cost_center_id: z.string() }),
    client,
  );
  return new Map(rows.map((row) => [row.team_id, row.cost_center_id]));
}

async function readWorkspaceNames(client: Queryable, { connectionId }: DayOwner): Promise<Map<string, string[]>> {
  const rows = await select(
    sql`SELECT id, array_remove(ARRAY[external_id, name, slug], NULL) AS names FROM workspaces WHERE connection_id = ${connectionId}::uuid`,
    z.object({ id: z.string(), names: z.array(z.string()) }),
    client,
  );
  return new Map(rows.map((row) => [row.id, row.names]));
}

/** Everything a day's books rest on but its single requests and the rules; `source` is null where no bill was read. */
export async function readDayFacts(client: Queryable, owner: DayOwner, findDevelopers: FindDevelopers) {
  const source = await readBookSource(client, owner);
  const books = source?.books ?? "log";
  const cells = books === "log" ? [] : await readCells(client, owner, books);
  const members = await readMembers(client, owner.connectionId);
  const keys = await readKeys(client, owner, members);
  const teams = await readTeams(client, owner);
  const workspaceNames = await readWorkspaceNames(client, owner);
  const costCenters = await readCostCenters(client, owner);
  const people = new DayPeople(owner.organizationId, keys, members, findDevelopers);
  await people.meet(client, cells);
  const teamOf = (developerId: string) => teams.get(developerId) ?? null;
  const costCenterOf = (teamId: string) => costCenters.get(teamId) ?? null;
  const whom = { developerOf: people.developerOf, teamOf, costCenterOf };
  const facts: Omit<DayFacts, "rules"> = { books, cells, keys, workspaceNames, ...whom };
  return { source, people, facts };
}
