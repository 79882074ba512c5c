import type { CsvCell } from "../csv";
import type { Dimension } from "../dimension";
import type { Figures } from "../figures";
import { usdToString } from "../usd";
import type { SpendRow } from "./question";

/** Figures under the names that API and files have for them, in their order. */
const FIGURE_NAMES = [
  "costUsd",
  "byokUsd",
  "requests",
  "promptTokens",
  "cachedTokens",
  "cacheWriteTokens",
  "completionTokens",
  "reasoningTokens",
] as const satisfies readonly (keyof Figures)[];

/** Dimensions whose value is its own name need one column only. */
const ID_DIMENSIONS: readonly Dimension[] = [
  "developer",
  "team",
  "cost_center",
  "key",
  "environment",
  "model",
  "tier",
  "workspace",
  "connection",
  "evidence",
];

function columnsOf(dimension: Dimension): string[] {
  const name = dimension.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  return ID_DIMENSIONS.includes(dimension) ? [dimension, `${name}Id`] : [dimension];
}

/** The columns of a file of spend by these dimensions. */
export function spendColumns(by: readonly Dimension[]): string[] {
  return [...by.flatMap(columnsOf), ...FIGURE_NAMES, "finality"];
}

/** Amounts and counts as decimals; unknown counts as empty cells. */
function figureCells(figures: Figures): CsvCell[] {
  return FIGURE_NAMES.map((name): CsvCell => {
    const figure = figures[name];
    return figure === null ? null : { number: typeof figure === "bigint" ? usdToString(figure) : String(figure) };
  });
}

/** One row under `spendColumns`. */
export function spendCells(by: readonly Dimension[], { values, finality, ...figures }: SpendRow): CsvCell[] {
  const named = by.flatMap((dimension): CsvCell[] => {
    const value = values[dimension];
    const label: CsvCell = value ? { text: value.label } : null;
    return columnsOf(dimension).length === 1 ? [label] : [label, value?.id ? { text: value.id } : null];
  });
  return [...named, ...figureCells(figures), finality === null ? null : { text: finality }];
}
