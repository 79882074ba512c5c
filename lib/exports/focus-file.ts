import type { CsvCell } from "../domain/csv";
import type { ExportHead } from "../domain/export/export";
import {
  correctionRow,
  type FocusCharge,
  type FocusCorrection,
  type FocusPurchase,
  focusRows,
  purchaseRow,
} from "../domain/export/focus";
import { FOCUS_COLUMNS, FOCUS_NUMBERS, type FocusRow } from "../domain/export/focus-columns";
import { parseUsd, sumUsd } from "../domain/usd";
import type { TableForm } from "./table-file";

type Part = { charge: FocusCharge } | { correction: FocusCorrection } | { purchase: FocusPurchase };

function rowsOf(part: Part): FocusRow[] {
  if ("charge" in part) return focusRows(part.charge);
  return ["correction" in part ? correctionRow(part.correction) : purchaseRow(part.purchase)];
}

function cellsOf(row: FocusRow): CsvCell[] {
  return FOCUS_COLUMNS.map((column): CsvCell => {
    const value = row[column] ?? null;
    if (value === null) return null;
    return FOCUS_NUMBERS.has(column) ? { number: value } : { text: value };
  });
}

/** ChargeClass, else ChargeCategory, of which the control file tells the sum by itself. */
const SUMMED_APART = ["Usage", "Adjustment", "Purchase", "Correction"] as const;
const nameOfSum = (category: string) => `BilledCost of ${category}`;

/** FOCUS 1.2: its first line are the columns' names, so what it is of stands in the control file and in its rows. */
export function focusForm(): TableForm<Part, ExportHead> {
  let rows: FocusRow[] = [];
  const billed = (category: string) =>
    sumUsd(
      rows.flatMap(({ ChargeCategory, ChargeClass, BilledCost }) =>
        (ChargeClass ?? ChargeCategory) === category ? [parseUsd(BilledCost ?? "0")] : [],
      ),
    );
  return {
    columns: FOCUS_COLUMNS,
    facts: null,
    *records(part) {
      rows = rowsOf(part);
      for (const row of rows) yield cellsOf(row);
    },
    sums: ["BilledCost", ...SUMMED_APART.map(nameOfSum), "x_EstimatedByokCost"],
    amounts: () => ({
      BilledCost: sumUsd(rows.map(({ BilledCost }) => parseUsd(BilledCost ?? "0"))),
      ...Object.fromEntries(SUMMED_APART.map((category) => [nameOfSum(category), billed(category)])),
      x_EstimatedByokCost: sumUsd(
        rows.flatMap(({ x_EstimatedByokCost }) => (x_EstimatedByokCost ? [parseUsd(x_EstimatedByokCost)] : [])),
      ),
    }),
  };
}
