import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import type { Pricing } from "../../domain/catalogue/price";
import { TIERS, type Tier } from "../../domain/catalogue/tier";
import type { Day } from "../../domain/day";
import type { AuthorizedScope } from "../../domain/scope";
import { tierOfModel } from "../spend/spend-sql";

export interface AboutModel {
  kind: "model";
  permaslug: string;
  /** Null, as all that follows, where the catalogue does not know the model. */
  slug: string | null;
  author: string | null;
  contextLength: number | null;
  expirationDate: string | null;
  tier: Tier | null;
  /** List prices as published. For what-if questions alone. */
  pricing: Pricing | null;
  pricesFetchedAt: Date | null;
  /** Listed no more since; null: it is, or the catalogue never had it. */
  goneAt: Date | null;
  firstDay: Day | null;
  lastDay: Day | null;
}

const modelRow = z.object({
  slug: z.string(),
  author: z.string(),
  context_length: z.number().nullable(),
  expiration_date: z.string().nullable(),
  pricing: z.record(z.string(), z.unknown()),
  fetched_at: z.date(),
  gone_at: z.date().nullable(),
  tier: z.enum(TIERS).nullable(),
});

/** Null: neither the catalogue nor the asker's spend knows the model. */
export async function aboutModel(
  scope: AuthorizedScope,
  permaslug: string,
  days: { firstDay: Day | null; lastDay: Day | null },
  on: Queryable,
): Promise<AboutModel | null> {
  const tier = tierOfModel(sql`${scope.organizationId}::uuid`, sql`${permaslug}::text`);
  const [row] = await select(
    sql`SELECT slug, author, context_length, expiration_date, pricing, fetched_at, gone_at, ${tier} AS tier
        FROM models WHERE permaslug = ${permaslug}`,
    modelRow,
    on,
  );
  if (!row && days.firstDay === null) return null;
  return {
    kind: "model",
    permaslug,
    slug: row?.slug ?? null,
    author: row?.author ?? null,
    contextLength: row?.context_length ?? null,
    expirationDate: row?.expiration_date ?? null,
    tier: row?.tier ?? null,
    pricing: row?.pricing ?? null,
    pricesFetchedAt: row?.fetched_at ?? null,
    goneAt: row?.gone_at ?? null,
    ...days,
  };
}
