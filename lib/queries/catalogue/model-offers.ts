import { z } from "zod";
import { pool } from "../../db/client";
import { type Queryable, select } from "../../db/sql";
import { dayOf, isDay } from "../../domain/day";
import type { ModelOffer } from "../../domain/recommendation/observed-traffic";
import type { AuthorizedScope } from "../../domain/scope";
import { spentOn } from "../spend/spend-sql";
import { type CatalogueModel, catalogue } from "./catalogue";

/** Without its maker, whom OpenRouter writes before it: names stand in sentences, two at a time. */
function plainName(name: string): string {
  return name.replace(/^[^:]+: +(?=\S)/, "");
}

function offerOf(model: CatalogueModel): ModelOffer {
  const planned = model.expirationDate?.slice(0, 10) ?? null;
  return {
    permaslug: model.permaslug,
    slug: model.slug,
    name: plainName(model.name),
    pricing: model.pricing,
    contextLength: model.contextLength,
    inputModalities: model.inputModalities,
    outputModalities: model.outputModalities,
    parameters: model.supportedParameters,
    benchmark: model.benchmarks?.intelligence ?? null,
    tier: model.tier,
    retiresOn: model.goneAt ? dayOf(model.goneAt) : planned !== null && isDay(planned) ? planned : null,
    endpoints: model.endpoints.map(
      ({ tag, provider, quantization, contextLength, pricing, supportedParameters, uptimeLastDay }) => ({
        tag,
        provider,
        quantization,
        contextLength,
        pricing,
        parameters: supportedParameters,
        uptimeLastDay,
      }),
    ),
  };
}

const modelRow = z.object({ id: z.string() });

/** Every model that is listed, and of those that are gone the ones that were ever used: with their last prices. By permaslug. */
export async function modelOffers(scope: AuthorizedScope, on: Queryable = pool()): Promise<Map<string, ModelOffer>> {
  const listed = await catalogue(scope, {}, on);
  const known = new Set(listed.map(({ permaslug }) => permaslug));
  const used = (await select(spentOn(scope, "model"), modelRow, on)).map(({ id }) => id);
  const gone = await catalogue(scope, { permaslugs: used.filter((model) => !known.has(model)) }, on);
  return new Map([...listed, ...gone].map((model) => [model.permaslug, offerOf(model)]));
}
