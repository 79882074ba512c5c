import { z } from "zod";
import { execute, type Queryable, type Sql, select, sql, transaction } from "../../db/sql";
import { type BroadcastDestination, type BroadcastReport, deliversTo, isFiltered } from "../../domain/broadcast/destinations";
import { type FactsOwner, lockFacts } from "../facts-lock";

async function storeWorkspaces(client: Queryable, owner: FactsOwner, report: BroadcastReport, now: Date): Promise<void> {
  const { workspaces } = report;
  const destinations = workspaces.map(({ externalId }) =>
    JSON.stringify(report.destinations.filter(({ workspaceExternalId }) => workspaceExternalId === externalId)),
  );
  await execute(
    sql`DELETE FROM broadcast_workspaces WHERE connection_id = ${owner.connectionId}::uuid
          AND NOT external_id = ANY (${workspaces.map(({ externalId }) => externalId)}::text[])`,
    client,
  );
  await execute(
    sql`INSERT INTO broadcast_workspaces (connection_id, external_id, organization_id, name, enabled, read_at, destinations)
        SELECT ${owner.connectionId}::uuid, external_id, ${owner.organizationId}::uuid, name, enabled, ${now}, destinations
        FROM unnest(${workspaces.map(({ externalId }) => externalId)}::text[], ${workspaces.map(({ name }) => name)}::text[],
          ${workspaces.map(({ enabled }) => enabled)}::boolean[], ${destinations}::jsonb[]) AS read (external_id, name, enabled, destinations)
        ON CONFLICT (connection_id, external_id) DO UPDATE SET name = excluded.name, enabled = excluded.enabled,
          read_at = excluded.read_at, destinations = excluded.destinations`,
    client,
  );
}

const Id = z.object({ id: z.string() });

async function madeHere(client: Queryable, { connectionId }: FactsOwner): Promise<Set<string>> {
  const rows = await select(
    sql`SELECT destination_id AS id FROM broadcast_setups WHERE connection_id = ${connectionId}::uuid`,
    Id,
    client,
  );
  return new Set(rows.map(({ id }) => id));
}

/** What of a destination matters to the books, as the columns of `broadcast_destinations` have it. */
function settingsOf(destination: BroadcastDestination, workspaceIsOn: boolean) {
  const { name, url, enabled, samplingRate, sendsCost, privacy } = destination;
  const listening = enabled && workspaceIsOn;
  return { name, url: url ?? "", listening, enabled, samplingRate, filtered: isFiltered(destination), sendsCost, privacy };
}

async function storeDestination(
  client: Queryable,
  owner: FactsOwner,
  destination: BroadcastDestination,
  workspaceIsOn: boolean,
  now: Date,
): Promise<void> {
  const set = settingsOf(destination, workspaceIsOn);
  const values = sql`${set.name}::text, ${set.url}::text, ${set.listening}::boolean, ${set.enabled}::boolean,
    ${set.samplingRate}::float8, ${set.filtered}::boolean, ${set.sendsCost}::boolean, ${set.privacy}::boolean`;
  const columns = sql`name, url, listening, enabled, sampling_rate, filtered, sends_cost, privacy`;
  const here = sql`connection_id = ${owner.connectionId}::uuid AND destination_id = ${destination.id}`;
  const [same] = await select(
    sql`SELECT destination_id AS id FROM broadcast_destinations
        WHERE ${here} AND to_at IS NULL AND (${columns}) IS NOT DISTINCT FROM (${values})`,
    Id,
    client,
  );
  if (same) return;
  const [before] = await select(sql`SELECT destination_id AS id FROM broadcast_destinations WHERE ${here} LIMIT 1`, Id, client);
  await endSpans(client, here, now);
  // What it was before it was first seen is not known: its first settings count from when it was made.
  const from = before || destination.createdAt === null || destination.createdAt > now ? now : destination.createdAt;
  await execute(
    sql`INSERT INTO broadcast_destinations (connection_id, destination_id, organization_id, workspace_external_id, from_at, ${columns})
        VALUES (${owner.connectionId}::uuid, ${destination.id}, ${owner.organizationId}::uuid, ${destination.workspaceExternalId},
          ${from}, ${values})
        ON CONFLICT (connection_id, destination_id, from_at) DO UPDATE SET to_at = NULL, (${columns}) = ROW (${values})`,
    client,
  );
}

/** A setting that was seen and gone within one moment was never in force. */
async function endSpans(client: Queryable, which: Sql, now: Date): Promise<void> {
  await execute(sql`DELETE FROM broadcast_destinations WHERE ${which} AND to_at IS NULL AND from_at >= ${now}`, client);
  await execute(sql`UPDATE broadcast_destinations SET to_at = ${now} WHERE ${which} AND to_at IS NULL`, client);
}

/**
 * Keeps how Broadcast is set up at OpenRouter: each workspace's switch, and the destinations
 * that deliver to this Waybill (or to any, where `origin` is not known), with since when they stand so. Those that
 * deliver elsewhere are nobody's business here.
 */
export async function storeBroadcast(
  owner: FactsOwner,
  report: BroadcastReport,
  origin: string | null,
  now: Date,
): Promise<void> {
  await transaction(async (client) => {
    await lockFacts(client, owner.organizationId);
    await storeWorkspaces(client, owner, report, now);
    const made = await madeHere(client, owner);
    const on = new Set(report.workspaces.filter(({ enabled }) => enabled).map(({ externalId }) => externalId));
    const here = report.destinations.filter(({ id, url }) => made.has(id) || deliversTo(url, origin));
    for (const destination of here) {
      await storeDestination(client, owner, destination, on.has(destination.workspaceExternalId), now);
    }
    const ids = here.map(({ id }) => id);
    const gone = sql`connection_id = ${owner.connectionId}::uuid AND NOT destination_id = ANY (${ids}::text[])`;
    await endSpans(client, gone, now);
  });
}
