import type { z } from "zod";
import { type Queryable, type Sql, select } from "../db/sql";
import type { Books } from "./reconciliation/books";

/** All remembered answers together have at most so many rows, some 50 MB of them. */
const MOST_ROWS = 100_000;

/** Longer ones are exports, which are asked for once. */
const LONGEST_KEPT = 5_000;

const answers = new Map<string, readonly unknown[]>();
let rowsKept = 0;

function weight(rows: readonly unknown[]): number {
  return rows.length + 1;
}

function forgetOldest(): void {
  for (const [key, rows] of answers) {
    if (rowsKept <= MOST_ROWS) return;
    answers.delete(key);
    rowsKept -= weight(rows);
  }
}

async function remembered<Row>(key: string, ask: () => Promise<readonly Row[]>): Promise<readonly Row[]> {
  const known = answers.get(key) as readonly Row[] | undefined;
  if (known) {
    // Back in as the newest.
    answers.delete(key);
    answers.set(key, known);
    return known;
  }
  const rows = await ask();
  if (rows.length <= LONGEST_KEPT && !answers.has(key)) {
    answers.set(key, rows);
    rowsKept += weight(rows);
    forgetOldest();
  }
  return rows;
}

/**
 * Asks the books, or remembers what they answered: their days change a few times a day and are looked at far more often.
 * Only for questions about spend of the days that `books` was read for. An answer is found by the whole question, whose
 * parameters say for whom it is, and by the version of these days, read in the same snapshot: it is never out of date.
 * A model's tier is no part of the books: what asks for tiers is asked anew.
 */
export async function askBooks<Row>(books: Books, question: Sql, row: z.ZodType<Row>, on: Queryable): Promise<readonly Row[]> {
  const ask = () => select(question, row, on);
  if (question.text.includes("tier_overrides")) return ask();
  return remembered(JSON.stringify([books.version, question.text, question.values]), ask);
}

/**
 * What was worked out of answers about the days that `books` was read for, or the same as it was remembered. `question`
 * says all that the work goes by besides them, for whom it is among it. Null: it is not to be remembered.
 */
export async function workOut<Row>(books: Books, question: string | null, work: () => Promise<readonly Row[]>) {
  return question === null ? work() : remembered(JSON.stringify([books.version, question]), work);
}
