import { z } from "zod";
import { execute, select, sql, transaction } from "../../db/sql";
import type { EndpointReport } from "../../domain/catalogue/catalogue";
import { lockCatalogue, notePrices } from "./catalogue";

const Used = z.object({ permaslug: z.string(), slug: z.string() });

/** Listed models that a connection was charged for in the last days, whose endpoints were not read today. */
export async function modelsWithoutEndpoints(connectionId: string, days: number, now: Date): Promise<z.output<typeof Used>[]> {
  return select(
    sql`SELECT m.permaslug, m.slug FROM models m
        WHERE m.gone_at IS NULL
          AND m.permaslug IN (SELECT cell.model FROM billed_cells cell WHERE cell.connection_id = ${connectionId}::uuid
            AND cell.day > (${now}::timestamptz AT TIME ZONE 'UTC')::date - ${days}::int)
          AND NOT EXISTS (SELECT FROM model_endpoints e WHERE e.permaslug = m.permaslug
            AND e.fetched_at > ${now}::timestamptz - interval '20 hours')
        ORDER BY m.permaslug`,
    Used,
  );
}

/** Who serves a model, as read at `now`. An endpoint that is listed no more stays, with the time it was missed. */
export async function storeEndpoints(permaslug: string, endpoints: readonly EndpointReport[], now: Date): Promise<void> {
  // Two of one tag would be one row twice in one statement; the first is as good as the second.
  const byTag = new Map(endpoints.toReversed().map((endpoint) => [endpoint.tag, endpoint]));
  const rows = [...byTag.values()].map((endpoint) => ({
    permaslug,
    tag: endpoint.tag,
    provider: endpoint.provider,
    quantization: endpoint.quantization,
    context_length: endpoint.contextLength,
    max_completion_tokens: endpoint.maxCompletionTokens,
    pricing: endpoint.pricing,
    supported_parameters: endpoint.supportedParameters,
    supports_implicit_caching: endpoint.supportsImplicitCaching,
    uptime_last_day: endpoint.uptimeLastDay,
  }));
  await transaction(async (client) => {
    await lockCatalogue(client);
    await execute(
      sql`INSERT INTO model_endpoints (permaslug, tag, provider, quantization, context_length, max_completion_tokens, pricing,
            supported_parameters, supports_implicit_caching, uptime_last_day, first_seen_at, fetched_at)
          SELECT given.*, ${now}, ${now} FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (permaslug text, tag text,
            provider text, quantization text, context_length integer, max_completion_tokens integer, pricing jsonb,
            supported_parameters text[], supports_implicit_caching boolean, uptime_last_day double precision)
          ON CONFLICT (permaslug, tag) DO UPDATE SET provider = excluded.provider, quantization = excluded.quantization,
            context_length = excluded.context_length, max_completion_tokens = excluded.max_completion_tokens,
            pricing = excluded.pricing, supported_parameters = excluded.supported_parameters,
            supports_implicit_caching = excluded.supports_implicit_caching, uptime_last_day = excluded.uptime_last_day,
            fetched_at = excluded.fetched_at, gone_at = NULL
          WHERE model_endpoints.fetched_at <= excluded.fetched_at`,
      client,
    );
    await notePrices(client, rows, now);
    await execute(
      sql`UPDATE model_endpoints SET gone_at = ${now} WHERE permaslug = ${permaslug} AND gone_at IS NULL AND fetched_at < ${now}`,
      client,
    );
  });
}
