import { CAUSE_WORDS, WARNING_WORDS } from "../../lib/domain/reconciliation/words";
import { usdToString } from "../../lib/domain/usd";
import type { ReconciledDay } from "../../lib/queries/reconciliation/days";
import type { PlacedWarning } from "../../lib/queries/reconciliation/reconciliation";

/** What does not balance, with what to do. */
export function warningRow({ kind, connection, day, expectedUsd, foundUsd }: PlacedWarning): Record<string, unknown> {
  const { title, todo } = WARNING_WORDS[kind];
  return {
    day,
    connection: connection.name,
    problem: title,
    expectedUsd: usdToString(expectedUsd),
    foundUsd: usdToString(foundUsd),
    todo,
  };
}

export function reconciledRow(day: ReconciledDay): Record<string, unknown> {
  return {
    day: day.day,
    connection: day.connection.name,
    billedUsd: usdToString(day.billedUsd),
    explainedUsd: usdToString(day.explainedUsd),
    remainderUsd: usdToString(day.remainderUsd),
    differenceUsd: usdToString(day.differenceUsd),
    finality: day.finality,
    state: day.state,
    because: day.causes.map(({ kind }) => CAUSE_WORDS[kind].title).join("; "),
  };
}
