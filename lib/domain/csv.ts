/** A cell: text, or a number that is already written as a decimal. null is an empty cell. */
export type CsvCell = { text: string } | { number: string } | null;

/**
 * Spreadsheets take text that begins so for a formula, which may call out to the internet: after blanks, controls and
 * characters that nobody sees, one of = + - @ | %, also in the wide and small forms that East Asian settings fold to them;
 * a tab or a line end at the very beginning moves what follows into a cell of its own. An apostrophe in front makes it
 * text again, and text that has that already gets one more, so that `restored` knows which were ours. Written so that
 * PostgreSQL reads it as JavaScript does: spelt out, for each has blanks of its own.
 */
export const FORMULA_PATTERN =
  "^'*([\\t\\r\\n]|[\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u2069\\u3000\\ufeff]*[=+\\-@|%＝＋－＠﹦﹢﹣﹫])";
const FORMULA = new RegExp(FORMULA_PATTERN);

/** Text as a cell that no spreadsheet runs. Numbers are ours, go another way and keep their minus sign. */
export function neutralized(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** The text that was neutralized, whatever it was. */
export function restored(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;
}

function written(cell: CsvCell): string {
  if (cell === null) return "";
  if ("number" in cell) return cell.number;
  const text = neutralized(cell.text);
  // Semicolon and tab part cells where a spreadsheet's settings say so, and what follows could be a formula again.
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One record as RFC 4180 has it, with its line end. */
export function csvRecord(cells: readonly CsvCell[]): string {
  // A record of one empty cell would be an empty line, which readers skip.
  const line = cells.map(written).join(",");
  return `${line === "" ? '""' : line}\r\n`;
}
