import type { ExportFact, ExportHead } from "../domain/export/export";
import { spendCells, spendColumns } from "../domain/spend/columns";
import type { SpendQuestion, SpendRow } from "../domain/spend/question";
import type { TableForm } from "./table-file";

/** Spend by the question's dimensions, without a total, so that a sum over a column is right. */
export function spendForm(
  { by }: SpendQuestion,
  facts: (head: ExportHead) => readonly ExportFact[],
): TableForm<SpendRow, ExportHead> {
  return {
    columns: spendColumns(by),
    facts,
    *records(row) {
      yield spendCells(by, row);
    },
    sums: ["costUsd", "byokUsd"],
    amounts: ({ costUsd, byokUsd }) => ({ costUsd, byokUsd }),
  };
}
