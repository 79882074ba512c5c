import fc from "fast-check";
import { expect, it } from "vitest";
import { pool } from "../../db/client";
import type { AttributionRule } from "../../domain/attribution/rule";
import { parseDay } from "../../domain/day";
import { groupingOf, KEPT_GROUPINGS } from "../../domain/dimension";
import { TOKEN_FIGURES } from "../../domain/figures";
import { mintSystemScope } from "../../domain/mint-scope";
import { drawnRules } from "../../test/drawn-rules";
import { type DrawnCell, type DrawnDay, drawnDay } from "../../test/generated-day";
import { booksOf, sumsOf } from "../../test/read-books";
import { type Account, storeAccount, storeBill, storeRequests } from "../../test/stored-day";
import { saveAttribution } from "../attribution/rules";
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

/** The rules name developers and teams by number, for the account has its own. */
async function storeRules({ organizationId, ownerId, teamId }: Account, rules: readonly AttributionRule[]) {
  const ids = new Map([
    ["developer", ownerId],
    ["team", teamId],
  ]);
  for (const other of ["other developer", "third developer"]) {
    const { rows } = await pool().query("INSERT INTO developers (organization_id, name) VALUES ($1, $2) RETURNING id", [
      organizationId,
      other,
    ]);
    ids.set(other, rows[0].id);
  }
  const named = JSON.parse(JSON.stringify(rules), (name, value) => (name === "to" ? (ids.get(value) ?? value) : value));
  const scope = mintSystemScope(organizationId, { kind: "operator" });
  await saveAttribution(scope, { rules: named, note: "", basedOn: 0 }, NOW);
}

async function storeDay(day: DrawnDay, rules: readonly AttributionRule[]): Promise<string> {
  const account = await storeAccount(day.keys);
  if (rules.length > 0) await storeRules(account, rules);
  await storeRequests(account, DAY, day.requests);
  if (day.books !== "log") await storeBill(account, DAY, day.books, billable(account, day.cells), PULLED);
  return account.connectionId;
}

const rules = drawnRules(["developer", "other developer", "third developer"], ["team"]);

it("balances to the last digit for generated accounts, in lines and every kept grouping, and twice is once", async () => {
  await fc.assert(
    fc.asyncProperty(drawnDay, rules, async (day, drawn) => {
      const connectionId = await storeDay(day, drawn);
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
