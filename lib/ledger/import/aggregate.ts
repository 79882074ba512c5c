import { execute, sql, transaction } from "../../db/sql";
import type { BilledCellReport } from "../../domain/billed-cell";
import { startOfDay } from "../../domain/day";
import { sumUsd, usdToString } from "../../domain/usd";
import { replaceBilledDays } from "../billed-cell/billed-cells";
import { wakeWorker } from "../connections";
import type { FactsOwner } from "../facts-lock";
import { holdUpload, noteUpload, type UploadProgress } from "./imports";

/**
 * Takes an uploaded usage by day as the billed cells of the days it names, in one transaction; the worker rebuilds them.
 * When the file was exported is not known, but not before its last day began: days count as read then, so that the last
 * ones, which may have been exported unfinished, are not taken for settled.
 */
export async function storeAggregate(
  importId: string,
  owner: FactsOwner,
  progress: UploadProgress,
  cells: readonly BilledCellReport[],
  now: Date,
): Promise<void> {
  await noteUpload(importId, progress, now);
  const days = [...new Set(cells.map((cell) => cell.day))].sort();
  const [first, last] = [days[0], days.at(-1)];
  await transaction(async (client) => {
    if (!last) return;
    await holdUpload(client, importId);
    const read = startOfDay(last);
    const changed = new Set((await replaceBilledDays(client, owner, "aggregate_csv", read, days, cells)).changedDays);
    const inserted = cells.filter((cell) => changed.has(cell.day)).length;
    await execute(
      sql`UPDATE imports SET kind = 'aggregate', status = 'staged', inserted = ${inserted}, merged = ${cells.length - inserted}, cost_usd = ${usdToString(sumUsd(cells.map((cell) => cell.costUsd)))}::numeric,
            first_day = ${first ?? null}::date, last_day = ${last ?? null}::date
          WHERE id = ${importId}::uuid AND status = 'uploading'`,
      client,
    );
    await wakeWorker(client);
  });
}
