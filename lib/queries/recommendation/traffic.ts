import { z } from "zod";
import { pool } from "../../db/client";
import { type Queryable, select, sql } from "../../db/sql";
import { ruleBook } from "../../domain/attribution/rules";
import type { Pricing } from "../../domain/catalogue/price";
import { type Day, parseDay } from "../../domain/day";
import { cellIdOf, mergedCell, splitCell } from "../../domain/recommendation/observed-cell";
import type { ModelOffer, NamedRequest, ObservedCell, Signs } from "../../domain/recommendation/observed-traffic";
import type { TokenSums } from "../../domain/recommendation/traffic";
import { type Charge, Charger } from "../../domain/rollup/charge";
import { CellFinder } from "../../domain/rollup/match";
import type { AuthorizedScope } from "../../domain/scope";
import { parseUsd } from "../../domain/usd";
import { readRules } from "../../facts/attribution-rules";
import { type DayOwner, readDayFacts } from "../../facts/day-facts";
import { compileRegex } from "../../facts/linear-regex";
import { conditionsOf, type PriceConditions } from "../catalogue/price-conditions";
import { snapshot } from "../snapshot";
import { COST_WIDTH, type FeatureAsks, HASH_WIDTH, readTrafficDay, type TrafficRow } from "./day";
import type { LookedAt } from "./places";

/** The rules that say what a request was for: the first that matches decides, as it does in the books. */
async function readFeatureRules(scope: AuthorizedScope, on: Queryable) {
  const { version, rules } = await readRules(on, scope.organizationId);
  const book = ruleBook(
    version,
    rules.filter(({ sets }) => sets.feature.length > 0),
    compileRegex,
  );
  const looksAt = (field: string) => book.rules.some(({ conditions }) => conditions.some((one) => one.condition.field === field));
  const asks: FeatureAsks = { ...book.asks, app: looksAt("app"), user: looksAt("user") };
  return { book, asks };
}

type FeatureRules = Awaited<ReturnType<typeof readFeatureRules>>;

/** Says of a day's requests which key and feature the books have them under; null: they are kept out of the books. */
async function booksOfDay(client: Queryable, owner: DayOwner, { book }: FeatureRules) {
  // Whom the requests are charged to is not asked.
  const { facts } = await readDayFacts(client, owner, async () => new Map());
  const finder = new CellFinder(facts.cells, facts.keys);
  const charger = new Charger({ ...facts, rules: book });
  return (row: TrafficRow): (Pick<Charge, "feature" | "split"> & { keyId: string | null }) | null => {
    const { key_is_certain: keyIsCertain, key_name: keyName, model, provider, tags } = row;
    const match = facts.books === "log" ? null : finder.find({ keyId: row.key_id, keyIsCertain, keyName, model, provider });
    if (match === "ambiguous") return null;
    const keyId = (match === null || match === "unbilled" ? null : match.cell.keyId) ?? row.key_id;
    const request = { externalUser: row.external_user, member: null, feature: row.feature, app: row.app };
    const told = { keyName, sessionId: row.session_id, tags: tags && new Map(Object.entries(tags)) };
    return { ...charger.charge(keyId, model, { ...request, ...told }), keyId };
  };
}

function tokensOf(found: TrafficRow): TokenSums {
  return {
    promptTokens: found.prompt,
    cachedTokens: found.cached,
    cacheWriteTokens: found.written,
    completionTokens: found.completion,
    reasoningTokens: found.reasoning,
  };
}

function signsOf(found: TrafficRow): Signs {
  return {
    toolRequests: found.tools,
    reasoningRequests: found.reasoned,
    cacheToldRequests: found.cache_told,
    sessionPromptTokens: found.session_prompt,
    repeatedTokens: found.repeated,
    repeatedWithinHourTokens: found.repeated_hour,
    retriedRequests: found.retried,
    retriedUsd: found.retried_usd,
  };
}

function named(text: string | null): NamedRequest[] {
  return text === null ? [] : [{ costUsd: parseUsd(text.slice(0, COST_WIDTH)), id: text.slice(COST_WIDTH) }];
}

