import type { Day } from "@/lib/domain/day";
import { checkedPeriod } from "../../spend/period";
import { answerExport } from "../ask";
import { FocusQuery } from "../contract";

/** Charges in the form of FOCUS 1.2. */
export function GET(request: Request): Promise<Response> {
  return answerExport(request, FocusQuery, ({ from, to, corrections, part, ...filters }) => ({
    question: { kind: "focus", ...checkedPeriod(from as Day, to as Day), by: [], filters, corrections: corrections === "yes" },
    part,
  }));
}
