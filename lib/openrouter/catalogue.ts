import { endpointsList } from "@openrouter/sdk/funcs/endpointsList.js";
import { modelsList } from "@openrouter/sdk/funcs/modelsList.js";
import { z } from "zod";
import type { ModelReport } from "../domain/directory";
import type { OpenRouter } from "./client";
import { count, instantIfAny, readRows, text, textIfAny } from "./readers";

const PAGE = 1_000;

const Model = z
  .object({
    id: text,
    canonical_slug: textIfAny,
    name: textIfAny,
    created: instantIfAny,
    context_length: count.nullable().catch(null),
    pricing: z.record(z.string(), z.unknown()).catch({}),
    expiration_date: textIfAny,
  })
  .transform(
    (model): ModelReport => ({
      permaslug: model.canonical_slug ?? model.id,
      slug: model.id,
      name: model.name ?? model.id,
      author: model.id.replace(/^~/, "").split("/")[0] ?? model.id,
      contextLength: model.context_length,
      pricing: model.pricing,
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
  .object({ provider_name: text, name: textIfAny, tag: textIfAny, pricing: z.record(z.string(), z.unknown()).catch({}) })
  .transform((endpoint) => ({
    provider: endpoint.provider_name,
    name: endpoint.name,
    tag: endpoint.tag,
    /** As published: decimal strings, US dollars per token or unit.
     */
    pricing: endpoint.pricing,
  }));
export type EndpointReport = z.infer<typeof Endpoint>;

/** Who serves a model, and at which list price. */
export async function listEndpoints(openRouter: OpenRouter, author: string, slug: string): Promise<EndpointReport[]> {
  const Answer = z.object({ data: z.object({ endpoints: z.array(Endpoint) }) });
  return (await openRouter.ask((sdk) => endpointsList(sdk, { author, slug }), Answer)).data.endpoints;
}
