import { randomUUID } from "node:crypto";
import { pool } from "../../db/client";
import type { Day } from "../../domain/day";

/** What everything of one's own, of a mate in the same team and of the other team is called after. */
export interface PartyNames {
  own: string;
  mate: string;
  other: string;
}

/** Whose books they are, and as of when. */
export interface World {
  organizationId: string;
  connectionId: string;
  names: PartyNames;
  now: Date;
  today: Day;
}

/** A developer, with all that is told of him alone. */
export interface Party {
  name: string;
  developerId: string;
  teamId: string;
  costCenterId: string;
  keyId: string;
  generationId: string;
  model: string;
  budgetIds: string[];
  recommendationId: string;
  spikeIds: string[];
}

/** Things that both teams spend through. */
export interface Shared {
  keyId: string;
  budgetIds: string[];
  recommendationId: string;
  spikeIds: string[];
}

export interface Parties {
  own: Party;
  mate: Party;
  other: Party;
  shared: Shared;
}

/** Runs a statement and returns its rows. */
export async function run(statement: string, ...values: unknown[]) {
  return (await pool().query(statement, values)).rows;
}

async function storeKey({ organizationId, connectionId }: World, name: string): Promise<string> {
  const id = randomUUID();
  await run(
    "INSERT INTO keys (id, organization_id, connection_id, hash, name) VALUES ($1, $2, $3, $4, $4)",
    id,
    organizationId,
    connectionId,
    name,
  );
  return id;
}

async function storeTeam({ organizationId }: World, name: string): Promise<Pick<Party, "teamId" | "costCenterId">> {
  const [teamId, costCenterId] = [randomUUID(), randomUUID()];
  await run("INSERT INTO teams (id, organization_id, name) VALUES ($1, $2, $3)", teamId, organizationId, `${name} team`);
  await run(
    "INSERT INTO cost_centers (id, organization_id, name) VALUES ($1, $2, $3)",
    costCenterId,
    organizationId,
    `${name} center`,
  );
  await run(
    "INSERT INTO team_cost_centers (team_id, cost_center_id, from_day) VALUES ($1, $2, '2020-01-01')",
    teamId,
    costCenterId,
  );
  return { teamId, costCenterId };
}

/** A developer with a key, in that party's team or in one of his own. */
async function storeParty(world: World, name: string, mate?: Party): Promise<Party> {
  const developerId = randomUUID();
  const { organizationId } = world;
  await run(
    "INSERT INTO developers (id, organization_id, name) VALUES ($1, $2, $3)",
    developerId,
    organizationId,
    `${name} person`,
  );
  await run(
    "INSERT INTO developer_aliases (organization_id, kind, value, developer_id) VALUES ($1, 'user', $2, $3)",
    organizationId,
    `${name}-user`,
    developerId,
  );
  const { teamId, costCenterId } = mate ?? (await storeTeam(world, name));
  await run("INSERT INTO team_memberships (team_id, developer_id, from_day) VALUES ($1, $2, '2020-01-01')", teamId, developerId);
  const keyId = await storeKey(world, `${name} key`);
  const found = { generationId: "", budgetIds: [], recommendationId: "", spikeIds: [] };
  return { name, developerId, teamId, costCenterId, keyId, model: `acme/${name}`, ...found };
}

/** Somebody, a mate in his team, somebody of another team, and a key that all of them use. */
export async function storeParties(world: World): Promise<Parties> {
  const own = await storeParty(world, world.names.own);
  const mate = await storeParty(world, world.names.mate, own);
  const other = await storeParty(world, world.names.other);
  return {
    own,
    mate,
    other,
    shared: { keyId: await storeKey(world, "common"), budgetIds: [], recommendationId: "", spikeIds: [] },
  };
}

/** The organization's manager manages one's own team, and its member is that team's first developer. */
export async function seatReaders({ organizationId }: World, own: Party): Promise<void> {
  await run(
    "INSERT INTO membership_teams (membership_id, team_id) SELECT id, $2 FROM memberships WHERE organization_id = $1 AND role = 'manager'",
    organizationId,
    own.teamId,
  );
  await run(
    `INSERT INTO developer_aliases (organization_id, kind, value, developer_id)
     SELECT $1, 'email', email, $2 FROM memberships WHERE organization_id = $1 AND role = 'member' AND user_id IS NOT NULL`,
    organizationId,
    own.developerId,
  );
}
