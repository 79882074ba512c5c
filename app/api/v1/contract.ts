import { z } from "zod";
import { isDay } from "@/lib/domain/day";
import { DIMENSIONS } from "@/lib/domain/dimension";
import { ERROR_CODES } from "@/lib/domain/error";
import { FINALITIES } from "@/lib/domain/finality";
import { GENERATION_ORDERS } from "@/lib/domain/generation/list";
import { FILTER_DIMENSIONS } from "@/lib/domain/spend/question";

/** What the API takes and answers. Handlers validate by these schemas, and openapi.json is made from them. */

export const day = (description: string) =>
  z
    .string()
    .refine(isDay, "is not a day: use YYYY-MM-DD")
    .meta({ description, override: { type: "string", format: "date" }, example: "2026-11-01" });

const filterOf = (dimension: string) =>
  z
    .array(z.string())
    .optional()
    .meta({
      description: `Only spend of this ${dimension}; may be repeated. \`none\` is spend without one. A value that begins with \`=\`, or is called none or difference, is written with \`=\` before it.`,
    });

export const filters = Object.fromEntries(FILTER_DIMENSIONS.map((dimension) => [dimension, filterOf(dimension)])) as Record<
  (typeof FILTER_DIMENSIONS)[number],
  ReturnType<typeof filterOf>
>;

export const by = z
  .array(z.enum(DIMENSIONS, `is not a dimension: use ${DIMENSIONS.join(", ")}`))
  .min(1, "names no dimension")
  .default(["day"])
  .meta({ description: "What to sum by; several separated by commas or repeated.", example: ["day", "model"] });

const format = z.enum(["json", "csv"], "is not a format: use json or csv").default("json");

export const SpendQuery = z.strictObject({
  from: day("First day, UTC, included."),
  to: day("Last day, UTC, included."),
  by,
  format,
  ...filters,
});

export const usd = z
  .string()
  .regex(/^-?\d+(\.\d{1,12})?$/)
  .meta({ description: "US dollars, an exact decimal.", example: "12.0345" });
const tokens = z.int().nullable().meta({ description: "null where no source tells; that is not zero." });

const figures = {
  costUsd: usd.meta({ description: "What OpenRouter charged." }),
  byokUsd: usd.meta({ description: "What providers charge your own keys; not part of costUsd." }),
  requests: z.int(),
  promptTokens: tokens,
  cachedTokens: tokens,
  cacheWriteTokens: tokens,
  completionTokens: tokens,
  reasoningTokens: tokens,
};

const value = z
  .strictObject({ id: z.string().nullable(), label: z.string() })
  .meta({ description: "id null: spend without a value of this dimension, such as Unattributed." });
const values = Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, value.optional()])) as Record<
  (typeof DIMENSIONS)[number],
  z.ZodOptional<typeof value>
>;

export const SpendAnswer = z
  .strictObject({
    from: z.string(),
    to: z.string(),
    by: z.array(z.enum(DIMENSIONS)),
    total: z.strictObject(figures),
    rows: z.array(
      z.strictObject({ ...values, ...figures, finality: z.enum(FINALITIES).nullable() }).meta({
        description: "One property for each dimension of `by`, the figures, and how final they are (null: no books).",
      }),
    ),
  })
  .meta({ id: "Spend" });
export type SpendAnswer = z.infer<typeof SpendAnswer>;

export const ImportQuery = z.strictObject({
  connection: z.uuid("is not a connection id").optional().meta({
    description: "Which connection's account the file is of. Needed only where the organization has several.",
  }),
  name: z
    .string()
    .max(200, "is longer than 200 characters")
    .optional()
    .meta({ description: "The file's name, to find it again." }),
});

export const ImportAccepted = z.strictObject({ id: z.uuid() }).meta({ id: "ImportAccepted" });

const reject = z.strictObject({
  line: z.int(),
  column: z.string().nullable(),
  reason: z.string(),
  value: z.string().nullable(),
});

