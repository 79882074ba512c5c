import { type CsvCell, csvRecord } from "@/lib/domain/csv";
import type { Dimension } from "@/lib/domain/dimension";
import type { Figures } from "@/lib/domain/figures";
import type { SpendAnswer as Spend, SpendQuestion } from "@/lib/domain/spend-question";
import { usdToString } from "@/lib/domain/usd";
import { FIGURE_NAMES, type SpendAnswer } from "../contract";

function figuresOf(figures: Figures): SpendAnswer["total"] {
  const { requests, promptTokens, cachedTokens, cacheWriteTokens, completionTokens, reasoningTokens } = figures;
  const counts = { requests, promptTokens, cachedTokens, cacheWriteTokens, completionTokens, reasoningTokens };
  return { costUsd: usdToString(figures.costUsd), byokUsd: usdToString(figures.byokUsd), ...counts };
}

/** The answer in JSON: money as exact decimal strings, unknown tokens as null. */
export function spendJson({ from, to, by }: SpendQuestion, { total, rows }: Spend): SpendAnswer {
  return {
    from,
    to,
    by: [...by],
    total: figuresOf(total),
    rows: rows.map(({ values, finality, ...figures }) => ({
      ...Object.fromEntries(
        by.map((dimension) => [dimension, { id: values[dimension]?.id ?? null, label: values[dimension]?.label ?? "" }]),
      ),
      ...figuresOf(figures),
      finality,
    })),
  };
}

/** Dimensions whose value is its own id need one column only. */
const ID_DIMENSIONS: readonly Dimension[] = [
  "developer",
  "team",
  "cost_center",
  "key",
  "environment",
  "model",
  "workspace",
  "connection",
  "evidence",
];

function columnsOf(dimension: Dimension): string[] {
  const idColumn = `${dimension.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())}Id`;
  return ID_DIMENSIONS.includes(dimension) ? [dimension, idColumn] : [dimension];
}

/** The answer's rows as RFC 4180 CSV, without a total, so that a sum over a column is right. */
export function spendCsv({ by }: SpendQuestion, { rows }: Spend): string {
  const header = [...by.flatMap(columnsOf), ...FIGURE_NAMES, "finality"];
  const records = rows.map(({ values, finality, ...figures }) => {
    const cells: CsvCell[] = by.flatMap((dimension): CsvCell[] => {
      const value = values[dimension];
      const label: CsvCell = value ? { text: value.label } : null;
      return columnsOf(dimension).length === 1 ? [label] : [label, value?.id ? { text: value.id } : null];
    });
    const written = figuresOf(figures);
    const numbers = FIGURE_NAMES.map((name): CsvCell => (written[name] === null ? null : { number: String(written[name]) }));
    return csvRecord([...cells, ...numbers, finality === null ? null : { text: finality }]);
  });
  return csvRecord(header.map((text) => ({ text }))) + records.join("");
}
