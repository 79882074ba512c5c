import { z } from "zod";
import { execute, type Queryable, select, sql } from "../db/sql";
import type { ModelReport } from "../domain/directory";

/**
 * Stores the public catalogue of the moment. A model that left it stays, with its last prices. Where several entries
 * share a permaslug (variants such as `:free`), the shortest slug stands for all.
 */
export async function upsertModels(client: Queryable, models: readonly ModelReport[], now: Date): Promise<void> {
  const chosen = new Map<string, ModelReport>();
  for (const model of models) {
    const known = chosen.get(model.permaslug);
    if (!known || model.slug.length < known.slug.length) chosen.set(model.permaslug, model);
  }
  const rows = [...chosen.values()].map((model) => ({
    permaslug: model.permaslug,
    slug: model.slug,
    name: model.name,
    author: model.author,
    context_length: model.contextLength,
    pricing: model.pricing,
    created_at: model.createdAt,
    expiration_date: model.expirationDate,
  }));
  await execute(
    sql`INSERT INTO models (permaslug, slug, name, author, context_length, pricing, created_at, expiration_date, fetched_at)
        SELECT given.*, ${now} FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (permaslug text, slug text,
          name text, author text, context_length integer, pricing jsonb, created_at timestamptz, expiration_date text)
        ORDER BY permaslug
        ON CONFLICT (permaslug) DO UPDATE SET slug = excluded.slug, name = excluded.name, author = excluded.author,
          context_length = excluded.context_length, pricing = excluded.pricing, created_at = excluded.created_at,
          expiration_date = excluded.expiration_date, fetched_at = excluded.fetched_at`,
    client,
  );
}

const Catalogued = z.object({ slug: z.string(), permaslug: z.string() });

/**
 * The aggregate export and applications may name a model by its catalogue slug, with its variant: what is no permaslug itself and stands
 * for one permaslug alone is taken as that. A model that the catalogue does not have keeps the name it came with.
 */
export async function permaslugsOf(client: Queryable, models: readonly string[]): Promise<Map<string, string>> {
  const plain = (model: string) => model.replace(/:[^:/]*$/, "");
  const wanted = [...new Set(models.flatMap((model) => [model, plain(model)]))];
  const found = await select(
    sql`SELECT slug, min(permaslug) AS permaslug, 1 AS rank FROM models WHERE slug = ANY (${wanted}::text[])
        GROUP BY slug HAVING count(*) = 1
        UNION ALL SELECT permaslug, permaslug, 2 FROM models WHERE permaslug = ANY (${wanted}::text[]) ORDER BY rank`,
    Catalogued,
    client,
  );
  // A name that is a permaslug comes last in the answer and so stands for itself.
  const known = new Map(found.map(({ slug, permaslug }) => [slug, permaslug]));
  return new Map(models.map((model) => [model, known.get(model) ?? known.get(plain(model)) ?? model]));
}
