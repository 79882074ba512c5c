import { oneLine } from "../domain/alert/message";
import type { BlockTable, ReportBlock } from "../domain/weekly-report/blocks";
import type { ReportPage } from "../domain/weekly-report/page";

const WIDTH = 76;

/** Breaks a sentence into lines, each after the indent. */
function wrapped(text: string, indent = ""): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of oneLine(text).split(" ")) {
    if (line.length > indent.length && line.length + word.length + 1 > WIDTH) {
      lines.push(line);
      line = indent;
    }
    line += line.length > indent.length ? ` ${word}` : word;
  }
  return [...lines, line].join("\n");
}

const length = (text: string) => [...text].length;

/** A name in lines of at most so many characters, broken at spaces where there are some. */
function folded(text: string, width: number): string[] {
  const found: string[] = [];
  let rest = [...text];
  while (rest.length > width) {
    const space = rest.slice(0, width + 1).lastIndexOf(" ");
    const end = space > 0 ? space : width;
    found.push(rest.slice(0, end).join(""));
    rest = rest.slice(space > 0 ? end + 1 : end);
  }
  return [...found, rest.join("")];
}

/** The first column at the left, figures at the right; notes under their row. */
function tableText({ columns, rows }: BlockTable): string {
  const header = columns.map(({ label }) => ({ text: label }));
  const all = [header, ...rows];
  const widths = columns.map((_, index) =>
    index === 0 ? 0 : Math.max(...all.map((row) => length(oneLine(row[index]?.text ?? "")))),
  );
  const taken = widths.reduce((sum, width) => sum + (width > 0 ? width + 2 : 0), 0);
  const first = Math.max(20, WIDTH - 2 - taken);
  const lines = (row: readonly { text: string }[]) => {
    const figures = row.slice(1).map(({ text }, index) => {
      const shown = oneLine(text);
      return `  ${" ".repeat(Math.max(0, (widths[index + 1] ?? 0) - length(shown)))}${shown}`;
    });
    // A long name goes on in the next line: in a text nobody can look up what was cut off.
    const [name = "", ...more] = folded(oneLine(row[0]?.text ?? ""), first);
    const padding = " ".repeat(Math.max(0, first - length(name)));
    return [`  ${name}${padding}${figures.join("")}`.trimEnd(), ...more.map((part) => `  ${part}`)].join("\n");
  };
  return all
    .flatMap((row) => {
      const note = "note" in (row[0] ?? {}) ? (row[0] as { note?: string }).note : undefined;
      return note ? [lines(row), wrapped(note, "      ")] : [lines(row)];
    })
    .join("\n");
}

function blockText({ title, sentences, tables, more }: ReportBlock, base: string): string {
  const heading = `${title}\n${"-".repeat(length(title))}`;
  const link = more ? `${more.label}: ${base}/${more.path}` : "";
  return [heading, ...sentences.map((sentence) => wrapped(sentence)), ...tables.map(tableText), link]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** A weekly report as plain text, for mail programs without HTML and for terminals. `base`: the organization's address. */
export function weeklyReportText(
  { title, subtitle, summary, tiles, blocks, notes }: ReportPage,
  base: string,
  path: string,
): string {
  const numbers = tiles.map(({ label, value, note }) => `${wrapped(`${label}: ${oneLine(value)}`)}\n${wrapped(note, "    ")}`);
  const parts = [
    `${title}\n${oneLine(subtitle)}`,
    ...summary.map((sentence) => wrapped(`* ${sentence}`)),
    numbers.join("\n"),
    `The whole report: ${base}/${path}`,
    ...blocks.map((block) => blockText(block, base)),
    ["--", ...notes.map((note) => wrapped(note))].join("\n"),
  ];
  return `${parts.join("\n\n")}\n`;
}
