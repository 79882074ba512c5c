import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { execute, select, sql, transaction } from "../../db/sql";

/** Half a second beyond the minute: a request arrives later than it is granted, and not all are equally late. */
const WINDOW = "60.5 seconds";

const Granted = z.object({ granted: z.boolean(), waitMs: z.number() });

/** Takes one request out of the connection's allowance, or says how long until there is one. */
async function take(connectionId: string, perMinute: number): Promise<z.infer<typeof Granted>> {
  return transaction(async (client) => {
    await execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`analytics ${connectionId}`}, 0))`, client);
    await execute(
      sql`DELETE FROM analytics_requests WHERE connection_id = ${connectionId}::uuid AND at <= clock_timestamp() - ${WINDOW}::interval`,
      client,
    );
    // The server's clock counts, as the workers' own may differ.
    const [row] = await select(
      sql`WITH blocking AS (
            SELECT at FROM analytics_requests WHERE connection_id = ${connectionId}::uuid ORDER BY at DESC OFFSET ${perMinute - 1} LIMIT 1),
          granted AS (
            INSERT INTO analytics_requests (connection_id, at)
            SELECT ${connectionId}::uuid, clock_timestamp() WHERE NOT EXISTS (SELECT FROM blocking) RETURNING id)
          SELECT EXISTS (SELECT FROM granted) AS granted,
            coalesce((SELECT 1000 * extract(epoch FROM at + ${WINDOW}::interval - clock_timestamp()) FROM blocking), 0)::float8 AS "waitMs"`,
      Granted,
      client,
    );
    return row ?? { granted: false, waitMs: 1_000 };
  });
}

/**
 * Room under OpenRouter's limit on Analytics requests a minute, kept in a table: all workers on all machines together
 * stay inside it. One budget a connection.
 */
export function analyticsBudget(connectionId: string, perMinute: number): { acquire(signal?: AbortSignal): Promise<void> } {
  return {
    async acquire(signal) {
      for (;;) {
        const { granted, waitMs } = await take(connectionId, perMinute);
        if (granted) return;
        await sleep(Math.max(10, Math.ceil(waitMs)), undefined, signal ? { signal } : {});
      }
    },
  };
}
