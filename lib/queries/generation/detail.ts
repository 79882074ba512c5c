import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import type { AttributionExplanation } from "../../domain/attribution/explain";
import { type Repriced, reprice } from "../../domain/catalogue/reprice";
import { addDays, type Day } from "../../domain/day";
import { WaybillError } from "../../domain/error";
import type { AuthorizedScope } from "../../domain/scope";
import { sharedSnapshot } from "../snapshot";
import type { Labels } from "../spend/labels";
import { spendFrom } from "../spend/spend-sql";
import { chargesOf, explainCharge } from "./charges";
import { labelsOfListed } from "./list";
import type { ListedGeneration } from "./pages";
import { GENERATION_COLUMNS, type GenerationRow, generationRow } from "./row";
import { seesOf } from "./where";

/** The same token counts at a model's list price of today. */
export interface PricedElsewhere {
  permaslug: string;
  name: string;
  price: Repriced;
  isOwn: boolean;
}

export interface GenerationDetail extends ListedGeneration {
  /** Of its session that the asker sees, itself among them, in order of time; null: the source tells no session. */
  session: { listed: ListedGeneration[]; isWhole: boolean } | null;
  elsewhere: PricedElsewhere[];
  why: AttributionExplanation;
  connection: { name: string; hasKey: boolean };
  labels: Labels;
}

function notFound(): never {
  throw new WaybillError("not_found", "There is no such request, or it is not yours to see.", {
    todo: "Check the generation id. A request that Waybill has not read yet appears after the next sync.",
  });
}

/** Of a session at once, the nearest in time. */
const NEIGHBOURS = 50;

/** Requests of the session before and after this one, through the index of sessions. */
async function neighbours(scope: AuthorizedScope, row: GenerationRow, session: string, on: Queryable) {
  const here = sql`g.organization_id = ${scope.organizationId}::uuid AND g.session_id = ${session}`;
  const place = sql`(${row.created_at}::timestamptz, ${row.generation_id}::text)`;
  const limit = sql`LIMIT ${NEIGHBOURS + 1}::int`;
  const earlier = await select(
    sql`SELECT ${GENERATION_COLUMNS} FROM generations g WHERE ${here} AND (g.created_at, g.generation_id) < ${place}
        ORDER BY g.created_at DESC, g.generation_id DESC ${limit}`,
    generationRow,
    on,
  );
  const later = await select(
    sql`SELECT ${GENERATION_COLUMNS} FROM generations g WHERE ${here} AND (g.created_at, g.generation_id) > ${place}
        ORDER BY g.created_at, g.generation_id ${limit}`,
    generationRow,
    on,
  );
  const isWhole = earlier.length <= NEIGHBOURS && later.length <= NEIGHBOURS;
  return { rows: [...earlier.slice(0, NEIGHBOURS).reverse(), row, ...later.slice(0, NEIGHBOURS)], isWhole };
}

const modelRow = z.object({ permaslug: z.string(), name: z.string(), pricing: z.record(z.string(), z.unknown()) });
/** Models beside its own that a request is priced at. */
const MOST_MODELS = 15;

/** Its own model, and those that the asker sees most spent on in the month before. */
async function pricedElsewhere(scope: AuthorizedScope, row: GenerationRow, on: Queryable): Promise<PricedElsewhere[]> {
  const from: Day = addDays(row.day, -30);
  const models = await select(
    sql`SELECT m.permaslug, m.name, m.pricing FROM models m
        LEFT JOIN (
          SELECT s.model, sum(s.cost_usd) AS cost ${spendFrom(scope, [{ from, to: row.day }], ["model"], {})} GROUP BY s.model
        ) AS used ON used.model = m.permaslug
        WHERE m.permaslug = ${row.model} OR used.model IS NOT NULL
        ORDER BY m.permaslug = ${row.model} DESC, used.cost DESC NULLS LAST, m.permaslug LIMIT ${MOST_MODELS + 1}::int`,
    modelRow,
    on,
  );
  const used = {
    promptTokens: row.prompt_tokens,
    cachedTokens: row.cached_tokens,
    cacheWriteTokens: row.cache_write_tokens,
    completionTokens: row.completion_tokens,
    reasoningTokens: row.reasoning_tokens,
  };
  return models.map(({ permaslug, name, pricing }) => ({
    permaslug,
    name,
    price: reprice(used, pricing, row.created_at),
    isOwn: permaslug === row.model,
  }));
}

async function withCharges(scope: AuthorizedScope, rows: readonly GenerationRow[], on: Queryable): Promise<ListedGeneration[]> {
  const charges = await chargesOf(scope, rows, on);
  const sees = seesOf(scope);
  return rows.flatMap((row) => {
    const charge = charges.get(row.generation_id);
    return charge && sees(charge) ? [{ row, charge }] : [];
  });
}

const connectionRow = z.object({ name: z.string(), has_key: z.boolean() });

/** The request of this id as a list of one, with whom it is charged to; none where the asker does not see it. */
async function readOne(scope: AuthorizedScope, id: string, client: Queryable) {
  const rows = await select(
    sql`SELECT ${GENERATION_COLUMNS} FROM generations g
        WHERE g.organization_id = ${scope.organizationId}::uuid AND g.generation_id = ${id.replaceAll("\0", "")}`,
    generationRow,
    client,
  );
  return withCharges(scope, rows, client);
}

/** One request with all that is known of it. Throws WaybillError `not_found`, also for what is not for this asker's eyes. */
export async function generationDetail(scope: AuthorizedScope, id: string): Promise<GenerationDetail> {
  return sharedSnapshot(async (client) => {
    const [one] = await readOne(scope, id, client);
    if (!one) notFound();
    const { row } = one;
    const near = row.session_id === null ? null : await neighbours(scope, row, row.session_id, client);
    const session = near && { listed: await withCharges(scope, near.rows, client), isWhole: near.isWhole };
    const [connection] = await select(
      sql`SELECT name, sealed_key IS NOT NULL AS has_key FROM connections WHERE id = ${row.connection_id}::uuid`,
      connectionRow,
      client,
    );
    return {
      ...one,
      session,
      elsewhere: await pricedElsewhere(scope, row, client),
      why: await explainCharge(scope, row, client),
      connection: { name: connection?.name ?? row.connection_id, hasKey: connection?.has_key ?? false },
      labels: await labelsOfListed(scope, [one, ...(session?.listed ?? [])], client),
    };
  });
}

/** Whether there is a request of this exact id that the asker sees: for searches. */
export async function seesGeneration(scope: AuthorizedScope, id: string): Promise<boolean> {
  return sharedSnapshot(async (client) => (await readOne(scope, id, client)).length > 0);
}
