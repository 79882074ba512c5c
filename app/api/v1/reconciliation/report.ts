import { type CsvCell, csvRecord } from "@/lib/domain/csv";
import { WARNING_WORDS } from "@/lib/domain/reconciliation/words";
import { type Usd, usdToString } from "@/lib/domain/usd";
import type { PlacedWarning, Reconciliation } from "@/lib/queries/reconciliation/reconciliation";
import type { DayRange } from "@/lib/queries/spend/spend-sql";
import { DAY_AMOUNTS, type ReconciliationAnswer } from "./contract";

const told = (amount: Usd | null) => (amount === null ? null : usdToString(amount));

function warningOf({ kind, connection, day, expectedUsd, foundUsd }: PlacedWarning): ReconciliationAnswer["warnings"][number] {
  const { title, todo } = WARNING_WORDS[kind];
  return {
    kind,
    connection,
    day,
    expectedUsd: usdToString(expectedUsd),
    foundUsd: usdToString(foundUsd),
    message: `${title}.`,
    todo,
  };
}

type Row = Reconciliation["days"][number];

function amountsOf(day: Row) {
  const amounts = DAY_AMOUNTS.map((name) => [name, usdToString(day[name])]);
  return Object.fromEntries(amounts) as Record<(typeof DAY_AMOUNTS)[number], string>;
}

/** The answer in JSON: money as exact decimal text. */
export function reconciliationJson({ from, to }: DayRange, found: Reconciliation): ReconciliationAnswer {
  const { total } = found;
  return {
    from,
    to,
    balances: found.warnings.length === 0,
    total: {
      billedUsd: usdToString(total.billedUsd),
      explainedUsd: usdToString(total.explainedUsd),
      remainderUsd: usdToString(total.remainderUsd),
      differenceUsd: usdToString(total.differenceUsd),
      byokUsd: usdToString(total.byokUsd),
      unmatchedUsd: usdToString(total.unmatchedUsd),
      unmatchedGenerations: total.unmatchedGenerations,
      finality: total.finality,
    },
    days: found.days.map((day) => ({
      day: day.day,
      connection: day.connection,
      ...amountsOf(day),
      unmatchedGenerations: day.unmatchedGenerations,
      activityUsd: told(day.activityUsd),
      restatedByUsd: told(day.restatedByUsd),
      books: day.books,
      finality: day.finality,
      state: day.state,
      causes: day.causes.map(({ kind, part, usd }) => ({ kind, part, usd: told(usd) })),
    })),
    credits: found.credits.map((span) => ({
      connection: span.connection,
      from: span.from.toISOString(),
      to: span.to.toISOString(),
      changeUsd: usdToString(span.changeUsd),
      leastUsd: told(span.books?.leastUsd ?? null),
      mostUsd: told(span.books?.mostUsd ?? null),
      differenceUsd: told(span.differenceUsd),
      state: span.state,
    })),
    restatements: found.restatements.map(({ connection, day, oldUsd, newUsd, at }) => {
      return { connection, day, oldUsd: usdToString(oldUsd), newUsd: usdToString(newUsd), at: at.toISOString() };
    }),
    warnings: found.warnings.map(warningOf),
  };
}

/** The days as RFC 4180 CSV, without a total, so that a sum over a column is right. */
export function reconciliationCsv({ days }: Reconciliation): string {
  const text = (value: string): CsvCell => ({ text: value });
  const header = ["day", "connection", "connectionId", ...DAY_AMOUNTS, "unmatchedGenerations", "activityUsd", "restatedByUsd"];
  const records = days.map((day) => {
    const amounts = amountsOf(day);
    const optional = [told(day.activityUsd), told(day.restatedByUsd)];
    return csvRecord([
      text(day.day),
      text(day.connection.name),
      text(day.connection.id),
      ...DAY_AMOUNTS.map((name): CsvCell => ({ number: amounts[name] })),
      { number: String(day.unmatchedGenerations) },
      ...optional.map((amount): CsvCell => (amount === null ? null : { number: amount })),
      ...[day.books, day.finality, day.state, day.causes.map(({ kind }) => kind).join(" ")].map(text),
    ]);
  });
  return csvRecord([...header, "books", "finality", "state", "causes"].map(text)) + records.join("");
}
