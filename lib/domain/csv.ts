/** A cell: text, or a number that is already written as a decimal. null is an empty cell. */
export type CsvCell = { text: string } | { number: string } | null;

/**
 * Spreadsheets take text that begins so for a formula, which may call out to the internet. An apostrophe in front makes
 * it text again. Numbers are ours and keep their minus sign.
 */
const FORMULA = /^[\s]*[=+\-@\t\r|%]/;

function written(cell: CsvCell): string {
  if (cell === null) return "";
  if ("number" in cell) return cell.number;
  const text = FORMULA.test(cell.text) ? `'${cell.text}` : cell.text;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One record as RFC 4180 has it, with its line end. */
export function csvRecord(cells: readonly CsvCell[]): string {
  // A record of one empty cell would be an empty line, which readers skip.
  const line = cells.map(written).join(",");
  return `${line === "" ? '""' : line}\r\n`;
}
