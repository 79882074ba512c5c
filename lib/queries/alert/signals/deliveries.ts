import { z } from "zod";
import { select, sql } from "../../../db/sql";
import type { AlertSignal } from "../../../domain/alert/alert";
import type { AlertSettings } from "../../../domain/alert/settings";
import { broadcastSignal, channelSignal } from "../../../domain/alert/trouble";
import { addDays, dayOf } from "../../../domain/day";
import type { AuthorizedScope } from "../../../domain/scope";

const broadcastRow = z.object({
  connectionId: z.string(),
  name: z.string(),
  lastReceivedAt: z.date(),
  missed: z.number(),
  refused: z.number(),
  lastRefusal: z.string().nullable(),
});
const channelRow = z.object({ channelId: z.string(), name: z.string(), isDead: z.boolean(), reason: z.string().nullable() });

/** Bit of generations.sources. */
const BROADCAST = 4;
/** A delivery may be on its way for so long. */
const ON_ITS_WAY = "1 hour";

/** Whether Broadcast delivers where a destination listens and did before, and whether the channels take messages. */
export async function deliveryAlerts(scope: AuthorizedScope, { delivery }: AlertSettings, now: Date): Promise<AlertSignal[]> {
  if (!delivery) return [];
  const organization = sql`c.organization_id = ${scope.organizationId}::uuid`;
  const yesterday = addDays(dayOf(now), -1);
  const [deliveries, channels] = await Promise.all([
    select(
      sql`SELECT c.id::text AS "connectionId", c.name, came.last AS "lastReceivedAt", came.refused, came.refusal AS "lastRefusal",
            (SELECT count(*) FROM generations g WHERE g.connection_id = c.id AND g.day >= ${yesterday}::date
              AND g.created_at > greatest(came.last, ${now}::timestamptz - interval '24 hours')
              AND g.created_at < ${now}::timestamptz - ${ON_ITS_WAY}::interval AND g.sources & ${BROADCAST}::int = 0) AS missed
          FROM connections c CROSS JOIN LATERAL (
            SELECT max(last_received_at) AS last,
              coalesce(sum(refused) FILTER (WHERE hour > ${now}::timestamptz - interval '24 hours'), 0)::bigint AS refused,
              (array_agg(last_refusal ORDER BY hour DESC) FILTER (WHERE last_refusal IS NOT NULL))[1] AS refusal
            FROM broadcast_arrivals a WHERE a.connection_id = c.id) AS came
          WHERE ${organization} AND c.status = 'active' AND came.last IS NOT NULL
            AND EXISTS (SELECT FROM broadcast_destinations d WHERE d.connection_id = c.id AND d.to_at IS NULL AND d.listening
              AND d.enabled AND NOT d.filtered AND d.sampling_rate = 1)
          ORDER BY c.name, c.id`,
      broadcastRow,
    ),
    select(
      sql`SELECT c.id::text AS "channelId", c.name, c.status = 'dead' AS "isDead", c.status_reason AS reason FROM channels c
          WHERE ${organization} AND c.removed_at IS NULL ORDER BY c.name, c.id`,
      channelRow,
    ),
  ]);
  return [...deliveries.map(broadcastSignal), ...channels.map(channelSignal)];
}