export const ImportAnswer = z
  .strictObject({
    id: z.uuid(),
    fileName: z.string(),
    kind: z.enum(["log", "aggregate"]).nullable().meta({ description: "null until the header was read." }),
    status: z
      .enum(["uploading", "staged", "merging", "rebuilding", "cancelling", "succeeded", "failed", "cancelled"])
      .meta({ description: "`cancelling`: what was merged is being taken back." }),
    progress: z
      .strictObject({
        share: z.number().nullable().meta({ description: "Part of the step at hand that is done, 0 to 1." }),
        rowsPerSecond: z.int().nullable(),
        secondsLeft: z.int().nullable().meta({ description: "Until the step at hand ends, if it goes on as it did." }),
      })
      .nullable()
      .meta({ description: "null when nothing goes on any more; single figures are null while they cannot be told." }),
    bytes: z.int(),
    expectedBytes: z.int().nullable().meta({ description: "What the sender said the file is long." }),
    rows: z.int(),
    inserted: z.int().meta({ description: "Rows that were new." }),
    merged: z.int().meta({ description: "Rows of requests that were known already." }),
    rejected: z.int().meta({ description: "Rows that were refused." }),
    rejects: z.array(reject).meta({ description: "The first refused rows; all of them at /api/v1/imports/{id}/rejects." }),
    costUsd: usd.nullable().meta({ description: "Sum over the accepted rows." }),
    firstDay: z.string().nullable(),
    lastDay: z.string().nullable(),
    error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
    createdAt: z.iso.datetime(),
    cancelledBy: z.string().nullable().meta({ description: "Who asked for its end; null: nobody." }),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Import" });
export type ImportAnswer = z.infer<typeof ImportAnswer>;

export const GenerationsQuery = z.strictObject({
  connection: z.uuid("is not a connection id").optional().meta({
    description: "Which connection's account the requests ran on. Needed only where the organization has several.",
  }),
});

const words = (description: string) =>
  z.string().min(1, "is empty").max(1000, "is longer than 1,000 characters").optional().meta({ description });

export const GenerationListQuery = z.strictObject({
  from: day("First day, UTC, included."),
  to: day("Last day, UTC, included."),
  order: z
    .enum(GENERATION_ORDERS, `is not an order: use ${GENERATION_ORDERS.join(", ")}`)
    .default("time")
    .meta({
      description: "time: the newest first. cost: the most expensive first; free requests and unknown costs are left out.",
    }),
  limit: z.coerce
    .number("is not a number")
    .int("is not a whole number")
    .min(1, "is below 1")
    .max(500, "is above 500")
    .default(100),
  after: words("The `next` of the answer before: goes on behind it. Keep all other parameters as they were."),
  format,
  user: words("Only requests with this `user` field."),
  session: words("Only requests of this session."),
  finish: words("Only requests that ended so, such as stop or length."),
  minimum: words("Only requests that cost at least so many US dollars, such as 0.05."),
  source: z
    .enum(["log", "analytics", "broadcast", "client"], "is not a source: use log, analytics, broadcast, client")
    .optional()
    .meta({
      description: "Only requests that this source spoke of.",
    }),
  ...filters,
});

const named = z.strictObject({ id: z.string().nullable(), label: z.string() });

const generation = z.strictObject({
  id: z.string(),
  createdAt: z.iso.datetime(),
  connection: named,
  developers: z.array(named).meta({ description: "Whom it is charged to; several where a rule splits it; id null: nobody." }),
  key: named.nullable().meta({ description: "null where no source tells the key; id null where it is known by name alone." }),
  model: z.string(),
  provider: z.string().nullable(),
  features: z.array(z.string()).meta({ description: "What it was for; several where a rule splits it." }),
  app: z.string().nullable(),
  user: z.string().nullable(),
  session: z.string().nullable(),
  costUsd: usd.nullable().meta({ description: "What OpenRouter charged; null: no source told it." }),
  byokUsd: usd.nullable(),
  promptTokens: tokens,
  cachedTokens: tokens,
  cacheWriteTokens: tokens,
  completionTokens: tokens,
  reasoningTokens: tokens,
  finishReason: z.string().nullable(),
  cancelled: z.boolean().nullable(),
  sources: z.array(z.enum(["log", "analytics", "broadcast", "client"])),
});

export const GenerationListAnswer = z
  .strictObject({
    generations: z.array(generation),
    next: z.string().nullable().meta({
      description:
        "Where the list goes on: send it as `after`. null: this was the end. An answer may have fewer than `limit`, or none, and yet a next one.",
    }),
  })
  .meta({ id: "GenerationList" });
export type GenerationListAnswer = z.infer<typeof GenerationListAnswer>;

export const GenerationsTaken = z
  .strictObject({
    accepted: z.int().meta({ description: "Records that were taken, whether or not they told anything new." }),
    inserted: z.int().meta({ description: "Generations not known before." }),
    rejected: z
      .array(z.strictObject({ index: z.int(), field: z.string().nullable(), reason: z.string() }))
      .meta({ description: "Records that were refused, by their place in the body from 0, and why. The others were taken." }),
  })
  .meta({ id: "GenerationsTaken" });
export type GenerationsTaken = z.infer<typeof GenerationsTaken>;

export const TracesQuery = z.strictObject({
  connection: z.uuid("is not a connection id").optional().meta({
    description: "Which connection's account the generations are of. Needed only where their account does not tell.",
  }),
});

export const TracesTaken = z
  .strictObject({
    partialSuccess: z.strictObject({
      rejectedSpans: z.string().optional().meta({ description: "How many generations were refused; the others were taken." }),
      errorMessage: z.string().optional().meta({ description: "Which were refused and why, and what was left out of others." }),
    }),
  })
  .meta({ id: "TracesTaken" });
export type TracesTaken = z.infer<typeof TracesTaken>;

export const ImportPath = z.strictObject({ id: z.uuid("is not an import's id") });
export const NoQuery = z.strictObject({});

export const ErrorAnswer = z
  .strictObject({
    error: z.strictObject({
      code: z.enum(ERROR_CODES),
      message: z.string().meta({ description: "What happened." }),
      todo: z.string().nullable().meta({ description: "What to do." }),
      importId: z.uuid().optional().meta({ description: "The import that a refused upload became: its refused rows are kept." }),
    }),
  })
  .meta({ id: "Error" });