function cellOf(found: TrafficRow, pricing: Pricing | null): ObservedCell {
  const { app, feature, model, variant, provider, requests, at } = found;
  return {
    id: "",
    keyId: found.key_id,
    app,
    feature,
    isRest: false,
    model,
    variant,
    provider,
    requests,
    costUsd: found.cost_usd,
    tokens: tokensOf(found),
    longestPrompt: found.longest,
    at,
    pricing,
    signs: signsOf(found),
    dearest: named(found.dearest),
    retried: named(found.retried_dearest),
    sample: [found.sample.slice(HASH_WIDTH)],
  };
}

/** List prices of whoever served; the model's own where that is not known. */
function pricingOf(model: ModelOffer | undefined, provider: string | null): Pricing | null {
  return model?.endpoints.find((endpoint) => endpoint.provider === provider)?.pricing ?? model?.pricing ?? null;
}

/** The cell told apart by what findings look at alone: the feature, else the app, else the key, besides keys that are looked at as such. */
function placed(cell: ObservedCell, { features, apps, keys, wholeKeys }: LookedAt): ObservedCell {
  const { feature, app, keyId } = cell;
  const wholeKey = keyId !== null && wholeKeys.has(keyId) ? keyId : null;
  if (feature !== null && features.has(feature)) return { ...cell, app: null, keyId: wholeKey };
  if (feature === null && app !== null && apps.has(app)) return { ...cell, keyId: wholeKey };
  if (feature === null && app === null && keyId !== null && keys.has(keyId)) return cell;
  return { ...cell, feature: null, app: null, keyId: wholeKey, isRest: true };
}

interface Look {
  models: ReadonlyMap<string, ModelOffer>;
  conditions: PriceConditions;
  rules: FeatureRules;
  lookedAt: LookedAt;
}

async function cellsOfDay(owner: DayOwner, { models, conditions, rules, lookedAt }: Look): Promise<ObservedCell[]> {
  return snapshot(async (client) => {
    await client.query("SET LOCAL work_mem = '256MB'");
    const books = await booksOfDay(client, owner, rules);
    const cells = new Map<string, ObservedCell>();
    for await (const rows of readTrafficDay(client, owner, conditions, rules.asks)) {
      for (const row of rows) {
        const charge = books(row);
        if (charge === null) continue;
        const { keyId, feature, split } = charge;
        const whole = { ...cellOf(row, pricingOf(models.get(row.model), row.provider)), keyId, feature };
        for (const part of split?.feature ? splitCell(whole, split.feature) : [whole]) {
          const cell = placed(part, lookedAt);
          const id = cellIdOf(cell, `${row.size} ${row.clock}`);
          const known = cells.get(id);
          cells.set(id, known ? mergedCell(known, cell) : { ...cell, id });
        }
      }
    }
    return [...cells.values()];
  });
}

const dayRow = z.object({ connection_id: z.string(), day: z.string().transform(parseDay) });

/**
 * The requests of these days, added up where they lie, a connection's day at a time, oldest first, so that what is held does
 * not grow with how many there are. They stand under the key and feature that the books have them under; what the books leave out
 * is left out. So are requests through a provider key of the customer's own: they cost no credits.
 */
export async function* observedDays(
  scope: AuthorizedScope,
  period: { from: Day; to: Day },
  { models, lookedAt }: Pick<Look, "models" | "lookedAt">,
  signal: AbortSignal,
  on: Queryable = pool(),
): AsyncGenerator<{ day: Day; cells: ObservedCell[] }> {
  const { organizationId } = scope;
  const pricings = [...models.values()].flatMap(({ pricing, endpoints }) => [pricing, ...endpoints.map((one) => one.pricing)]);
  const look = { models, lookedAt, conditions: conditionsOf(pricings), rules: await readFeatureRules(scope, on) };
  const branches = await select(
    sql`SELECT b.connection_id, b.day::text AS day FROM day_books b WHERE b.organization_id = ${organizationId}::uuid
          AND b.day BETWEEN ${period.from}::date AND ${period.to}::date ORDER BY b.day, b.connection_id`,
    dayRow,
    on,
  );
  for (const { connection_id: connectionId, day } of branches) {
    signal.throwIfAborted();
    const cells = await cellsOfDay({ organizationId, connectionId, day }, look);
    if (cells.length > 0) yield { day, cells };
  }
}
