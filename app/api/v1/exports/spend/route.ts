import type { Day } from "@/lib/domain/day";
import { checkedPeriod } from "../../spend/period";
import { answerExport } from "../ask";
import { SpendExportQuery } from "../contract";

/** Spend at any grouping as a file, of whatever length. */
export function GET(request: Request): Promise<Response> {
  return answerExport(request, SpendExportQuery, ({ from, to, by, part, ...filters }) => ({
    question: { kind: "spend", ...checkedPeriod(from as Day, to as Day), by: [...new Set(by)], filters, corrections: false },
    part,
  }));
}
