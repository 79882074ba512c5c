import { endpointsList } from "@openrouter/sdk/funcs/endpointsList.js";
import { modelsList } from "@openrouter/sdk/funcs/modelsList.js";
import { z } from "zod";
import type { EndpointReport, ModelReport } from "../../domain/catalogue/catalogue";
import { WaybillError } from "../../domain/error";
import type { OpenRouter } from "../client";
import { count, instantIfAny, readRows, text, textIfAny } from "../readers";

const PAGE = 1_000;

const words = z
  .array(z.unknown())
  .catch([])
  .transform((list) => list.filter((word): word is string => typeof word === "string" && !word.includes("\0")));
const countIfAny = count.nullable().catch(null);
const prices = z.record(z.string(), z.unknown()).catch({});

const Model = z
  .object({
    id: text,
    canonical_slug: textIfAny,
    name: textIfAny,
    created: instantIfAny,
    context_length: countIfAny,
    architecture: z.object({ input_modalities: words, output_modalities: words }).nullish().catch(null),
    top_provider: z.object({ max_completion_tokens: countIfAny }).nullish().catch(null),
    pricing: prices,
    supported_parameters: words,
    benchmarks: z.record(z.string(), z.unknown()).nullish().catch(null),
    expiration_date: textIfAny,
  })
  .transform(
    (model): ModelReport => ({
      permaslug: model.canonical_slug ?? model.id,
      slug: model.id,
      name: model.name ?? model.id,
      author: model.id.replace(/^~/, "").split("/")[0] ?? model.id,
      contextLength: model.context_length,
      maxCompletionTokens: model.top_provider?.max_completion_tokens ?? null,
      pricing: model.pricing,
      inputModalities: model.architecture?.input_modalities ?? [],
      outputModalities: model.architecture?.output_modalities ?? [],
      supportedParameters: model.supported_parameters,
      benchmarks: model.benchmarks ?? null,
      createdAt: model.created,
      expirationDate: model.expiration_date,
    }),
  );

const ModelsPage = z.object({
  data: z.array(z.unknown()),
  links: z.object({ next: textIfAny }).nullish().catch(null),
  total_count: count.nullish().catch(null),
});

/**
 * The whole public catalogue. Several slugs may share a permaslug (`:free`, aliases): the plain one stands for all.
 * An entry without an id is left out: nothing refers to it.
 */
export async function listModels(openRouter: OpenRouter): Promise<ModelReport[]> {
  const found = new Map<string, ModelReport>();
  for (let offset = 0; ; ) {
    const page = await openRouter.ask((sdk) => modelsList(sdk, { offset, limit: PAGE }), ModelsPage);
    for (const model of readRows(page.data, Model, () => ({ cell: "model", day: null })).rows) {
      const known = found.get(model.permaslug);
      if (!known || model.slug.length < known.slug.length) found.set(model.permaslug, model);
    }
    offset += page.data.length;
    const more = page.links?.next ? true : page.total_count ? offset < page.total_count : page.data.length === PAGE;
    if (!more || page.data.length === 0) return [...found.values()];
  }
}

const Endpoint = z
  .object({
    provider_name: text,
    tag: textIfAny,
    quantization: textIfAny,
    context_length: countIfAny,
    max_completion_tokens: countIfAny,
    pricing: prices,
    supported_parameters: words,
    supports_implicit_caching: z.boolean().nullish().catch(null),
    uptime_last_1d: z.number().nullish().catch(null),
  })
  .transform(
    (endpoint): EndpointReport => ({
      tag: endpoint.tag ?? endpoint.provider_name,
      provider: endpoint.provider_name,
      quantization: endpoint.quantization,
      contextLength: endpoint.context_length,
      maxCompletionTokens: endpoint.max_completion_tokens,
      pricing: endpoint.pricing,
      supportedParameters: endpoint.supported_parameters,
      supportsImplicitCaching: endpoint.supports_implicit_caching ?? null,
      uptimeLastDay: endpoint.uptime_last_1d ?? null,
    }),
  );

const Endpoints = z.object({ data: z.object({ endpoints: z.array(z.unknown()) }) });

/** Who serves a model, and at which list price; null: the catalogue does not know the model. Unreadable ones are left out. */
export async function listEndpoints(openRouter: OpenRouter, slug: string): Promise<EndpointReport[] | null> {
  const [author = "", name = ""] = slug.replace(/^~/, "").split("/");
  try {
    const { data } = await openRouter.ask((sdk) => endpointsList(sdk, { author, slug: name }), Endpoints);
    return readRows(data.endpoints, Endpoint, () => ({ cell: "endpoint", day: null })).rows;
  } catch (error) {
    if (error instanceof WaybillError && error.code === "not_found") return null;
    throw error;
  }
}
