import { z } from "zod";
import { pool } from "../../db/client";
import { type Queryable, select, sql } from "../../db/sql";
import type { Pricing } from "../../domain/catalogue/price";
import type { AuthorizedScope } from "../../domain/scope";

/** List prices from a reading of the catalogue on. */
export interface PriceSince {
  permaslug: string;
  /** The endpoint's tag; null: the model's own. */
  tag: string | null;
  fromAt: Date;
  pricing: Pricing;
}

const priceRow = z.object({
  permaslug: z.string(),
  tag: z.string(),
  from_at: z.date(),
  pricing: z.record(z.string(), z.unknown()),
});

/** All list prices of some models that readings of the catalogue found, oldest first; endpoints' among them if asked for. */
export async function priceHistory(
  _scope: AuthorizedScope,
  permaslugs: readonly string[],
  { endpoints = false }: { endpoints?: boolean } = {},
  on: Queryable = pool(),
): Promise<PriceSince[]> {
  const rows = await select(
    sql`SELECT permaslug, tag, from_at, pricing FROM model_prices
        WHERE permaslug = ANY(${[...permaslugs]}::text[]) AND (${endpoints}::boolean OR tag = '')
        ORDER BY permaslug, tag, from_at`,
    priceRow,
    on,
  );
  return rows.map(({ permaslug, tag, from_at, pricing }) => ({ permaslug, tag: tag || null, fromAt: from_at, pricing }));
}

export type CatalogueChange =
  /** Listed for the first time: after the first reading, so that a new Waybill does not call everything new. */
  | { kind: "new"; permaslug: string; at: Date }
  | { kind: "price"; permaslug: string; at: Date; before: Pricing; after: Pricing }
  /** Listed no more. */
  | { kind: "retired"; permaslug: string; at: Date };

const changeRow = z.object({
  kind: z.enum(["new", "price", "retired"]),
  permaslug: z.string(),
  at: z.date(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
});

/** What changed in the catalogue since a moment, newest first: models that came, that left, whose own prices changed. */
export async function catalogueChanges(_scope: AuthorizedScope, since: Date, on: Queryable = pool()): Promise<CatalogueChange[]> {
  const rows = await select(
    sql`WITH first AS (SELECT min(read_at) AS at FROM catalogue_readings)
        SELECT 'new' AS kind, m.permaslug, m.first_seen_at AS at, NULL::jsonb AS before, NULL::jsonb AS after
        FROM models m, first WHERE m.first_seen_at >= ${since} AND m.first_seen_at > first.at
        UNION ALL
        SELECT 'retired', m.permaslug, m.gone_at, NULL, NULL FROM models m WHERE m.gone_at >= ${since}
        UNION ALL
        SELECT 'price', p.permaslug, p.from_at, known.pricing, p.pricing FROM model_prices p
        CROSS JOIN LATERAL (SELECT b.pricing FROM model_prices b
          WHERE b.permaslug = p.permaslug AND b.tag = '' AND b.from_at < p.from_at ORDER BY b.from_at DESC LIMIT 1) known
        WHERE p.tag = '' AND p.from_at >= ${since}
        ORDER BY at DESC, permaslug`,
    changeRow,
    on,
  );
  return rows.map(({ kind, permaslug, at, before, after }) =>
    kind === "price" ? { kind, permaslug, at, before: before ?? {}, after: after ?? {} } : { kind, permaslug, at },
  );
}
