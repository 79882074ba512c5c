import type pg from "pg";
import { z } from "zod";
import { pool } from "../db/client";
import { execute, type Queryable, type Sql, select, sql, transaction } from "../db/sql";
import {
  type BroadcastDelivery,
  type BroadcastGeneration,
  connectionOf,
  type KnownConnection,
  lagOf,
  type RefusedGeneration,
} from "../domain/broadcast";
import type { GenerationReport } from "../domain/generation";
import { permit } from "../domain/permit";
import type { AuthorizedScope } from "../domain/scope";
import { permaslugsOf } from "./catalogue";
import { lockingFactsToMerge } from "./facts-lock";
import { mergeGenerations } from "./generations";
import { homeOfUpload } from "./imports-home";

/** Generations that no connection could be found for are refused; everything else of the delivery is in the books. */
export interface StoredDelivery {
  taken: number;
  refused: readonly RefusedGeneration[];
}

const Connection = z.object({ id: z.string(), name: z.string(), accountId: z.string().nullable() });

async function connectionsOf(client: Queryable, scope: AuthorizedScope): Promise<KnownConnection[]> {
  return select(
    sql`SELECT id, name, account_id AS "accountId" FROM connections
        WHERE organization_id = ${scope.organizationId}::uuid AND status <> 'removed' ORDER BY created_at, id`,
    Connection,
    client,
  );
}

/** What comes before the first connection is kept where uploaded logs are. */
async function firstHome(scope: AuthorizedScope): Promise<KnownConnection[]> {
  return [{ id: await transaction((client) => homeOfUpload(client, scope, undefined)), name: "", accountId: null }];
}

function refusalOf(
  { accounts, report }: BroadcastGeneration,
  wanted: string | null,
  connections: readonly KnownConnection[],
): RefusedGeneration {
  if (wanted !== null) return { generation: report.generationId, reason: `there is no connection ${wanted}` };
  const whose = accounts[0] === undefined ? "it names no account" : `its account ${accounts[0]} is that of no connection`;
  const names = connections.map(({ name }) => name).join(", ");
  const todo = `add ?connection=<id> to the address, with the id of one of: ${names}`;
  return { generation: report.generationId, reason: `${whose}: ${todo}` };
}

/** What one connection gets from deliveries that are committed together. */
interface Arrival {
  generations: BroadcastGeneration[];
  deliveries: number;
  refused: number;
  lastRefusal: string | null;
  lagMsSum: number;
  lagMsMax: number;
  receivedAt: Date;
}

function arrivalsOf(deliveries: readonly BroadcastDelivery[], connections: readonly KnownConnection[]) {
  const arrivals = new Map<string, Arrival>();
  const stored: StoredDelivery[] = [];
  for (const { generations, refused, connectionId, receivedAt } of deliveries) {
    const named = connections.find(({ id }) => id === connectionId);
    const unplaced: RefusedGeneration[] = [];
    const met = new Set<Arrival>();
    const arrivalAt = ({ id }: KnownConnection) => {
      const nothing = { generations: [], deliveries: 0, refused: 0, lastRefusal: null, lagMsSum: 0, lagMsMax: 0, receivedAt };
      const arrival: Arrival = arrivals.get(id) ?? nothing;
      arrivals.set(id, arrival);
      if (!met.has(arrival)) arrival.deliveries += 1;
      met.add(arrival);
      if (receivedAt > arrival.receivedAt) arrival.receivedAt = receivedAt;
      return arrival;
    };
    for (const generation of generations) {
      const place = connectionId === null ? connectionOf(generation.accounts, connections) : named;
      if (!place) {
        unplaced.push(refusalOf(generation, connectionId, connections));
        continue;
      }
      const arrival = arrivalAt(place);
      const lag = lagOf(generation, receivedAt);
      arrival.generations.push(generation);
      arrival.lagMsSum += lag;
      arrival.lagMsMax = Math.max(arrival.lagMsMax, lag);
    }
    // Nobody knows whose a generation is that cannot be read; it counts where the delivery's others went.
    const last = refused.at(-1);
    const place = named ?? connectionOf([], connections);
    const [counted] = met.size > 0 ? met : place && last ? [arrivalAt(place)] : [];
    if (counted && last) {
      counted.refused += refused.length;
      counted.lastRefusal = `${last.generation}: ${last.reason}`.slice(0, 500);
    }
    stored.push({ taken: generations.length - unplaced.length, refused: unplaced });
  }
  return { arrivals, stored };
}

