import { z } from "zod";
import { select, sql } from "../db/sql";
import { type BroadcastReport, deliveryUrl } from "../domain/broadcast/destinations";
import { planBroadcast, stepSentence } from "../domain/broadcast/plan";
import { addDays, type Day, dayOf } from "../domain/day";
import { WaybillError } from "../domain/error";
import { permit } from "../domain/permit";
import type { AuthorizedScope } from "../domain/scope";
import { shareOf } from "../domain/spend/change";
import type { Usd } from "../domain/usd";
import { usdColumn } from "../facts/figure-columns";

export interface BroadcastStatus {
  connection: { id: string; name: string; hasKey: boolean };
  /** When OpenRouter was last asked how Broadcast is set up; null: never, so nothing is known. */
  readAt: Date | null;
  workspaces: { name: string; enabled: boolean; destinations: number }[];
  /** Destinations that Waybill made and that stand. */
  destinationsMade: number;
  /** What would be changed, sentence by sentence; empty: all is set up. Null before OpenRouter was asked. */
  wouldChange: string[] | null;
  consent: { givenBy: string; givenAt: Date; said: string[] } | null;
  deliveries: Deliveries;
}

export interface Deliveries {
  /** In the last 24 hours. */
  generations: number;
  /** Of them, not known before from any other source. */
  inserted: number;
  refused: number;
  lastRefusal: string | null;
  /** From the end of a request to its arrival; null where none arrived in these hours. */
  meanLagMs: number | null;
  mostLagMs: number | null;
  /** Ever. */
  lastReceivedAt: Date | null;
  /** Billed yesterday and today, and what of it delivered requests explain. */
  since: Day;
  billedUsd: Usd;
  deliveredUsd: Usd;
  share: number | null;
}

const connectionRow = z.object({ id: z.string(), name: z.string(), hasKey: z.boolean() });

const Destination = z
  .object({
    id: z.string(),
    workspaceExternalId: z.string(),
    type: z.string(),
    name: z.string().nullable(),
    url: z.string().nullable(),
    enabled: z.boolean(),
    samplingRate: z.number(),
    hasRules: z.boolean(),
    hasKeys: z.boolean(),
    regions: z.array(z.string()),
    sendsCost: z.boolean(),
    privacy: z.boolean(),
    createdAt: z.coerce.date().nullable(),
  })
  .readonly();
const workspaceRow = z.object({
  externalId: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  readAt: z.date(),
  destinations: z.array(Destination),
});

async function reportOf(connectionId: string): Promise<{ readAt: Date; report: BroadcastReport } | null> {
  const rows = await select(
    sql`SELECT external_id AS "externalId", name, enabled, read_at AS "readAt", destinations FROM broadcast_workspaces
        WHERE connection_id = ${connectionId}::uuid ORDER BY name, external_id`,
    workspaceRow,
  );
  const [first] = rows;
  if (!first) return null;
  const workspaces = rows.map(({ externalId, name, enabled }) => ({ externalId, name, enabled }));
  return { readAt: first.readAt, report: { workspaces, destinations: rows.flatMap((row) => row.destinations) } };
}

const setupRow = z.object({ destinationId: z.string(), tokenIsValid: z.boolean() });

async function madeFor(connectionId: string, now: Date): Promise<Map<string, { tokenIsValid: boolean }>> {
  const rows = await select(
    sql`SELECT s.destination_id AS "destinationId",
          coalesce(t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > ${now}), false) AS "tokenIsValid"
        FROM broadcast_setups s LEFT JOIN api_tokens t ON t.id = s.token_id WHERE s.connection_id = ${connectionId}::uuid`,
    setupRow,
  );
  return new Map(rows.map(({ destinationId, tokenIsValid }) => [destinationId, { tokenIsValid }]));
}

const consentRow = z.object({ givenBy: z.string(), givenAt: z.date(), said: z.array(z.string()) });

const deliveriesRow = z.object({
  generations: z.number(),
  inserted: z.number(),
  refused: z.number(),
  last_refusal: z.string().nullable(),
  lag_ms: z.number().nullable(),
  most_lag_ms: z.number().nullable(),
  last_received_at: z.date().nullable(),
  billed_usd: usdColumn,
  delivered_usd: usdColumn,
});

