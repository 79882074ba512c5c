import { z } from "zod";
import { pool } from "../../db/client";
import { select, sql } from "../../db/sql";
import type { Pricing } from "../../domain/catalogue/price";
import { blendedPrice, TIERS, type Tier } from "../../domain/catalogue/tier";
import type { AuthorizedScope } from "../../domain/scope";
import type { Usd } from "../../domain/usd";
import { tierOfModel } from "../spend/spend-sql";

/** What a list of models says beside each name. */
export interface ModelNote {
  tier: Tier | null;
  pricing: Pricing;
  /** Dollars a million tokens; null: not known. */
  blendedUsd: Usd | null;
  /** `YYYY-MM-DD` on which it goes away; null: not told. */
  expirationDate: string | null;
  isGone: boolean;
}

const row = z.object({
  permaslug: z.string(),
  pricing: z.record(z.string(), z.unknown()),
  tier: z.enum(TIERS).nullable(),
  expiration_date: z.string().nullable(),
  is_gone: z.boolean(),
});

/** Notes on models that the catalogue knows, by permaslug. */
export async function modelNotes(scope: AuthorizedScope, permaslugs: readonly string[]): Promise<Map<string, ModelNote>> {
  if (permaslugs.length === 0) return new Map();
  const rows = await select(
    sql`SELECT m.permaslug, m.pricing, ${tierOfModel(sql`${scope.organizationId}::uuid`, sql`m.permaslug`)} AS tier,
          m.expiration_date, m.gone_at IS NOT NULL AS is_gone
        FROM models m WHERE m.permaslug = ANY(${[...permaslugs]}::text[])`,
    row,
    pool(),
  );
  return new Map(
    rows.map(({ permaslug, pricing, tier, expiration_date, is_gone }) => [
      permaslug,
      { tier, pricing, blendedUsd: blendedPrice(pricing), expirationDate: expiration_date, isGone: is_gone },
    ]),
  );
}
