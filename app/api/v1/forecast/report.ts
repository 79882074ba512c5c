import { type Usd, usdToString } from "@/lib/domain/usd";
import type { Forecast } from "@/lib/queries/forecast/forecast";
import type { MonthForecast } from "@/lib/queries/forecast/whole";
import type { ForecastAnswer } from "./contract";

function bandJson([low, high]: readonly [Usd, Usd]): [string, string] {
  return [usdToString(low), usdToString(high)];
}

function monthJson({ from, to, spentUsd, unknownDays, end }: MonthForecast): ForecastAnswer["month"] {
  return {
    from,
    to,
    spentUsd: usdToString(spentUsd),
    unknownDays,
    expectedUsd: end && usdToString(end.expectedUsd),
    sevenDayUsd: end && usdToString(end.sevenDayUsd),
    bands: end && { p50: bandJson(end.bands.p50), p80: bandJson(end.bands.p80), p95: bandJson(end.bands.p95) },
    method: end?.method ?? null,
  };
}

/** The answer in JSON: money as exact decimal text. */
export function forecastJson({ today, month, nextMonth, dimension, parts, record }: Forecast): ForecastAnswer {
  return {
    today,
    month: monthJson(month),
    nextMonth: monthJson(nextMonth),
    by: dimension,
    parts: parts.map(({ value, ...amounts }) => ({
      id: value.id,
      label: value.label,
      spentUsd: usdToString(amounts.spentUsd),
      monthEndUsd: usdToString(amounts.monthEndUsd),
      monthEndSevenDayUsd: usdToString(amounts.monthEndSevenDayUsd),
      nextMonthUsd: usdToString(amounts.nextMonthUsd),
    })),
    record: record.map(({ expectedUsd, sevenDayUsd, actualUsd, ...said }) => ({
      ...said,
      expectedUsd: usdToString(expectedUsd),
      sevenDayUsd: usdToString(sevenDayUsd),
      actualUsd: usdToString(actualUsd),
    })),
  };
}
