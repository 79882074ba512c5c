import { z } from "zod";
import { pool } from "../../db/client";
import { type Queryable, select, sql } from "../../db/sql";
import type { EndpointReport } from "../../domain/catalogue/catalogue";
import type { Pricing } from "../../domain/catalogue/price";
import { blendedPrice, TIERS, type Tier } from "../../domain/catalogue/tier";
import type { AuthorizedScope } from "../../domain/scope";
import type { Usd } from "../../domain/usd";

export interface CatalogueModel {
  permaslug: string;
  slug: string;
  name: string;
  author: string;
  /** List prices as published, for what-if questions alone. */
  pricing: Pricing;
  /** The organization's own word, else by TIER_RULE; null: nobody says, and the price is not known. */
  tier: Tier | null;
  /** By TIER_RULE alone. */
  tierByPrice: Tier | null;
  /** Who said otherwise; null: nobody. */
  tierSet: { by: string; at: Date } | null;
  /** Dollars a million tokens; null: the price depends, or is not published. */
  blendedUsd: Usd | null;
  contextLength: number | null;
  maxCompletionTokens: number | null;
  inputModalities: readonly string[];
  outputModalities: readonly string[];
  supportedParameters: readonly string[];
  /** Higher is better; as Artificial Analysis measured. Null: not measured. */
  benchmarks: { intelligence: number | null; coding: number | null; agentic: number | null } | null;
  createdAt: Date | null;
  /** `YYYY-MM-DD` on which it goes away; null: not told. */
  expirationDate: string | null;
  firstSeenAt: Date;
  fetchedAt: Date;
  /** The first reading that did not list it any more; null: it is listed. */
  goneAt: Date | null;
  /** Who serves it now; empty where it was not read: only models in use are asked about. */
  endpoints: readonly EndpointReport[];
}

const pricing = z.record(z.string(), z.unknown());
const endpointRow = z.object({
  tag: z.string(),
  provider: z.string(),
  quantization: z.string().nullable(),
  context_length: z.number().nullable(),
  max_completion_tokens: z.number().nullable(),
  pricing,
  supported_parameters: z.array(z.string()),
  supports_implicit_caching: z.boolean().nullable(),
  uptime_last_day: z.number().nullable(),
});
const index = z.number().nullish().catch(null);
const benchmarksRow = z
  .object({
    artificial_analysis: z.object({ intelligence_index: index, coding_index: index, agentic_index: index }).nullish().catch(null),
  })
  .nullable();
const modelRow = z.object({
  permaslug: z.string(),
  slug: z.string(),
  name: z.string(),
  author: z.string(),
  pricing,
  tier: z.enum(TIERS).nullable(),
  own_tier: z.enum(TIERS).nullable(),
  set_by: z.string().nullable(),
  set_at: z.date().nullable(),
  context_length: z.number().nullable(),
  max_completion_tokens: z.number().nullable(),
  input_modalities: z.array(z.string()),
  output_modalities: z.array(z.string()),
  supported_parameters: z.array(z.string()),
  benchmarks: benchmarksRow,
  created_at: z.date().nullable(),
  expiration_date: z.string().nullable(),
  first_seen_at: z.date(),
  fetched_at: z.date(),
  gone_at: z.date().nullable(),
  endpoints: z.array(endpointRow),
});

function readEndpoint(row: z.output<typeof endpointRow>): EndpointReport {
  return {
    tag: row.tag,
    provider: row.provider,
    quantization: row.quantization,
    contextLength: row.context_length,
    maxCompletionTokens: row.max_completion_tokens,
    pricing: row.pricing,
    supportedParameters: row.supported_parameters,
    supportsImplicitCaching: row.supports_implicit_caching,
    uptimeLastDay: row.uptime_last_day,
  };
}

function readModel(row: z.output<typeof modelRow>): CatalogueModel {
  const measured = row.benchmarks?.artificial_analysis;
  return {
    permaslug: row.permaslug,
    slug: row.slug,
    name: row.name,
    author: row.author,
    pricing: row.pricing,
    tier: row.own_tier ?? row.tier,
    tierByPrice: row.tier,
    tierSet: row.own_tier !== null && row.set_by !== null && row.set_at !== null ? { by: row.set_by, at: row.set_at } : null,
    blendedUsd: blendedPrice(row.pricing),
    contextLength: row.context_length,
    maxCompletionTokens: row.max_completion_tokens,
    inputModalities: row.input_modalities,
    outputModalities: row.output_modalities,
    supportedParameters: row.supported_parameters,
    benchmarks: measured
      ? {
          intelligence: measured.intelligence_index ?? null,
          coding: measured.coding_index ?? null,
          agentic: measured.agentic_index ?? null,
        }
      : null,
    createdAt: row.created_at,
    expirationDate: row.expiration_date,
    firstSeenAt: row.first_seen_at,
    fetchedAt: row.fetched_at,
    goneAt: row.gone_at,
    endpoints: row.endpoints.map(readEndpoint),
  };
}

/**
 * OpenRouter's catalogue as read last, with the organization's own word on tiers, by name. `permaslugs`: these alone,
 * those that have left the list among them; `named`: the same by permaslug or slug; without, what is listed now.
 */
export async function catalogue(
  scope: AuthorizedScope,
  { permaslugs, named }: { permaslugs?: readonly string[]; named?: readonly string[] } = {},
  on: Queryable = pool(),
): Promise<CatalogueModel[]> {
  const names = [...(permaslugs ?? named ?? [])];
  const asked = permaslugs
    ? sql`m.permaslug = ANY(${names}::text[])`
    : named
      ? sql`(m.permaslug = ANY(${names}::text[]) OR m.slug = ANY(${names}::text[]))`
      : sql`m.gone_at IS NULL`;
  const rows = await select(
    sql`SELECT m.permaslug, m.slug, m.name, m.author, m.pricing, m.tier, o.tier AS own_tier, o.set_by, o.set_at,
          m.context_length, m.max_completion_tokens, m.input_modalities, m.output_modalities, m.supported_parameters,
          m.benchmarks, m.created_at, m.expiration_date, m.first_seen_at, m.fetched_at, m.gone_at,
          coalesce((SELECT jsonb_agg(to_jsonb(e) ORDER BY e.provider, e.tag) FROM model_endpoints e
            WHERE e.permaslug = m.permaslug AND e.gone_at IS NULL), '[]') AS endpoints
        FROM models m
        LEFT JOIN tier_overrides o ON o.organization_id = ${scope.organizationId}::uuid AND o.permaslug = m.permaslug
        WHERE ${asked} ORDER BY m.name, m.permaslug`,
    modelRow,
    on,
  );
  return rows.map(readModel);
}
