import type { z } from "zod";
import { usdToString } from "@/lib/domain/usd";
import type { CatalogueModel } from "@/lib/queries/catalogue/catalogue";
import type { PriceSince } from "@/lib/queries/catalogue/price-history";
import type { ModelsAnswer } from "./contract";

type Answer = z.infer<typeof ModelsAnswer>;

function modelJson(model: CatalogueModel, prices: readonly PriceSince[]): Answer["models"][number] {
  const { permaslug, tierSet, blendedUsd, createdAt, firstSeenAt, fetchedAt, goneAt } = model;
  return {
    model: permaslug,
    slug: model.slug,
    name: model.name,
    tier: model.tier,
    tierByPrice: model.tierByPrice,
    tierSet: tierSet && { by: tierSet.by, at: tierSet.at.toISOString() },
    blendedUsd: blendedUsd === null ? null : usdToString(blendedUsd),
    pricing: model.pricing,
    contextLength: model.contextLength,
    maxCompletionTokens: model.maxCompletionTokens,
    inputModalities: [...model.inputModalities],
    outputModalities: [...model.outputModalities],
    supportedParameters: [...model.supportedParameters],
    benchmarks: model.benchmarks,
    createdAt: createdAt?.toISOString() ?? null,
    expirationDate: model.expirationDate,
    firstSeenAt: firstSeenAt.toISOString(),
    readAt: fetchedAt.toISOString(),
    goneAt: goneAt?.toISOString() ?? null,
    endpoints: model.endpoints.map(({ supportsImplicitCaching: _, ...endpoint }) => ({
      ...endpoint,
      supportedParameters: [...endpoint.supportedParameters],
    })),
    prices: prices.map(({ fromAt, tag, pricing }) => ({ from: fromAt.toISOString(), endpoint: tag, pricing })),
  };
}

export function modelsJson(models: readonly CatalogueModel[], history: readonly PriceSince[]): Answer {
  const byModel = Map.groupBy(history, ({ permaslug }) => permaslug);
  return { models: models.map((model) => modelJson(model, byModel.get(model.permaslug) ?? [])) };
}
