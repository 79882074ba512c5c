import fc from "fast-check";
import { expect, it } from "vitest";
import { pool } from "../db/client";
import { parseDay } from "../domain/day";
import { groupingOf, KEPT_GROUPINGS } from "../domain/dimension";
import { TOKEN_FIGURES } from "../domain/figures";
import { type DrawnCell, type DrawnDay, drawnDay } from "../test/generated-day";
import { booksOf, sumsOf } from "../test/read-books";
import { type Account, storeAccount, storeBill, storeRequests } from "../test/stored-day";
import { rebuildDay } from "./rebuild-day";

const DAY = parseDay("2026-11-20");
const NOW = new Date("2026-11-21T08:00:00Z");
const PULLED = new Date("2026-11-21T07:00:00Z");

const COLUMN_OF = {
  promptTokens: "prompt_tokens",
  cachedTokens: "cached_tokens",
  cacheWriteTokens: "cache_write_tokens",
  completionTokens: "completion_tokens",
  reasoningTokens: "reasoning_tokens",
} as const;

/** Drawn keys without a hash and of one name are one key: their cells are one cell. */
function billable(account: Account, cells: readonly DrawnCell[]): DrawnCell[] {
  const placeOf = (cell: DrawnCell) =>
    JSON.stringify([cell.key === null ? null : account.keyIds[cell.key], cell.model, cell.provider]);
  return [...new Map(cells.map((cell) => [placeOf(cell), cell])).values()];
}

async function storeDay(day: DrawnDay): Promise<string> {
  const account = await storeAccount(day.keys);
  await storeRequests(account, DAY, day.requests);
  if (day.books !== "log") await storeBill(account, DAY, day.books, billable(account, day.cells), PULLED);
  return account.connectionId;
}

it("balances to the last digit for generated accounts, in lines and every kept grouping, and twice is once", async () => {
  await fc.assert(
    fc.asyncProperty(drawnDay, async (day) => {
      const connectionId = await storeDay(day);
      await rebuildDay(connectionId, DAY, NOW);
      const first = await booksOf(connectionId);
      const sums = await sumsOf("spend_lines", connectionId);
      for (const kept of KEPT_GROUPINGS) {
        expect(await sumsOf("spend_totals", connectionId, `grouping = ${groupingOf(kept)}`)).toEqual(sums);
      }
      const { rows } = await pool().query("SELECT DISTINCT grouping FROM spend_totals WHERE connection_id = $1", [connectionId]);
      expect(rows.length).toBe(first.lines.length === 0 ? 0 : KEPT_GROUPINGS.length);
      if (day.books !== "log") {
        const bill = await sumsOf("billed_cells", connectionId);
        for (const figure of ["cost_usd", "byok_usd", "requests"]) expect([figure, sums[figure]]).toEqual([figure, bill[figure]]);
        for (const figure of TOKEN_FIGURES) {
          const column = COLUMN_OF[figure];
          if (day.cells.every((cell) => cell[figure] !== null)) expect([column, sums[column]]).toEqual([column, bill[column]]);
        }
      }
      await rebuildDay(connectionId, DAY, NOW);
      expect(await booksOf(connectionId)).toEqual(first);
    }),
    { numRuns: 60 },
  );
});
