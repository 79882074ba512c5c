import { z } from "zod";
import { FINALITIES } from "@/lib/domain/finality";
import { FILTER_DIMENSIONS } from "@/lib/domain/spend/question";
import { usd } from "../contract";

const subjectQuery = {
  team: z.uuid("is not a team id").optional().meta({ description: "The report of this team; without it the organization's." }),
  developer: z.uuid("is not a developer id").optional().meta({ description: "The report of this developer." }),
};

export const ReportListQuery = z.strictObject(subjectQuery);
export const ReportQuery = z.strictObject({
  ...subjectQuery,
  edition: z.coerce
    .number("is not a number")
    .int("is not a whole number")
    .min(1, "is below 1")
    .optional()
    .meta({ description: "An earlier edition; without it the latest." }),
});
export const ReportPath = z.strictObject({ week: z.string().meta({ description: "An ISO week.", example: "2026-W47" }) });

export const ReportListAnswer = z
  .strictObject({
    reports: z.array(
      z.strictObject({
        week: z.string(),
        edition: z.int().meta({ description: "The latest." }),
        madeAt: z.iso.datetime(),
        spendUsd: usd,
        beforeUsd: usd.nullable().meta({ description: "The week before; null: it was not in the books." }),
      }),
    ),
  })
  .meta({ id: "WeeklyReportList" });
export type ReportListAnswer = z.infer<typeof ReportListAnswer>;

const missing = z.strictObject({ known: z.literal(false), why: z.string().meta({ description: "Why it is missing." }) });
const section = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.union([z.strictObject({ known: z.literal(true), ...shape }), missing]);
const day = z.string();
const amount = usd.nullable();
const dimension = z.enum(FILTER_DIMENSIONS);
const value = z.strictObject({
  dimension,
  kind: z.enum(["value", "none", "difference"]),
  id: z.string().nullable(),
  label: z.string(),
});
const share = z.number().nullable().meta({ description: "0 to 1." });
const effects = z
  .strictObject({
    daysUsd: usd,
    volumeUsd: usd,
    mixUsd: usd,
    sizeUsd: usd,
    priceUsd: usd,
    newUsd: usd,
    goneUsd: usd,
    unmeasuredUsd: usd,
  })
  .meta({ description: "They add up to byUsd." });
const changed = { beforeUsd: usd, usd, byUsd: usd };

const changes = section({
  sentence: z.string().nullable(),
  byUsd: usd,
  effects,
  effectsBy: dimension,
  dimensions: z.array(
    z.strictObject({
      dimension,
      rows: z.array(
        z.strictObject({ value, kind: z.enum(["stayed", "new", "gone", "unmeasured"]), ...changed, why: z.string() }),
      ),
      rest: z.strictObject({ count: z.int(), ...changed }).nullable(),
      newOnes: z.array(value),
      goneOnes: z.array(value),
    }),
  ),
});

/** The stored document, as it was made. */
export const ReportAnswer = z
  .strictObject({
    version: z.literal(1),
    edition: z.int(),
    organization: z.string(),
    subject: z.strictObject({
      kind: z.enum(["organization", "teams", "developers"]),
      ids: z.array(z.string()),
      name: z.string(),
    }),
    week: z.string(),
    from: day,
    to: day.meta({ description: "The last day told of: Sunday, or the day before it was made." }),
    before: z.strictObject({ week: z.string(), from: day, to: day }),
    madeAt: z.iso.datetime(),
    spend: z.strictObject({
      usd,
      requests: z.int(),
      finality: z.enum(FINALITIES).nullable(),
      unknownDays: z.array(day).meta({ description: "Days that the books do not have: unknown, not free." }),
      beforeUsd: amount,
      unknownDaysBefore: z.int(),
      unattributedUsd: usd,
      unattributedBeforeUsd: amount,
      differenceUsd: usd,
    }),
    days: z.array(z.strictObject({ day, usd: amount, finality: z.enum(FINALITIES).nullable(), beforeUsd: amount })),
    budgets: section({
      budgets: z.array(
        z.strictObject({
          id: z.string(),
          name: z.string(),
          period: z.string(),
          amountUsd: usd,
          spentUsd: amount,
          share,
          projectedUsd: amount,
          state: z.string(),
          inTrouble: z.boolean(),
          isWhole: z.boolean(),
        }),
      ),
      count: z.int(),
    }),
    forecast: section({ month: z.string(), expectedUsd: usd, lowUsd: usd, highUsd: usd, sevenDayUsd: usd }),
    saved: section({ usd, count: z.int() }),
    changes,
    generations: section({
      rows: z.array(
        z.strictObject({
          id: z.string(),
          at: z.iso.datetime(),
          usd,
          model: z.string(),
          developer: z.string(),
          feature: z.string().nullable(),
          tokens: z.int().nullable(),
        }),
      ),
    }),
    sessions: section({
      rows: z.array(
        z.strictObject({
          id: z.string(),
          usd,
          requests: z.int(),
          from: z.iso.datetime(),
          to: z.iso.datetime(),
          models: z.array(z.string()),
          developers: z.array(z.string()),
        }),
      ),
      ofRequests: z.int().nullable(),
    }),
    spikes: section({
      spikes: z.array(
        z.strictObject({
          title: z.string(),
          sentence: z.string(),
          overUsd: amount,
          state: z.string(),
          path: z.string().nullable(),
        }),
      ),
    }),
    tiers: section({
      tiers: z.array(z.strictObject({ tier: z.string(), label: z.string(), usd, share, beforeShare: share })),
    }),
    newModels: section({
      models: z.array(z.strictObject({ model: z.string(), name: z.string(), sentence: z.string(), path: z.string().nullable() })),
    }),
    recommendations: section({
      open: z.array(
        z.strictObject({
          title: z.string(),
          change: z.string(),
          lowUsd: amount,
          likelyUsd: amount,
          highUsd: amount,
          confidence: z.string(),
          path: z.string().nullable(),
        }),
      ),
      count: z.int(),
      lowUsd: usd,
      highUsd: usd,
    }),
    reconciliation: section({ sentence: z.string(), balances: z.boolean() }),
  })
  .meta({ id: "WeeklyReport" });
