import { formatMonth } from "../../domain/format-day";
import { usdToString } from "../../domain/usd";
import type { ReportForecast, Section } from "../../domain/weekly-report/weekly-report";
import { forecastMonth } from "../forecast/forecast";
import type { AskedWeek } from "./asked-week";

/**
 * Where the month is heading that the report was made in: what the forecast page says at that moment to the report's
 * readers.
 */
export async function askForecast({ scope, asOf }: AskedWeek): Promise<Section<ReportForecast>> {
  const { from, end } = await forecastMonth(scope, {}, asOf);
  if (!end) return { known: false, why: "No complete day is known yet to forecast from." };
  const { expectedUsd, sevenDayUsd, bands } = end;
  return {
    known: true,
    month: formatMonth(from),
    expectedUsd: usdToString(expectedUsd),
    lowUsd: usdToString(bands.p80[0]),
    highUsd: usdToString(bands.p80[1]),
    sevenDayUsd: usdToString(sevenDayUsd),
  };
}