/** Bit of generations.sources. */
const BROADCAST = 4;

async function deliveriesOf(connectionId: string, now: Date): Promise<Deliveries> {
  const since = addDays(dayOf(now), -1);
  const lately = sql`hour > ${now}::timestamptz - interval '24 hours'`;
  const [row] = await select(
    sql`SELECT coalesce(sum(generations) FILTER (WHERE ${lately}), 0)::bigint AS generations,
          coalesce(sum(inserted) FILTER (WHERE ${lately}), 0)::bigint AS inserted,
          coalesce(sum(refused) FILTER (WHERE ${lately}), 0)::bigint AS refused,
          (array_agg(last_refusal ORDER BY hour DESC) FILTER (WHERE ${lately} AND last_refusal IS NOT NULL))[1] AS last_refusal,
          (sum(lag_ms_sum) FILTER (WHERE ${lately}) / nullif(sum(generations) FILTER (WHERE ${lately}), 0))::bigint AS lag_ms,
          (max(lag_ms_max) FILTER (WHERE ${lately} AND generations > 0))::bigint AS most_lag_ms,
          max(last_received_at) AS last_received_at,
          (SELECT coalesce(sum(billed_usd), 0) FROM day_books WHERE connection_id = ${connectionId}::uuid AND day >= ${since}::date) AS billed_usd,
          (SELECT coalesce(sum(cost_usd), 0) FROM generations
           WHERE connection_id = ${connectionId}::uuid AND day >= ${since}::date AND sources & ${BROADCAST}::int <> 0) AS delivered_usd
        FROM broadcast_arrivals WHERE connection_id = ${connectionId}::uuid`,
    deliveriesRow,
  );
  if (!row) throw new Error("a sum without GROUP BY has one row");
  const share = shareOf(row.delivered_usd, row.billed_usd);
  return {
    generations: row.generations,
    inserted: row.inserted,
    refused: row.refused,
    lastRefusal: row.last_refusal,
    meanLagMs: row.lag_ms,
    mostLagMs: row.most_lag_ms,
    lastReceivedAt: row.last_received_at,
    since,
    billedUsd: row.billed_usd,
    deliveredUsd: row.delivered_usd,
    // Deliveries are here before the bill is read.
    share: share === null ? null : Math.min(1, share),
  };
}

/**
 * How Broadcast stands for one of the organization's connections: what OpenRouter was last seen set to, what setting it
 * up would change, who consented, and what arrives. `origin` is where this Waybill is reached. Throws `not_found`.
 */
export async function broadcastStatus(
  scope: AuthorizedScope,
  connectionId: string,
  origin: string,
  now: Date,
): Promise<BroadcastStatus> {
  permit(scope, "connections.manage");
  const [connection] = await select(
    sql`SELECT id, name, sealed_key IS NOT NULL AS "hasKey" FROM connections
        WHERE organization_id = ${scope.organizationId}::uuid AND id::text = ${connectionId} AND status <> 'removed'`,
    connectionRow,
  );
  if (!connection) throw new WaybillError("not_found", "There is no such connection.", { todo: "Choose one from the list." });
  const [read, made, [consent], deliveries] = await Promise.all([
    reportOf(connection.id),
    madeFor(connection.id, now),
    select(
      sql`SELECT given_by AS "givenBy", given_at AS "givenAt", said FROM broadcast_consents
          WHERE connection_id = ${connection.id}::uuid AND withdrawn_at IS NULL`,
      consentRow,
    ),
    deliveriesOf(connection.id, now),
  ]);
  const url = deliveryUrl(origin, connection.id);
  const standing = new Set(read?.report.destinations.map(({ id }) => id));
  return {
    connection,
    readAt: read?.readAt ?? null,
    workspaces: (read?.report.workspaces ?? []).map(({ name, enabled, externalId }) => {
      const here = read?.report.destinations.filter((found) => found.workspaceExternalId === externalId && made.has(found.id));
      return { name, enabled, destinations: here?.length ?? 0 };
    }),
    destinationsMade: [...made.keys()].filter((id) => standing.has(id)).length,
    wouldChange: read && planBroadcast(read.report, { url, made }).map((step) => stepSentence(step, url)),
    consent: consent ?? null,
    deliveries,
  };
}
