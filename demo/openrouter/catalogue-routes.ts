import { type Context, Hono } from "hono";
import { type Day, dayOf } from "../../lib/domain/day";
import { parseUsd, usdToString } from "../../lib/domain/usd";
import { type CatalogueModel, type Endpoint, MODELS } from "../account/catalogue";
import { expiresOn, type OtherModel, otherModelsOn } from "../account/catalogue-changes";
import { percentOf } from "../account/charge";
import { badRequest, notFound } from "./refusal";
import type { Demo } from "./state";
import { readWhole } from "./wire";

function modelItem({ id, facts, permaslug }: CatalogueModel, today: Day) {
  return { ...facts, expiration_date: expiresOn(id, today), links: { details: `/api/v1/models/${permaslug}/endpoints` } };
}

/** An endpoint's own price list: the model's, at the endpoint's percentage, conditional prices as well. */
function endpointPricing(model: CatalogueModel, endpoint: Endpoint) {
  const { pricing } = model.facts;
  if (endpoint.pricePercent === 100) return pricing;
  const priced = (list: object): object =>
    Object.fromEntries(
      Object.entries(list).map(([name, price]) => {
        if (Array.isArray(price)) return [name, price.map(priced)];
        return [name, typeof price === "string" ? usdToString(percentOf(parseUsd(price), endpoint.pricePercent)) : price];
      }),
    );
  return priced(pricing);
}

interface Served {
  id: string;
  facts: CatalogueModel["facts"] | OtherModel;
  provider: string;
  pricing: object;
  cachesByItself: boolean;
}

function endpointItem({ id, facts, provider, pricing, cachesByItself }: Served) {
  return {
    name: `${provider} | ${id}`,
    model_id: id,
    model_name: facts.name,
    provider_name: provider,
    tag: provider.toLowerCase().replaceAll(" ", "-"),
    quantization: null,
    context_length: facts.context_length,
    max_completion_tokens: facts.top_provider.max_completion_tokens ?? null,
    max_prompt_tokens: null,
    pricing,
    supported_parameters: facts.supported_parameters,
    supports_implicit_caching: cachesByItself,
    supports_tool_choice: { auto: true, function: true, none: true, required: true },
    supports_voice_cloning: false,
    status: 0,
    uptime_last_5m: 100,
    uptime_last_30m: 100,
    uptime_last_1d: 99.9,
    latency_last_30m: null,
    throughput_last_30m: null,
  };
}

/** Who serves a model; null: it is not listed. Models that the account does not use are served by their maker alone. */
function servedBy(asked: string, others: readonly OtherModel[]): Served[] | null {
  const other = others.find(({ id, canonical_slug }) => id === asked || canonical_slug === asked);
  if (other) {
    const { id, pricing, name } = other;
    return [{ id, facts: other, provider: name.split(":")[0] ?? name, pricing, cachesByItself: true }];
  }
  const model = MODELS.find(({ id }) => id === asked) ?? MODELS.find(({ permaslug }) => permaslug === asked);
  const cachesByItself = model ? model.prices.cacheRead !== null && model.prices.cacheWrite === null : false;
  return model
    ? model.endpoints.map((endpoint) => {
        return {
          id: model.id,
          facts: model.facts,
          provider: endpoint.provider,
          pricing: endpointPricing(model, endpoint),
          cachesByItself,
        };
      })
    : null;
}

/**
 * The public catalogue: `/models`, `/models/{author}/{slug}/endpoints`, `/providers`. Needs no key. `day`: of which day
 * it is, by the path.
 */
export function catalogueRoutes({ now }: Pick<Demo, "now">, day: (asked: string) => Day = () => dayOf(now())) {
  const routes = new Hono();
  const othersOf = (context: Context) => otherModelsOn(day(context.req.param("day") ?? ""), dayOf(now()));
  routes.get("/models", (context) => {
    const offset = readWhole(context.req.query("offset") ?? "0");
    const limit = readWhole(context.req.query("limit") ?? "500");
    if (offset === null || limit === null || limit < 1 || limit > 1000) throw badRequest("limit must be from 1 to 1000");
    const others = othersOf(context).map((model) => ({
      ...model,
      links: { details: `/api/v1/models/${model.canonical_slug}/endpoints` },
    }));
    const listed = [...MODELS.map((model) => modelItem(model, dayOf(now()))), ...others];
    const end = offset + limit;
    const next = end < listed.length ? `/api/v1/models?offset=${end}&limit=${limit}` : null;
    return context.json({ data: listed.slice(offset, end), total_count: listed.length, links: { next } });
  });
  routes.get("/models/:author/:slug/endpoints", (context) => {
    const id = `${context.req.param("author")}/${context.req.param("slug")}`;
    const served = servedBy(id, othersOf(context));
    const [first] = served ?? [];
    if (!served || !first) throw notFound();
    const { facts } = first;
    return context.json({
      data: {
        id: first.id,
        name: facts.name,
        created: facts.created,
        description: facts.description,
        architecture: facts.architecture,
        endpoints: served.map(endpointItem),
      },
    });
  });
  routes.get("/providers", (context) => {
    const names = [...new Set(MODELS.flatMap((model) => model.endpoints.map((endpoint) => endpoint.provider)))].sort();
    const data = names.map((name) => ({
      name,
      slug: name.toLowerCase().replaceAll(" ", "-"),
      privacy_policy_url: null,
      terms_of_service_url: null,
      status_page_url: null,
    }));
    return context.json({ data });
  });
  return routes;
}
