import type { Day } from "../../domain/day";
import { daysWithoutBooks, type ExportPiece } from "../../domain/export/export";
import type { AuthorizedScope } from "../../domain/scope";
import type { SpendQuestion, SpendRow } from "../../domain/spend/question";
import { booksOf } from "../reconciliation/books";
import { labelsOf } from "../spend/labels";
import { keyedRow, keysOf, spendRow, spendRowsSql, spendTotal, withLabels } from "../spend/spend";
import { exportSnapshot, rowsOf } from "./snapshot";

/** Spend at any grouping, whatever it has of rows: first what it is of, then the rows as the page and the API have them. */
export function exportSpend(
  scope: AuthorizedScope,
  question: SpendQuestion,
  today: Day,
  signal: AbortSignal,
): AsyncGenerator<ExportPiece<SpendRow>> {
  return exportSnapshot(signal, async function* (client) {
    const books = await booksOf(scope, [question], question.filters, today, client);
    const { total } = await spendTotal(scope, question, books, client);
    yield {
      head: {
        total,
        finality: total.finality,
        daysWithoutBooks: daysWithoutBooks(question, books.of(question).days.length, today),
      },
    };
    for await (const found of rowsOf(spendRowsSql(scope, question, books), spendRow, client)) {
      const keyed = found.map((row) => keyedRow(row, question.by));
      const labels = await labelsOf(scope, keyed.flatMap(keysOf), client);
      yield { rows: keyed.map((row) => withLabels(row, labels)) };
    }
  });
}
