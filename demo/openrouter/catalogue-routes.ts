import { Hono } from "hono";
import { parseUsd, usdToString } from "../../lib/domain/usd";
import { type CatalogueModel, type Endpoint, MODELS } from "../account/catalogue";
import { percentOf } from "../account/charge";
import { badRequest, notFound } from "./refusal";
import { readWhole } from "./wire";

function modelItem(model: CatalogueModel) {
  return { ...model.facts, links: { details: `/api/v1/models/${model.permaslug}/endpoints` } };
}

/** An endpoint's own price list: the model's, at the endpoint's percentage. */
function endpointPricing(model: CatalogueModel, endpoint: Endpoint) {
  const { pricing } = model.facts;
  if (endpoint.pricePercent === 100) return pricing;
  const priced = (text: string) => usdToString(percentOf(parseUsd(text), endpoint.pricePercent));
  return { ...pricing, prompt: priced(pricing.prompt), completion: priced(pricing.completion) };
}

function endpointItem(model: CatalogueModel, endpoint: Endpoint) {
  const { facts } = model;
  return {
    name: `${endpoint.provider} | ${model.id}`,
    model_id: model.id,
    model_name: facts.name,
    provider_name: endpoint.provider,
    tag: endpoint.provider.toLowerCase().replaceAll(" ", "-"),
    quantization: null,
    context_length: facts.context_length,
    max_completion_tokens: facts.top_provider.max_completion_tokens ?? null,
    max_prompt_tokens: null,
    pricing: endpointPricing(model, endpoint),
    supported_parameters: facts.supported_parameters,
    supports_implicit_caching: model.prices.cacheRead !== null && model.prices.cacheWrite === null,
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

/** The public catalogue: `/models`, `/models/{author}/{slug}/endpoints`, `/providers`. Needs no key. */
export function catalogueRoutes() {
  const routes = new Hono();
  routes.get("/models", (context) => {
    const offset = readWhole(context.req.query("offset") ?? "0");
    const limit = readWhole(context.req.query("limit") ?? "500");
    if (offset === null || limit === null || limit < 1 || limit > 1000) throw badRequest("limit must be from 1 to 1000");
    const end = offset + limit;
    const next = end < MODELS.length ? `/api/v1/models?offset=${end}&limit=${limit}` : null;
    return context.json({ data: MODELS.slice(offset, end).map(modelItem), total_count: MODELS.length, links: { next } });
  });
  routes.get("/models/:author/:slug/endpoints", (context) => {
    const id = `${context.req.param("author")}/${context.req.param("slug")}`;
    const model = MODELS.find((candidate) => candidate.id === id) ?? MODELS.find((candidate) => candidate.permaslug === id);
    if (!model) throw notFound();
    const { facts } = model;
    return context.json({
      data: {
        id: model.id,
        name: facts.name,
        created: facts.created,
        description: facts.description,
        architecture: facts.architecture,
        endpoints: model.endpoints.map((endpoint) => endpointItem(model, endpoint)),
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
