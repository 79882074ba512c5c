import { z } from "zod";
import { day, usd } from "../contract";

export const OtherCostsQuery = z.strictObject({
  from: day("First day, UTC, included."),
  to: day("Last day, UTC, included."),
});

export const OtherCostsAnswer = z
  .strictObject({
    from: z.string(),
    to: z.string(),
    totalUsd: usd,
    purchasesKnownFrom: z
      .string()
      .nullable()
      .meta({ description: "Purchases of credits are known from this day on; null: none is, as no credits were read yet." }),
    costs: z.array(
      z.strictObject({
        kind: z.enum(["fee", "subscription"]).meta({ description: "fee: on a purchase of credits." }),
        day: z.string(),
        name: z.string(),
        amountUsd: usd,
        creditsUsd: usd.nullable().meta({ description: "The credits that were bought, of which it is the fee." }),
      }),
    ),
  })
  .meta({ id: "OtherCosts" });
export type OtherCostsAnswer = z.infer<typeof OtherCostsAnswer>;
