import { type Command, Option } from "commander";
import { formatUsd } from "../../../lib/domain/format";
import { formatMonth } from "../../../lib/domain/format-day";
import { usdToString } from "../../../lib/domain/usd";
import { forecast } from "../../../lib/queries/forecast/forecast";
import { FORECAST_DIMENSIONS, type ForecastDimension } from "../../../lib/queries/forecast/parts";
import { inSession } from "../session";
import { table } from "../table";

/** Where spend is heading, from a terminal: the page's figures. */
export function forecastCommands(program: Command): void {
  program
    .command("forecast")
    .description("what this month and the next are expected to come to, and by what")
    .addOption(new Option("--by <dimension>", "what the parts are told by").choices(FORECAST_DIMENSIONS).default("developer"))
    .action(({ by }: { by: ForecastDimension }, command: Command) =>
      inSession(command, async ({ scope, tell, now }) => {
        const { month, nextMonth, parts } = await forecast(await scope(), { filters: {}, dimension: by, now });
        const { end } = month;
        const told = end
          ? `${formatMonth(month.from)} is expected to come to ${formatUsd(end.expectedUsd)}, in 80 of 100 cases ${formatUsd(end.bands.p80[0])} to ${formatUsd(end.bands.p80[1])}; ${formatUsd(end.sevenDayUsd)} by the seven-day rule. ${nextMonth.end ? `${formatMonth(nextMonth.from)}: ${formatUsd(nextMonth.end.expectedUsd)}.` : ""}`
          : "Nothing is known that a forecast could be made of.";
        const rows = parts.map(({ value, spentUsd, monthEndUsd, nextMonthUsd }) => ({
          name: value.label,
          spentUsd: usdToString(spentUsd),
          monthEndUsd: usdToString(monthEndUsd),
          nextMonthUsd: usdToString(nextMonthUsd),
        }));
        const whole = { monthEndUsd: end && usdToString(end.expectedUsd), sevenDayUsd: end && usdToString(end.sevenDayUsd) };
        tell({ ...whole, parts: rows }, [told, ...table(rows).split("\n")]);
      }),
    );
}
