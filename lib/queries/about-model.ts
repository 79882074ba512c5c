import { z } from "zod";
import { type Queryable, select, sql } from "../db/sql";
import type { Day } from "../domain/day";

export interface AboutModel {
  kind: "model";
  permaslug: string;
  /** Null, as all that follows, where the catalogue does not know the model. */
  slug: string | null;
  author: string | null;
  contextLength: number | null;
  expirationDate: string | null;
  /** List prices as published: US dollars per token or unit, decimal strings. For what-if questions alone. */
  prices: { name: string; usd: string }[];
  pricesFetchedAt: Date | null;
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
});

/** Null: neither the catalogue nor the asker's spend knows the model. */
export async function aboutModel(
  permaslug: string,
  days: { firstDay: Day | null; lastDay: Day | null },
  on: Queryable,
): Promise<AboutModel | null> {
  const [row] = await select(
    sql`SELECT slug, author, context_length, expiration_date, pricing, fetched_at FROM models WHERE permaslug = ${permaslug}`,
    modelRow,
    on,
  );
  if (!row && days.firstDay === null) return null;
  const prices = Object.entries(row?.pricing ?? {}).flatMap(([name, usd]) => (typeof usd === "string" ? [{ name, usd }] : []));
  return {
    kind: "model",
    permaslug,
    slug: row?.slug ?? null,
    author: row?.author ?? null,
    contextLength: row?.context_length ?? null,
    expirationDate: row?.expiration_date ?? null,
    prices,
    pricesFetchedAt: row?.fetched_at ?? null,
    ...days,
  };
}
