import { usdToString, ZERO_USD } from "../../domain/usd";
import type { ReportRecommendation, ReportSaved, Section, WeeklyReport } from "../../domain/weekly-report/weekly-report";
import { recommendations, verifiedSavings } from "../recommendation/recommendations";
import type { AskedWeek } from "./asked-week";

/** Those that would save most; all are counted. */
const LISTED = 5;
const NEVER_LOOKED = "Waybill has not looked for recommendations yet; it does once a day.";

/** What waits for a yes or no, as it was found last: of those whose requests are all within the report's spend. */
export async function askRecommendations({ scope }: AskedWeek): Promise<WeeklyReport["recommendations"]> {
  const { list, total, look } = await recommendations(scope, { states: ["open"] });
  if (list.length === 0 && look.finishedAt === null) return { known: false, why: look.error ?? NEVER_LOOKED };
  const open = list.slice(0, LISTED).map(({ id, title, change, confidence, together }): ReportRecommendation => {
    const saves = together.high !== ZERO_USD;
    return {
      title,
      change: change.words,
      lowUsd: saves ? usdToString(together.low) : null,
      likelyUsd: saves ? usdToString(together.likely) : null,
      highUsd: saves ? usdToString(together.high) : null,
      confidence,
      path: `recommendations/${id}`,
    };
  });
  return { known: true, open, count: list.length, lowUsd: usdToString(total.low), highUsd: usdToString(total.high) };
}

/** What accepted recommendations saved in the week, as its traffic shows. */
export async function askSaved({ scope, period }: AskedWeek): Promise<Section<ReportSaved>> {
  const { totalUsd, savings } = await verifiedSavings(scope, period);
  return { known: true, usd: usdToString(totalUsd), count: savings.length };
}
