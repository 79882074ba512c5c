import { z } from "zod";
import { select, sql } from "../../db/sql";
import type { Day } from "../../domain/day";
import { WaybillError } from "../../domain/error";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { type DimensionValue, valueKey } from "../../domain/spend/value";
import { sumUsd, type Usd } from "../../domain/usd";
import { usdColumn } from "../../facts/figure-columns";
import { snapshot } from "../snapshot";
import { labelsOf } from "../spend/labels";

interface CellAmounts {
  billedUsd: Usd;
  explainedUsd: Usd;
  remainderUsd: Usd;
  differenceUsd: Usd;
}

/** What was billed to one key for one model, and what is known of it. */
export interface ReconciledCell extends CellAmounts {
  key: DimensionValue;
  model: DimensionValue;
}

const row = z.object({
  key_id: z.string().nullable(),
  model: z.string(),
  billed_usd: usdColumn,
  explained_usd: usdColumn,
  remainder_usd: usdColumn,
  difference_usd: usdColumn,
});

/**
 * One connection's day by key and model, the largest bill first; the rows add up to the day. Throws WaybillError
 * `forbidden`, or `not_found` where the organization's books have no such day.
 */
export async function dayCells(
  scope: AuthorizedScope,
  connectionId: string,
  day: Day,
): Promise<{ connectionName: string; cells: ReconciledCell[]; total: CellAmounts }> {
  permit(scope, "reconciliation.read");
  return snapshot(async (client) => {
    const [book] = await select(
      sql`SELECT c.name, b.books FROM day_books b JOIN connections c ON c.id = b.connection_id
          WHERE b.organization_id = ${scope.organizationId}::uuid AND b.connection_id::text = ${connectionId} AND b.day = ${day}::date`,
      z.object({ name: z.string(), books: z.string() }),
      client,
    );
    if (!book) {
      throw new WaybillError("not_found", `The books have no ${day} of this connection.`, {
        todo: "Choose a day from the list.",
      });
    }
    const here = sql`connection_id = ${connectionId}::uuid AND day = ${day}::date`;
    const rows = await select(
      sql`SELECT p.key_id, p.model, sum(p.billed) AS billed_usd, sum(p.explained) AS explained_usd,
            sum(p.remainder) AS remainder_usd, sum(p.difference) AS difference_usd
          FROM (
            SELECT key_id, model, cost_usd AS billed, 0 AS explained, 0 AS remainder, 0 AS difference
            FROM billed_cells WHERE ${here} AND source = ${book.books}
            UNION ALL
            SELECT key_id, model, CASE WHEN ${book.books} = 'log' THEN cost_usd ELSE 0 END,
              CASE WHEN evidence IN ('generation', 'log') THEN cost_usd ELSE 0 END,
              CASE WHEN evidence = 'remainder' THEN cost_usd ELSE 0 END, CASE WHEN evidence = 'difference' THEN cost_usd ELSE 0 END
            FROM spend_lines WHERE ${here}) AS p
          LEFT JOIN keys k ON k.id = p.key_id
          GROUP BY p.key_id, k.name, p.model ORDER BY sum(p.billed) DESC, k.name, p.model`,
      row,
      client,
    );
    const named = rows.flatMap(({ key_id, model }) => [
      { dimension: "key" as const, id: key_id },
      { dimension: "model" as const, id: model },
    ]);
    const labels = await labelsOf(scope, named, client);
    const cells = rows.map(
      (found): ReconciledCell => ({
        key: labels("key", valueKey(found.key_id, false)),
        model: labels("model", valueKey(found.model, false)),
        billedUsd: found.billed_usd,
        explainedUsd: found.explained_usd,
        remainderUsd: found.remainder_usd,
        differenceUsd: found.difference_usd,
      }),
    );
    const sum = (amount: (cell: ReconciledCell) => Usd) => sumUsd(cells.map(amount));
    const total = {
      billedUsd: sum((cell) => cell.billedUsd),
      explainedUsd: sum((cell) => cell.explainedUsd),
      remainderUsd: sum((cell) => cell.remainderUsd),
      differenceUsd: sum((cell) => cell.differenceUsd),
    };
    return { connectionName: book.name, cells, total };
  });
}
