import { type Sql, sql } from "../../db/sql";
import {
  type BroadcastDelivery,
  type BroadcastGeneration,
  connectionOf,
  type KnownConnection,
  lagOf,
  type RefusedGeneration,
} from "../../domain/broadcast/broadcast";
import type { FactsOwner } from "../facts-lock";

/** Generations that no connection could be found for are refused; everything else of the delivery is in the books. */
export interface StoredDelivery {
  taken: number;
  refused: readonly RefusedGeneration[];
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
export interface Arrival {
  generations: BroadcastGeneration[];
  deliveries: number;
  refused: number;
  lastRefusal: string | null;
  lagMsSum: number;
  lagMsMax: number;
  receivedAt: Date;
}

/** Which connection gets what of the deliveries, and what becomes of each of these, in their order. */
export function arrivalsOf(deliveries: readonly BroadcastDelivery[], connections: readonly KnownConnection[]) {
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

/**
 * The deliveries of an hour become one row: the statement that adds these. `inserted`: how many of their generations were
 * new, as SQL; nothing is noted unless `when` holds.
 */
export function noteArrival(owner: FactsOwner, arrival: Arrival, inserted: Sql, when: Sql = sql`true`): Sql {
  const { generations, deliveries, refused, lastRefusal, lagMsSum, lagMsMax, receivedAt } = arrival;
  return sql`INSERT INTO broadcast_arrivals AS known (organization_id, connection_id, hour, deliveries, generations, inserted,
      refused, last_refusal, lag_ms_sum, lag_ms_max, last_received_at)
    SELECT ${owner.organizationId}::uuid, ${owner.connectionId}::uuid, date_trunc('hour', ${receivedAt}::timestamptz, 'UTC'),
      ${deliveries}::bigint, ${generations.length}::bigint, ${inserted}, ${refused}::bigint, ${lastRefusal}::text,
      ${lagMsSum}::bigint, ${lagMsMax}::bigint, ${receivedAt}::timestamptz
    WHERE ${when}
    ON CONFLICT (connection_id, hour) DO UPDATE SET deliveries = known.deliveries + excluded.deliveries,
      generations = known.generations + excluded.generations, inserted = known.inserted + excluded.inserted,
      refused = known.refused + excluded.refused, last_refusal = coalesce(excluded.last_refusal, known.last_refusal),
      lag_ms_sum = known.lag_ms_sum + excluded.lag_ms_sum, lag_ms_max = greatest(known.lag_ms_max, excluded.lag_ms_max),
      last_received_at = greatest(known.last_received_at, excluded.last_received_at)`;
}
