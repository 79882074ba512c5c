import type pg from "pg";
import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import { BILLED_SOURCES, type BilledCellReport, type BilledSource } from "../../domain/billed-cell";
import type { Day } from "../../domain/day";
import { figureColumns, readFigures } from "../../facts/figure-columns";
import type { FactsOwner } from "../facts-lock";
import { replaceBilledDays } from "./billed-cells";

const StoredCell = z
  .object({
    day: z.string().transform((day) => day as Day),
    source: z.enum(BILLED_SOURCES),
    pulled_at: z.date(),
    hash: z.string().nullable(),
    name: z.string().nullable(),
    model: z.string(),
    provider: z.string().nullable(),
    ...figureColumns,
  })
  .transform((row) => ({
    source: row.source,
    pulledAt: row.pulled_at,
    cell: {
      day: row.day,
      key: { hash: row.hash, name: row.name },
      model: row.model,
      provider: row.provider,
      ...readFigures(row),
    } satisfies BilledCellReport,
  }));

/** One day of one source, as it was reported. */
interface ReportedDay {
  source: BilledSource;
  pulledAt: Date;
  day: Day;
  cells: BilledCellReport[];
}

const NamedDay = z.object({ day: z.string() });

/**
 * The billed days of the connection on which a cell's key is known by one of these names alone, as if reported again.
 * Asked in two steps, each by index alone: of a connection that is newer than the statistics, the planner expects a row at
 * most, and would compare everything with everything.
 */
export async function readNamedCells(client: Queryable, owner: FactsOwner, names: readonly string[]): Promise<ReportedDay[]> {
  const named = await select(
    sql`SELECT DISTINCT day FROM billed_cells WHERE connection_id = ${owner.connectionId}::uuid AND key_id = ANY (ARRAY (
          SELECT id FROM keys WHERE connection_id = ${owner.connectionId}::uuid AND hash IS NULL AND name = ANY (${[...names]}::text[])))`,
    NamedDay,
    client,
  );
  if (named.length === 0) return [];
  const rows = await select(
    sql`SELECT cell.day, cell.source, key.hash, key.name, cell.model, cell.provider, cell.cost_usd, cell.byok_usd, cell.requests,
          cell.prompt_tokens, cell.cached_tokens, cell.cache_write_tokens, cell.completion_tokens, cell.reasoning_tokens,
          (SELECT pulled_at FROM billed_days billed WHERE billed.connection_id = cell.connection_id AND billed.day = cell.day
            AND billed.source = cell.source) AS pulled_at
        FROM billed_cells cell LEFT JOIN keys key ON key.id = cell.key_id
        WHERE cell.connection_id = ${owner.connectionId}::uuid AND cell.day = ANY (${named.map(({ day }) => day)}::date[])
        ORDER BY cell.day, cell.source`,
    StoredCell,
    client,
  );
  const days = Map.groupBy(rows, (row) => `${row.cell.day} ${row.source}`);
  return [...days.values()].flatMap((found) => {
    const [first] = found;
    if (!first) return [];
    return [{ source: first.source, pulledAt: first.pulledAt, day: first.cell.day, cells: found.map((row) => row.cell) }];
  });
}

/** Stores those days anew in which a key goes by one of these names, so that its cells find the key it stands for now. */
export async function replaceNamedCells(
  client: pg.ClientBase,
  owner: FactsOwner,
  days: readonly ReportedDay[],
  names: ReadonlySet<string>,
): Promise<void> {
  for (const { source, pulledAt, day, cells } of days) {
    const concerned = cells.some(({ key }) => key.hash === null && key.name !== null && names.has(key.name));
    if (concerned) await replaceBilledDays(client, owner, source, pulledAt, [day], cells);
  }
}
