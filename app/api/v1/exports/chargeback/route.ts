import { monthRange } from "@/lib/domain/export/export";
import { answerExport } from "../ask";
import { ChargebackQuery } from "../contract";

/** Whom a month is charged to, with the tie to OpenRouter's total at its foot. */
export function GET(request: Request): Promise<Response> {
  return answerExport(request, ChargebackQuery, ({ month, part }) => ({
    question: { kind: "chargeback", ...monthRange(month), by: [], filters: {}, corrections: false },
    part,
  }));
}
