import { z } from "zod";
import { type Sql, sql } from "../../db/sql";
import {
  type ComingModel,
  type FittingModel,
  fittingModels,
  type KnownRequests,
  type UsedModel,
} from "../../domain/catalogue/new-model";
import { blendedPrice } from "../../domain/catalogue/tier";
import { addDays, type Day, startOfDay } from "../../domain/day";
import type { AuthorizedScope } from "../../domain/scope";
import { booksOf } from "../reconciliation/books";
import { askBooks } from "../remembered";
import { snapshot } from "../snapshot";
import { spendRows } from "../spend/spend";
import { type CatalogueModel, catalogue } from "./catalogue";
import { clockBucket, conditionsOf, lengthBucket, type PriceConditions } from "./price-conditions";
import { type CatalogueChange, catalogueChanges } from "./price-history";

/** Whose traffic is looked at: the last days before the end, and the models that cost most in them. */
const DAYS = 30;
const MOST_MODELS = 20;

const count = z.coerce.number();
const knownRow = z.object({
  model: z.string(),
  requests: count,
  longestPrompt: count,
  at: z.date(),
  prompt: count,
  cached: count,
  written: count,
  completion: count,
  reasoning: count,
});

/** The organization's requests that are known one by one, those of one price together. */
function askKnown({ organizationId }: AuthorizedScope, { from, to }: { from: Day; to: Day }, conditions: PriceConditions): Sql {
  return sql`SELECT model, ${lengthBucket(conditions)} AS size, ${clockBucket(conditions)} AS clock, count(*) AS requests,
      max(prompt_tokens) AS "longestPrompt", min(created_at) AS at, sum(prompt_tokens) AS prompt, coalesce(sum(cached_tokens), 0) AS cached,
      coalesce(sum(cache_write_tokens), 0) AS written, sum(completion_tokens) AS completion, coalesce(sum(reasoning_tokens), 0) AS reasoning
    FROM generations WHERE organization_id = ${organizationId}::uuid AND day BETWEEN ${from}::date AND ${to}::date
      AND prompt_tokens IS NOT NULL AND completion_tokens IS NOT NULL GROUP BY 1, 2, 3`;
}

function knownRequests({ requests, longestPrompt, at, ...tokens }: z.output<typeof knownRow>): KnownRequests {
  return {
    requests,
    longestPrompt,
    at,
    used: {
      promptTokens: tokens.prompt,
      cachedTokens: tokens.cached,
      cacheWriteTokens: tokens.written,
      completionTokens: tokens.completion,
      reasoningTokens: tokens.reasoning,
    },
  };
}

/** Came for the first time, or costs less than before by the blended price; the newest word on each model. */
function comingOf(changes: readonly CatalogueChange[], models: readonly CatalogueModel[]): ComingModel[] {
  const listed = new Map(models.map((model) => [model.permaslug, model]));
  const coming = new Map<string, ComingModel>();
  for (const change of changes) {
    const model = listed.get(change.permaslug);
    if (!model || change.kind === "retired" || coming.get(change.permaslug)?.how === "new") continue;
    if (change.kind === "price") {
      const [before, after] = [blendedPrice(change.before), blendedPrice(change.after)];
      if (before === null || after === null || after >= before) continue;
    }
    coming.set(change.permaslug, {
      permaslug: model.permaslug,
      slug: model.slug,
      name: model.name,
      how: change.kind === "new" ? "new" : "undercut",
      at: change.at,
      pricing: model.pricing,
      contextLength: model.contextLength,
      outputModalities: model.outputModalities,
      supportedParameters: model.supportedParameters,
      expirationDate: model.expirationDate,
      benchmark: model.benchmarks?.intelligence ?? null,
    });
  }
  return [...coming.values()];
}

/**
 * Models that came into the catalogue or fell in price since a day, and would cost less on the traffic that the asker sees
 * of the thirty days up to `to`. Empty where the catalogue has no history that far back, or nothing fits.
 */
export async function newModels(scope: AuthorizedScope, since: Day, to: Day): Promise<FittingModel[]> {
  return snapshot(async (client) => {
    const changes = (await catalogueChanges(scope, startOfDay(since), client)).filter(
      ({ at }) => at < startOfDay(addDays(to, 1)),
    );
    if (changes.length === 0) return [];
    const period = { from: addDays(to, 1 - DAYS), to };
    const books = await booksOf(scope, [period], {}, to, client);
    const rows = (await spendRows(scope, { ...period, by: ["model"], filters: {} }, books, client)).slice(0, MOST_MODELS);
    const ids = rows.flatMap(({ keys }) => keys.model?.id ?? []);
    const [mine, listed] = [await catalogue(scope, { permaslugs: ids }, client), await catalogue(scope, {}, client)];
    const coming = comingOf(changes, listed);
    // One question for all who are told of the same days: it looks at every request.
    const conditions = conditionsOf(coming.map(({ pricing }) => pricing));
    const requests = await askBooks(books, askKnown(scope, period, conditions), knownRow, client);
    const requestsOf = Map.groupBy(requests, (row) => row.model);
    const known = new Map(mine.map((model) => [model.permaslug, model]));
    const used = rows.flatMap(({ keys, ...figures }): UsedModel[] => {
      const model = known.get(keys.model?.id ?? "");
      if (!model) return [];
      return [
        {
          permaslug: model.permaslug,
          name: model.name,
          costUsd: figures.costUsd,
          requests: figures.requests,
          used: figures,
          known: (requestsOf.get(model.permaslug) ?? []).map(knownRequests),
          supportedParameters: model.supportedParameters,
          benchmark: model.benchmarks?.intelligence ?? null,
        },
      ];
    });
    const daysKnown = Math.max(1, books.of(period).days.length);
    return fittingModels(coming, used, daysKnown);
  });
}
