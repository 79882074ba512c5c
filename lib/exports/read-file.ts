import Papa from "papaparse";
import { restored } from "../domain/csv";
import { MARK } from "./written-file";

/** A file of ours, read back: what it says it is of, its records by column, and the lines under them. */
export interface ReadFile {
  facts: Map<string, string[]>;
  columns: string[];
  /** Texts as they were before they were made harmless; numbers as they are written. Empty is unknown. */
  records: Record<string, string>[];
  foot: string[][];
}

/** Only a chargeback has lines under its records; its first column holds words of our own. */
const FOOTED = "chargeback";

/** Reads what the writers of this folder wrote. Throws where the text is no such file. */
export function readFile(text: string): ReadFile {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter: ",", newline: "\r\n", skipEmptyLines: true });
  if (errors[0]) throw new Error(`not a CSV: ${errors[0].message} in line ${errors[0].row}`);
  const header = data.findIndex(([first]) => !first?.startsWith(MARK));
  const columns = data[header];
  if (!columns) throw new Error("the file has no columns");
  const cells = data.slice(header + 1).map((line) => line.map(restored));
  const uneven = data.findIndex((line) => line.length !== columns.length);
  if (uneven >= 0) throw new Error(`line ${uneven + 1} has ${data[uneven]?.length} cells of ${columns.length}`);
  const facts = new Map(
    data.slice(0, header).map(([name = "", ...values]) => {
      const told = values.map(restored);
      while (told.at(-1) === "") told.pop();
      return [name.slice(MARK.length), told];
    }),
  );
  const isFoot = ([first]: string[]) => facts.get("Waybill")?.[0] === FOOTED && first?.startsWith(MARK) === true;
  return {
    facts,
    columns,
    records: cells
      .filter((line) => !isFoot(line))
      .map((line) => Object.fromEntries(columns.map((name, at) => [name, line[at] ?? ""]))),
    foot: cells.filter(isFoot),
  };
}
