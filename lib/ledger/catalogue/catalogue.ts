import { z } from "zod";
import { execute, type Queryable, select, sql, transaction } from "../../db/sql";
import type { ModelReport } from "../../domain/catalogue/catalogue";
import { tierOf } from "../../domain/catalogue/tier";

/** Lets one transaction at a time write the catalogue, which all organizations share. Held until it ends. */
export async function lockCatalogue(client: Queryable): Promise<void> {
  await execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('catalogue', 0))`, client);
}

/** Notes the list prices just read (rows of `given`: permaslug, tag, pricing) that differ from those known. */
export async function notePrices(
  client: Queryable,
  given: readonly { permaslug: string; tag: string; pricing: object }[],
  now: Date,
) {
  await execute(
    sql`INSERT INTO model_prices (permaslug, tag, from_at, pricing)
        SELECT given.permaslug, given.tag, ${now}, given.pricing
        FROM jsonb_to_recordset(${JSON.stringify(given)}::jsonb) AS given (permaslug text, tag text, pricing jsonb)
        LEFT JOIN LATERAL (
          SELECT p.pricing FROM model_prices p WHERE p.permaslug = given.permaslug AND p.tag = given.tag
          ORDER BY p.from_at DESC LIMIT 1
        ) known ON true
        WHERE known.pricing IS DISTINCT FROM given.pricing
        ON CONFLICT (permaslug, tag, from_at) DO UPDATE SET pricing = excluded.pricing`,
    client,
  );
}

function rowOf(model: ModelReport) {
  return {
    permaslug: model.permaslug,
    slug: model.slug,
    name: model.name,
    author: model.author,
    context_length: model.contextLength,
    max_completion_tokens: model.maxCompletionTokens,
    pricing: model.pricing,
    tier: tierOf(model.pricing),
    input_modalities: model.inputModalities,
    output_modalities: model.outputModalities,
    supported_parameters: model.supportedParameters,
    benchmarks: model.benchmarks,
    created_at: model.createdAt,
    expiration_date: model.expirationDate,
  };
}

/**
 * Stores the public catalogue as read at `now`. Where several entries share a permaslug (variants such as `:free`,
 * aliases), the shortest slug stands for all. A model that is listed no more stays, with its last prices and the time it
 * was missed, but not where fewer than half of those known are listed: such a list is not whole.
 */
async function upsertModels(client: Queryable, models: readonly ModelReport[], now: Date): Promise<void> {
  const chosen = new Map<string, ModelReport>();
  for (const model of models) {
    const known = chosen.get(model.permaslug);
    if (!known || model.slug.length < known.slug.length) chosen.set(model.permaslug, model);
  }
  const rows = [...chosen.values()].map(rowOf);
  await execute(
    sql`INSERT INTO models (permaslug, slug, name, author, context_length, max_completion_tokens, pricing, tier,
          input_modalities, output_modalities, supported_parameters, benchmarks, created_at, expiration_date, first_seen_at, fetched_at)
        SELECT given.*, ${now}, ${now} FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (permaslug text,
          slug text, name text, author text, context_length integer, max_completion_tokens integer, pricing jsonb, tier text,
          input_modalities text[], output_modalities text[], supported_parameters text[], benchmarks jsonb,
          created_at timestamptz, expiration_date text)
        ORDER BY permaslug
        ON CONFLICT (permaslug) DO UPDATE SET slug = excluded.slug, name = excluded.name, author = excluded.author,
          context_length = excluded.context_length, max_completion_tokens = excluded.max_completion_tokens,
          pricing = excluded.pricing, tier = excluded.tier, input_modalities = excluded.input_modalities,
          output_modalities = excluded.output_modalities, supported_parameters = excluded.supported_parameters,
          benchmarks = excluded.benchmarks, created_at = excluded.created_at, expiration_date = excluded.expiration_date,
          fetched_at = excluded.fetched_at, gone_at = NULL`,
    client,
  );
  await notePrices(
    client,
    rows.map(({ permaslug, pricing }) => ({ permaslug, tag: "", pricing })),
    now,
  );
  await execute(
    sql`UPDATE models SET gone_at = ${now} WHERE gone_at IS NULL AND fetched_at < ${now}
          AND ${rows.length}::int * 2 >= (SELECT count(*) FROM models WHERE gone_at IS NULL AND fetched_at < ${now})`,
    client,
  );
}

/** OpenRouter's public catalogue as read at `now`. A reading older than the last one tells nothing. */
export async function storeModels(models: readonly ModelReport[], now: Date): Promise<void> {
  await transaction(async (client) => {
    await lockCatalogue(client);
    const stored = await execute(
      sql`INSERT INTO catalogue_readings (read_at, models) SELECT ${now}, ${models.length}::int
          WHERE NOT EXISTS (SELECT FROM catalogue_readings WHERE read_at >= ${now})`,
      client,
    );
    if (stored > 0) await upsertModels(client, models, now);
  });
}

/** Prices change at most so often that a reading a day tells them. */
const READ_EVERY_HOURS = 24;

/** Whether the catalogue was last read a day ago, or never. */
export async function isCatalogueDue(now: Date): Promise<boolean> {
  const [found] = await select(
    sql`SELECT NOT EXISTS (SELECT FROM catalogue_readings
          WHERE read_at > ${now}::timestamptz - make_interval(hours => ${READ_EVERY_HOURS}::int)) AS due`,
    z.object({ due: z.boolean() }),
  );
  return found?.due ?? true;
}

const Catalogued = z.object({ slug: z.string(), permaslug: z.string() });

/**
 * The aggregate export and applications may name a model by its catalogue slug, with its variant: what is no permaslug
 * itself and stands for one permaslug alone is taken as that. A model that the catalogue does not have keeps the name it
 * came with.
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
    "permaslugs",
  );
  // A name that is a permaslug comes last in the answer and so stands for itself.
  const known = new Map(found.map(({ slug, permaslug }) => [slug, permaslug]));
  return new Map(models.map((model) => [model, known.get(model) ?? known.get(plain(model)) ?? model]));
}
