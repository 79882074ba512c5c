import { mintSystemScope } from "../domain/mint-scope";
import { filterWord } from "../domain/spend/question";
import { keepForecasts, type MadeForecast } from "../ledger/forecasts";
import { FORECAST_DIMENSIONS, forecastParts } from "../queries/forecast/parts";
import { forecastWhole, type MonthForecast } from "../queries/forecast/whole";
import { sharedSnapshot } from "../queries/snapshot";

function made(month: MonthForecast): MadeForecast[] {
  if (!month.end) return [];
  const { from, to, spentUsd, end } = month;
  const { expectedUsd, sevenDayUsd, bands, method } = end;
  return [{ dimension: "", word: "", periodFrom: from, periodTo: to, spentUsd, expectedUsd, sevenDayUsd, bands, method }];
}

/** Keeps what is said today of this month and the next, of the organization and of its parts. Safe to run twice, and at once. */
export async function makeForecasts(organizationId: string, now: () => Date): Promise<void> {
  const at = now();
  const scope = mintSystemScope(organizationId, { kind: "job" });
  const forecasts = await sharedSnapshot(async (on) => {
    const whole = await forecastWhole(scope, {}, at, on);
    const { month, nextMonth } = whole;
    const all = [...made(month), ...made(nextMonth)];
    const method = month.end?.method ?? "";
    for (const dimension of FORECAST_DIMENSIONS) {
      for (const part of await forecastParts(scope, {}, dimension, whole, at, on)) {
        // What is left between parts and whole is no forecast of anything.
        if (part.key.kind === "difference") continue;
        const { spentUsd, monthEndUsd: expectedUsd, monthEndSevenDayUsd: sevenDayUsd } = part;
        const word = filterWord(dimension, part.key);
        const period = { periodFrom: month.from, periodTo: month.to };
        all.push({ dimension, word, ...period, spentUsd, expectedUsd, sevenDayUsd, bands: null, method });
      }
    }
    return all;
  });
  await keepForecasts(organizationId, forecasts, at);
}
