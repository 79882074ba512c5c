import {
  CHARGEBACK_COLUMNS,
  type ChargebackHead,
  ChargebackSums,
  type ChargeLine,
  chargeCells,
} from "../domain/export/chargeback";
import type { ExportFact } from "../domain/export/export";
import type { TableForm } from "./table-file";

/** A month's lines, and at the foot what they come to and how that ties to OpenRouter's total. */
export function chargebackForm(facts: (head: ChargebackHead) => readonly ExportFact[]): TableForm<ChargeLine, ChargebackHead> {
  const sums = new ChargebackSums();
  return {
    columns: CHARGEBACK_COLUMNS,
    facts,
    *records(line) {
      sums.add(line);
      yield chargeCells(line);
    },
    sums: ["costUsd", "byokUsd"],
    amounts: ({ costUsd, byokUsd }) => ({ costUsd, byokUsd }),
    foot: (head) => sums.foot(head),
  };
}
