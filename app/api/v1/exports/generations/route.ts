import type { Day } from "@/lib/domain/day";
import { checkedPeriod } from "../../spend/period";
import { answerExport } from "../ask";
import { GenerationsExportQuery } from "../contract";

/** Every single request of a period as a file. */
export function GET(request: Request): Promise<Response> {
  return answerExport(request, GenerationsExportQuery, ({ from, to, part, ...filters }) => ({
    question: { kind: "generations", ...checkedPeriod(from as Day, to as Day), by: [], filters, corrections: false },
    part,
  }));
}
