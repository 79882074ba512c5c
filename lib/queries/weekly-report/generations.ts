import { NO_GENERATION_FILTERS } from "../../domain/generation/list";
import { usdToString } from "../../domain/usd";
import type { ReportGeneration, Section } from "../../domain/weekly-report/weekly-report";
import { generationsOf } from "../generation/list";
import { chargedName, featureName } from "../generation/names";
import type { AskedWeek } from "./asked-week";

const LISTED = 5;
const NO_REQUESTS =
  "No single request of this week is known: they were never told, or are not kept any more. The bill alone tells of it.";

/** The five most expensive requests. */
export async function askGenerations({ scope, period }: AskedWeek): Promise<Section<{ rows: ReportGeneration[] }>> {
  const list = { order: "cost", part: null, only: NO_GENERATION_FILTERS } as const;
  const { listed, labels } = await generationsOf(scope, { period, filters: {} }, list, LISTED);
  const rows = listed.flatMap((one): ReportGeneration[] => {
    const { row } = one;
    if (row.cost_usd === null) return [];
    const { prompt_tokens: prompt, completion_tokens: completion } = row;
    return [
      {
        id: row.generation_id,
        at: row.created_at.toISOString(),
        usd: usdToString(row.cost_usd),
        model: labels("model", { kind: "value", id: row.model }).label,
        developer: chargedName(one, labels),
        feature: featureName(one),
        tokens: prompt === null && completion === null ? null : (prompt ?? 0) + (completion ?? 0),
      },
    ];
  });
  return rows.length === 0 ? { known: false, why: NO_REQUESTS } : { known: true, rows };
}