const Member = z.object({ connectionId: z.string(), memberId: z.string(), email: z.string() });

/** What the directory calls each member who made a key. */
async function membersOf(client: Queryable, scope: AuthorizedScope, ids: readonly string[]): Promise<z.infer<typeof Member>[]> {
  if (ids.length === 0) return [];
  return select(
    sql`SELECT connection_id AS "connectionId", member_id AS "memberId", email FROM openrouter_members
        WHERE organization_id = ${scope.organizationId}::uuid AND member_id = ANY (${[...ids]}::text[])`,
    Member,
    client,
  );
}

/** The directory's and the catalogue's words for what deliveries tell, asked at once and before anything is locked. */
async function knownOf(scope: AuthorizedScope, deliveries: readonly BroadcastDelivery[]) {
  const all = deliveries.flatMap(({ generations }) => generations);
  const [connections, models, members] = await Promise.all([
    connectionsOf(pool(), scope),
    permaslugsOf(pool(), [...new Set(all.map(({ report }) => report.model))]),
    membersOf(pool(), scope, [...new Set(all.flatMap(({ creatorId }) => creatorId ?? []))]),
  ]);
  const emails = new Map(members.map(({ connectionId, memberId, email }) => [`${connectionId} ${memberId}`, email]));
  const reportIn = (connectionId: string, { report, creatorId }: BroadcastGeneration): GenerationReport => ({
    ...report,
    model: models.get(report.model) ?? report.model,
    member: emails.get(`${connectionId} ${creatorId}`) ?? null,
  });
  return { connections: connections.length > 0 ? connections : await firstHome(scope), reportIn };
}

/** The deliveries of an hour become one row. */
function noteArrival(organizationId: string, connectionId: string, arrival: Arrival, inserted: number): Sql {
  const { generations, deliveries, refused, lastRefusal, lagMsSum, lagMsMax, receivedAt } = arrival;
  return sql`INSERT INTO broadcast_arrivals AS known (organization_id, connection_id, hour, deliveries, generations, inserted,
      refused, last_refusal, lag_ms_sum, lag_ms_max, last_received_at)
    VALUES (${organizationId}::uuid, ${connectionId}::uuid, date_trunc('hour', ${receivedAt}::timestamptz, 'UTC'),
      ${deliveries}::bigint, ${generations.length}::bigint, ${inserted}::bigint, ${refused}::bigint, ${lastRefusal},
      ${lagMsSum}::bigint, ${lagMsMax}::bigint, ${receivedAt}::timestamptz)
    ON CONFLICT (connection_id, hour) DO UPDATE SET deliveries = known.deliveries + excluded.deliveries,
      generations = known.generations + excluded.generations, inserted = known.inserted + excluded.inserted,
      refused = known.refused + excluded.refused, last_refusal = coalesce(excluded.last_refusal, known.last_refusal),
      lag_ms_sum = known.lag_ms_sum + excluded.lag_ms_sum, lag_ms_max = greatest(known.lag_ms_max, excluded.lag_ms_max),
      last_received_at = greatest(known.last_received_at, excluded.last_received_at)`;
}

/**
 * Stores deliveries of one organization in one transaction, and says in their order what became of each. A delivery that
 * repeats what is known changes nothing but the count of arrivals.
 */
export async function storeDeliveries(
  scope: AuthorizedScope,
  deliveries: readonly BroadcastDelivery[],
): Promise<StoredDelivery[]> {
  permit(scope, "imports.manage");
  const { organizationId } = scope;
  const { connections, reportIn } = await knownOf(scope, deliveries);
  const { arrivals, stored } = arrivalsOf(deliveries, connections);
  // Each way to the database costs as much as a dozen deliveries: lock, keys, generations, days and arrivals take one each.
  const begun = async (client: pg.PoolClient) => {
    for (const [connectionId, arrival] of [...arrivals].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const reports = arrival.generations.map((generation) => reportIn(connectionId, generation));
      const alongside = (inserted: number) => noteArrival(organizationId, connectionId, arrival, inserted);
      const manner = { lock: "alone", heldSince: new Date(), alongside } as const;
      if (reports.length > 0) await mergeGenerations(client, { organizationId, connectionId }, reports, manner);
      else await execute(alongside(0), client);
    }
  };
  await transaction(begun, lockingFactsToMerge(organizationId));
  return stored;
}
