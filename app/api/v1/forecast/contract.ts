import { z } from "zod";
import { FORECAST_DIMENSIONS } from "@/lib/queries/forecast/parts";
import { filters, usd } from "../contract";

export const ForecastQuery = z.strictObject({
  by: z
    .enum(FORECAST_DIMENSIONS, `is not a dimension of forecasts: use ${FORECAST_DIMENSIONS.join(", ")}`)
    .default("developer")
    .meta({ description: "What the parts are told by." }),
  ...filters,
});

const band = z.tuple([usd, usd]).meta({ description: "Low and high end." });
const month = (description: string) =>
  z
    .strictObject({
      from: z.string(),
      to: z.string(),
      spentUsd: usd.meta({ description: "What is known of it until now." }),
      unknownDays: z.int().meta({ description: "Finished days that the books do not have: it is at least so much." }),
      expectedUsd: usd.nullable().meta({ description: "Of the whole month; null: nothing is known to go by." }),
      sevenDayUsd: usd.nullable().meta({
        description:
          "What is spent, and the mean of the last seven known days for each day left and its part of what is left of today.",
      }),
      bands: z
        .strictObject({ p50: band, p80: band, p95: band })
        .nullable()
        .meta({ description: "In so many of a hundred cases it ends between the two, going by past errors." }),
      method: z.string().nullable(),
    })
    .meta({ description });

export const ForecastAnswer = z
  .strictObject({
    today: z.string().meta({ description: "UTC." }),
    month: month("The month that is under way."),
    nextMonth: month("The next."),
    by: z.enum(FORECAST_DIMENSIONS),
    parts: z
      .array(
        z.strictObject({
          id: z.string().nullable(),
          label: z.string(),
          spentUsd: usd,
          monthEndUsd: usd,
          monthEndSevenDayUsd: usd,
          nextMonthUsd: usd,
        }),
      )
      .meta({
        description:
          "Each by its own forecast, the same that its own filters give. `Difference`, without an id, is what the whole is more or less than these, so that all add up to the month's and the next month's figures, to the last digit.",
      }),
    record: z
      .array(
        z.strictObject({
          month: z.string(),
          madeOn: z.string(),
          expectedUsd: usd,
          sevenDayUsd: usd,
          actualUsd: usd,
          reckoned: z.boolean().meta({ description: "None was kept of that day: it is what today's books would have said." }),
        }),
      )
      .meta({ description: "What was said of finished months, against what came." }),
  })
  .meta({ id: "Forecast" });
export type ForecastAnswer = z.infer<typeof ForecastAnswer>;
