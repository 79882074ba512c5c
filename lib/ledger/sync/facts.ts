import { execute, sql, transaction } from "../../db/sql";
import type { BilledCellReport, BilledSource } from "../../domain/billed-cell";
import type { Day } from "../../domain/day";
import type { DirectoryReport } from "../../domain/directory";
import type { GenerationReport } from "../../domain/generation/generation";
import { replaceBilledDays } from "../billed-cell/billed-cells";
import type { FactsOwner } from "../facts-lock";
import { mergeGenerations } from "../generation/generations";
import { moveCursor, type SyncCursor, type SyncStream } from "./cursors";
import { replaceDirectory } from "./directory";

/** One page of billed days and how far the stream is with it: both or neither. Returns the days whose figures changed. */
export async function storeBilledDays(
  owner: FactsOwner,
  source: BilledSource,
  page: { days: Day[]; cells: BilledCellReport[]; pulledAt: Date },
  cursor: { stream: SyncStream; at: SyncCursor },
): Promise<Day[]> {
  return transaction(async (client) => {
    const { changedDays } = await replaceBilledDays(client, owner, source, page.pulledAt, page.days, page.cells);
    await moveCursor(client, owner.connectionId, cursor.stream, cursor.at, page.pulledAt);
    return changedDays;
  });
}

/** One page of single requests and how far the stream is with it; a page read again leaves the cursor alone. */
export async function storeGenerations(
  owner: FactsOwner,
  reports: GenerationReport[],
  cursor: SyncCursor | null,
  now: Date,
): Promise<{ inserted: number; changed: number }> {
  return transaction(async (client) => {
    const outcome = reports.length > 0 ? await mergeGenerations(client, owner, reports) : { inserted: 0, changed: 0 };
    if (cursor) await moveCursor(client, owner.connectionId, "generations", cursor, now);
    return outcome;
  });
}

/** Who and what the account consists of now, as far as it could be read. */
export async function storeDirectory(owner: FactsOwner, directory: DirectoryReport, now: Date): Promise<void> {
  await transaction(async (client) => {
    await replaceDirectory(client, owner, directory, now);
    if (!directory.keysAreAll && directory.keys.length === 0) return;
    await execute(sql`UPDATE connections SET directory_synced_at = ${now} WHERE id = ${owner.connectionId}::uuid`, client);
  });
}
