import { z } from "zod";
import { RECOMMENDATION_STATES } from "@/lib/domain/recommendation/life";
import { SAVED_BY, VERDICTS } from "@/lib/domain/recommendation/outcome";
import { CONFIDENCES, RECOMMENDATION_KINDS } from "@/lib/domain/recommendation/recommendation";
import { usd } from "../contract";

export const RecommendationsQuery = z.strictObject({
  state: z
    .array(z.enum(RECOMMENDATION_STATES, `is not a state: use ${RECOMMENDATION_STATES.join(", ")}`))
    .optional()
    .meta({ description: "Only those that stand so; may be repeated. Without it all but closed ones, which no longer hold." }),
  format: z.enum(["json", "csv"], "is not a format: use json or csv").default("json"),
});

const range = (description: string) => z.strictObject({ lowUsd: usd, likelyUsd: usd, highUsd: usd }).meta({ description });
const place = z.strictObject({ model: z.string().nullable(), provider: z.string().nullable() });
const instant = z.iso.datetime();

const outcome = z
  .strictObject({
    verdict: z.enum(VERDICTS).meta({ description: "waiting: too few requests were served so to tell." }),
    switchedOn: z.string().nullable(),
    requests: z.int(),
    switched: z.int().meta({ description: "How many of these requests were served as recommended." }),
    switchedUsd: usd,
    savedUsd: usd.meta({ description: "Negative: it cost more." }),
    by: z.enum(SAVED_BY),
  })
  .meta({ description: "What the traffic shows since it was accepted." });

export const RecommendationsAnswer = z
  .strictObject({
    period: z
      .strictObject({ from: z.string(), to: z.string(), days: z.int(), requests: z.int(), costUsd: usd })
      .nullable()
      .meta({ description: "The requests that were looked at; null: not looked yet, or not all of them are yours to see." }),
    lookedAt: instant.nullable(),
    total: range("What those that are open or on trial would save together, dollars a month. The sum of their `together`."),
    verifiedUsd: usd.meta({ description: "What accepted ones have saved so far, as the traffic shows." }),
    recommendations: z.array(
      z.strictObject({
        id: z.uuid(),
        kind: z.enum(RECOMMENDATION_KINDS),
        state: z.enum(RECOMMENDATION_STATES),
        title: z.string(),
        filters: z
          .record(z.string(), z.array(z.string()))
          .meta({ description: "Whose requests, as the spend filters write it." }),
        confidence: z.enum(CONFIDENCES),
        together: range("Dollars a month on top of those that are applied before it."),
        alone: range("Dollars a month if it were the only change."),
        atStakeUsd: usd.nullable().meta({ description: "Dollars a month at stake where the change itself saves nothing." }),
        change: z.strictObject({ words: z.string(), snippet: z.string().nullable() }),
        move: z.strictObject({ from: place, to: place }).nullable(),
        assumption: z.string(),
        risk: z.string(),
        evidence: z.strictObject({
          from: z.string(),
          to: z.string(),
          requests: z.int(),
          costUsd: usd,
          figures: z.array(z.strictObject({ label: z.string(), value: z.string() })),
          generationIds: z.array(z.string()),
        }),
        trialIds: z.array(z.string()).meta({ description: "Requests to replay while it is on trial." }),
        foundAt: instant,
        decision: z.strictObject({ at: instant, by: z.string(), reason: z.string().nullable() }).nullable(),
        outcome: outcome.nullable(),
      }),
    ),
  })
  .meta({ id: "Recommendations" });
export type RecommendationsAnswer = z.infer<typeof RecommendationsAnswer>;
