import { z } from "zod";
import { BUDGET_KINDS, BUDGET_PERIODS } from "@/lib/domain/budget/budget";
import { BUDGET_DIMENSIONS } from "@/lib/domain/budget/check";
import { BUDGET_STATES } from "@/lib/domain/budget/status";
import { FINALITIES } from "@/lib/domain/finality";
import { usd } from "../contract";

/** What the budget calls take and answer. */

const amount = z
  .union([z.string(), z.number()], "must be an amount of US dollars, as text or a number")
  .transform(String)
  .meta({
    description: "US dollars above zero and below 100 million, as decimal text (a JSON number is taken digit by digit).",
    override: { type: ["string", "number"] },
    example: "250",
  });
const day = (description: string) => z.string().meta({ description, override: { type: "string", format: "date" } });

const filters = z.partialRecord(z.enum(BUDGET_DIMENSIONS as [string, ...string[]]), z.array(z.string())).meta({
  description:
    "Which spend counts: filter words by dimension, as /api/v1/spend takes them. Several of a dimension add up, dimensions narrow each other, none is all spend.",
  example: { team: ["0b7f4a52-6d1d-4f0e-9d0c-000000000001"], model: ["openai/gpt-5"] },
});

export const NewBudget = z
  .strictObject({
    name: z.string(),
    kind: z.enum(BUDGET_KINDS).default("budget"),
    per: z.enum(BUDGET_PERIODS).meta({ description: "UTC day, ISO week (Monday to Sunday) or calendar month." }),
    filters: filters.default({}),
    amountUsd: amount,
    startsOn: day("The first day that counts; the amount of a period that it cuts is not cut."),
    endsOn: day("The last day that counts; null: until it is ended.").nullable().default(null),
    workingDays: z.int().default(22).meta({ description: "Over so many days a month's amount is spread." }),
    ownerEmail: z.string().nullable().default(null),
    note: z.string().default(""),
  })
  .meta({ id: "NewBudget" });

export const BudgetChange = z
  .strictObject({
    name: z.string().optional(),
    note: z.string().optional(),
    ownerEmail: z.string().nullable().optional(),
    endsOn: day("Today or later; null: no end.").nullable().optional(),
    workingDays: z.int().optional(),
  })
  .meta({ id: "BudgetChange", description: "What is left out stays. Spend and period stay as they were made." });

export const NewAmount = z
  .strictObject({
    amountUsd: amount,
    from: day("From the period of this day on; the running one when left out. What is over is not changed.")
      .nullable()
      .default(null),
    until: day("To the end of this day's period: a raise that expires by itself. Left out: for good.").nullable().default(null),
  })
  .meta({ id: "NewAmount" });

export const BudgetPath = z.strictObject({ id: z.uuid("is not a budget's id") });

const window = { from: z.string(), to: z.string() };
const count = z.int().meta({
  description: "Finished days that the books do not have, or whose bill does not tell what counts: spend is at least so much.",
});

const status = z
  .strictObject({
    ...window,
    state: z.enum(BUDGET_STATES).meta({
      description:
        "exceeded: spend has reached the amount. warning: it reached 80 %, or is expected to reach it in this period. no_data: nothing of the period is known.",
    }),
    amountUsd: usd,
    spentUsd: usd.nullable(),
    beyondBillUsd: usd.meta({ description: "What of it arrived today beyond what OpenRouter has billed so far." }),
    unknownDays: count,
    evenUsd: usd.meta({ description: "What an even pace would have spent by now." }),
    leftUsd: usd.nullable(),
    leftPerDayUsd: usd.nullable(),
    dayAmountUsd: usd.meta({ description: "What one day may cost by it, over working days." }),
    reachedOn: z.string().nullable(),
    expectedUsd: usd.nullable().meta({ description: "At the period's end; null where too little is known." }),
    expectedBetween: z.tuple([usd, usd]).nullable().meta({ description: "It ends between these four times in five." }),
    runsOutOn: z.string().nullable(),
    finality: z.enum(FINALITIES).nullable(),
  })
  .meta({ id: "BudgetStatus" });

const budget = {
  id: z.uuid(),
  name: z.string(),
  kind: z.enum(BUDGET_KINDS),
  per: z.enum(BUDGET_PERIODS),
  filters,
  about: z.array(z.strictObject({ dimension: z.string(), word: z.string(), label: z.string(), gone: z.boolean() })),
  amounts: z
    .array(z.strictObject({ from: z.string(), amountUsd: usd }))
    .meta({ description: "Each holds for the periods from its day on, up to the next one's." }),
  startsOn: z.string(),
  endsOn: z.string().nullable(),
  workingDays: z.int(),
  ownerEmail: z.string().nullable(),
  note: z.string(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  status: status.nullable().meta({ description: "null before it begins and after it ended." }),
};

export const BudgetListAnswer = z.strictObject({ budgets: z.array(z.strictObject(budget)) }).meta({ id: "BudgetList" });
export type BudgetListAnswer = z.infer<typeof BudgetListAnswer>;

const past = z.strictObject({
  ...window,
  amountUsd: usd,
  spentUsd: usd.nullable(),
  unknownDays: count,
  outcome: z.enum(["kept", "broken", "unknown"]),
  finality: z.enum(FINALITIES).nullable(),
});

export const BudgetAnswer = z
  .strictObject({ ...budget, past: z.array(past).meta({ description: "Periods that are over, newest first." }) })
  .meta({ id: "Budget" });
export type BudgetAnswer = z.infer<typeof BudgetAnswer>;

export const BudgetMade = z.strictObject({ id: z.uuid() }).meta({ id: "BudgetMade" });
export const BudgetEnded = z
  .strictObject({ id: z.uuid(), lastDay: z.string().nullable().meta({ description: "null: it had not begun, and is gone." }) })
  .meta({ id: "BudgetEnded" });
