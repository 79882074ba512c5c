import Papa from "papaparse";
import { type Day, isDay } from "../domain/day";
import { WaybillError } from "../domain/error";
import { permit } from "../domain/permit";
import type { AuthorizedScope } from "../domain/scope";
import { setKeyOwnerByWords } from "../ledger/people/key-owner-words";

/** What became of a pasted list: a row that does not fit changes nothing, and the others count all the same. */
export interface KeyOwnersReport {
  set: number;
  rejected: { line: number; text: string; message: string }[];
}

/** More is no list that somebody pastes. */
const LONGEST_TEXT = 1_000_000;
const MOST_ROWS = 2_000;

const ASKED = "Write a line for each key: key, owner's e-mail address, first day as YYYY-MM-DD, and optionally the day it ends.";

function dayIn(text: string, what: string): Day {
  if (isDay(text)) return text;
  throw new WaybillError("invalid_input", `${JSON.stringify(text.slice(0, 40))} is no ${what}: write YYYY-MM-DD.`);
}

async function setOne(scope: AuthorizedScope, cells: readonly string[], now: Date): Promise<void> {
  const [key = "", owner = "", from = "", to = ""] = cells.map((cell) => cell.trim());
  if (cells.some((cell) => cell.includes("\0"))) throw new WaybillError("invalid_input", "The line is no text.");
  if (key === "" || owner === "" || cells.length > 4) throw new WaybillError("invalid_input", ASKED);
  const fromDay = dayIn(from, "first day");
  const toDay = to === "" ? null : dayIn(to, "end");
  await setKeyOwnerByWords(scope, { key, owner }, { fromDay, toDay }, now);
}

/**
 * Sets the owners of many keys from pasted CSV: key, owner's e-mail, from, and optionally until (exclusive). A first line
 * of headings is skipped. Each row counts on its own. Throws WaybillError `invalid_input` for a text without rows,
 * `too_large` for one that is too long.
 */
export async function setKeyOwners(scope: AuthorizedScope, text: string, now: Date): Promise<KeyOwnersReport> {
  permit(scope, "people.manage");
  const tooLong = () =>
    new WaybillError("too_large", `Nothing was changed: at most ${MOST_ROWS} lines are taken at once.`, {
      todo: "Paste the list in parts.",
    });
  if (text.length > LONGEST_TEXT) throw tooLong();
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), { skipEmptyLines: false });
  const rows = data
    .map((cells, index) => ({ line: index + 1, cells }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  const isHeading = rows[0]?.cells[0]?.trim().toLowerCase() === "key";
  const asked = isHeading ? rows.slice(1) : rows;
  if (asked.length === 0) throw new WaybillError("invalid_input", "Nothing was changed: the list is empty.", { todo: ASKED });
  if (asked.length > MOST_ROWS) throw tooLong();
  const report: KeyOwnersReport = { set: 0, rejected: [] };
  for (const { line, cells } of asked) {
    try {
      await setOne(scope, cells, now);
      report.set += 1;
    } catch (error) {
      if (!(error instanceof WaybillError)) throw error;
      report.rejected.push({ line, text: cells.join(", ").slice(0, 200), message: error.message });
    }
  }
  return report;
}
