import { z } from "zod";
import { FINALITIES } from "@/lib/domain/finality";
import { CAUSES, WARNING_KINDS } from "@/lib/domain/reconciliation/reconciliation";
import { day, usd } from "../contract";

export const ReconciliationQuery = z.strictObject({
  from: day("First day, UTC, included."),
  to: day("Last day, UTC, included."),
  connection: z
    .array(z.uuid("is not a connection id"))
    .optional()
    .meta({ description: "Only the books of this connection; may be repeated." }),
  format: z.enum(["json", "csv"], "is not a format: use json or csv").default("json"),
});

const dayAmounts = {
  billedUsd: usd.meta({ description: "What OpenRouter charged. It is explained + remainder + difference." }),
  explainedUsd: usd.meta({ description: "What single requests explain." }),
  remainderUsd: usd.meta({ description: "Billed, and no single request is known for it." }),
  differenceUsd: usd.meta({ description: "By how much known requests and the bill disagree." }),
  byokUsd: usd.meta({ description: "What providers charge your own keys; not part of billedUsd." }),
  unmatchedUsd: usd.meta({
    description: "Requests kept out of the books, because it is not certain which key they were billed to.",
  }),
};
export const DAY_AMOUNTS = Object.keys(dayAmounts) as (keyof typeof dayAmounts)[];
const account = z.strictObject({ id: z.uuid(), name: z.string() });

export const ReconciliationAnswer = z
  .strictObject({
    from: z.string(),
    to: z.string(),
    balances: z.boolean().meta({ description: "False where there are warnings." }),
    total: z.strictObject({ ...dayAmounts, unmatchedGenerations: z.int(), finality: z.enum(FINALITIES).nullable() }),
    days: z.array(
      z.strictObject({
        day: z.string(),
        connection: account,
        ...dayAmounts,
        unmatchedGenerations: z.int(),
        activityUsd: usd
          .nullable()
          .meta({ description: "OpenRouter's activity report of the day; null: not known, or itself the books." }),
        restatedByUsd: usd.nullable().meta({ description: "By how much OpenRouter changed the day after it was settled." }),
        books: z
          .enum(["analytics", "activity", "aggregate_csv", "log"])
          .meta({ description: "What the day's bill was taken from." }),
        finality: z.enum(FINALITIES),
        state: z.enum(["balanced", "rebuilding", "off"]),
        causes: z
          .array(
            z.strictObject({ kind: z.enum(CAUSES), part: z.enum(["remainder", "difference", "beside"]), usd: usd.nullable() }),
          )
          .meta({ description: "Why not everything is explained. Those of a part add up to it." }),
      }),
    ),
    credits: z
      .array(
        z.strictObject({
          connection: account,
          from: z.iso.datetime(),
          to: z.iso.datetime(),
          changeUsd: usd,
          leastUsd: usd.nullable(),
          mostUsd: usd.nullable(),
          differenceUsd: usd.nullable(),
          state: z.enum(["agrees", "open", "differs", "unknown"]),
        }),
      )
      .meta({
        description: "By how much the account's use grew between two readings, and the least and most the books have for it.",
      }),
    restatements: z.array(
      z.strictObject({ connection: account, day: z.string(), oldUsd: usd, newUsd: usd, at: z.iso.datetime() }),
    ),
    warnings: z.array(
      z.strictObject({
        kind: z.enum(WARNING_KINDS),
        connection: account,
        day: z.string(),
        expectedUsd: usd,
        foundUsd: usd,
        message: z.string(),
        todo: z.string(),
      }),
    ),
  })
  .meta({ id: "Reconciliation" });
export type ReconciliationAnswer = z.infer<typeof ReconciliationAnswer>;
