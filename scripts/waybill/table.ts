/** null reads as a dash: it is unknown or not there, which is not an empty text. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/** Control characters of outside text would move the terminal's cursor, marks of direction reorder what stands beside them. */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u{202a}-\u{202e}\u{2066}-\u{2069}]/gu, "\u{fffd}");
}

/** Rows under the names of their fields, a line each. */
export function table(rows: readonly Record<string, unknown>[]): string {
  const first = rows[0];
  if (!first) return "None.";
  const columns = Object.keys(first);
  const lines = [columns, ...rows.map((row) => columns.map((column) => harmless(cell(row[column]))))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((text, index) => text.padEnd(widths[index] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
