import type { BilledCellReport } from "../domain/billed-cell";
import { addDays, type Day, dayOf } from "../domain/day";
import { WaybillError } from "../domain/error";
import type { FactsOwner } from "../ledger/facts-lock";
import { storeAggregate } from "../ledger/import/aggregate";
import { readAggregateRow, type UsageCsv } from "../openrouter/log-csv/log-csv";
import { type Received, refuseUnlessAnyRow } from "./imports-received";

/** Ten years of 50 keys × models a day; more is no export of this kind. */
const MOST_CELLS = 200_000;

const LEFT_OUT = "its day is left out, since another row of that day was refused and the total would be too low";

/**
 * Takes the export of usage by day as the billed cells of its days. A day of which a row was refused is left out whole: its
 * total would be too low. A row whose day cannot be read spoils the file, since any day could lack it.
 */
export async function takeAggregate(received: Received, owner: FactsOwner, csv: UsageCsv): Promise<void> {
  const tomorrow = addDays(dayOf(new Date()), 1);
  const found: { line: number; cell: BilledCellReport }[] = [];
  const spoilt = new Set<Day>();
  let undated = 0;
  for await (const rows of csv.rows) {
    for (const row of rows) {
      const read = readAggregateRow(row, csv.header, tomorrow);
      if ("cell" in read) found.push({ line: row.line, cell: read.cell });
      else {
        received.refuse(read.reject);
        if (read.day) spoilt.add(read.day);
        else undated += 1;
      }
    }
    received.progress.rows += rows.length;
    if (found.length > MOST_CELLS) {
      throw new WaybillError("too_large", `The file has more than ${MOST_CELLS} rows of usage by day.`, {
        todo: "Export shorter periods and upload them one by one.",
      });
    }
    await received.breathe();
  }
  for (const { line, cell } of found) {
    if (spoilt.has(cell.day)) received.refuse({ line, column: null, reason: LEFT_OUT, value: cell.day });
  }
  await received.settle();
  if (undated > 0) {
    throw new WaybillError(
      "invalid_input",
      `${undated} rows could not be read, nor which day they belong to: every day's total is in doubt.`,
      {
        todo: "Export the file again and upload it as it is.",
      },
    );
  }
  refuseUnlessAnyRow(received.progress);
  const cells = found.flatMap(({ cell }) => (spoilt.has(cell.day) ? [] : [cell]));
  await storeAggregate(received.importId, owner, received.progress, cells, new Date());
}
