import type { AlertComparison, AlertSignal } from "../../domain/alert/alert";
import { type Day, parseDay } from "../../domain/day";
import { formatShare, formatUsd } from "../../domain/format";
import type { AuthorizedScope } from "../../domain/scope";
import { shareOf } from "../../domain/spend/change";
import { driverName } from "../../domain/spend/driver-words";
import type { FilterDimension, Filters } from "../../domain/spend/question";
import { sumUsd, ZERO_USD } from "../../domain/usd";
import { booksOf } from "../reconciliation/books";
import { sharedSnapshot } from "../snapshot";
import { driversOf } from "../spend/drivers";
import { labelsOf } from "../spend/labels";
import { spendValues } from "../spend/values";

const DIMENSIONS = ["key", "developer", "feature", "model"] as const satisfies readonly FilterDimension[];

function periodsOf({ before, after }: AlertComparison) {
  const period = ({ from, to }: { from: string; to: string }) => ({ from: parseDay(from), to: parseDay(to) });
  return { before: period(before), after: period(after) };
}

/** What tells spend of these filters apart: a budget of one key is always made by that key. */
const tellingDimensions = (filters: Filters) => DIMENSIONS.filter((dimension) => filters[dimension]?.length !== 1);

/** Who spent most of a period, as a sentence: where nothing grew there is no driver to name, yet somebody spent it. */
async function mostOf(
  scope: AuthorizedScope,
  filters: Filters,
  period: { from: Day; to: Day },
  today: Day,
): Promise<string | null> {
  return sharedSnapshot(async (on) => {
    const books = await booksOf(scope, [period], filters, today, on);
    const largest = await Promise.all(
      tellingDimensions(filters).map(async (dimension) => {
        const values = await spendValues(scope, dimension, { period, compared: null, filters }, books, on);
        const named = values.filter(({ kind, costUsd }) => kind === "value" && costUsd > ZERO_USD);
        const [top] = named.toSorted((a, b) => (a.costUsd > b.costUsd ? -1 : 1));
        return top ? [{ dimension, top, wholeUsd: sumUsd(values.map(({ costUsd }) => costUsd)) }] : [];
      }),
    );
    const [first] = largest.flat();
    if (!first) return null;
    const { dimension, top, wholeUsd } = first;
    const labels = await labelsOf(scope, [{ dimension, id: top.id }], on);
    const name = driverName({ dimension, row: { value: labels(dimension, top) } });
    return `Most was spent by ${name}: ${formatUsd(top.costUsd)} of ${formatUsd(wholeUsd)} (${formatShare(shareOf(top.costUsd, wholeUsd))}).`;
  });
}

/**
 * What made the difference that an alert is about, as a sentence: what grew against the period before, or else who
 * spent most. Null where the alert is not about spend, or the books have nothing to say.
 */
export async function alertDriver(
  scope: AuthorizedScope,
  { compare, scope: filters }: Pick<AlertSignal, "compare" | "scope">,
  today: Day,
): Promise<string | null> {
  if (compare === null) return null;
  const periods = periodsOf(compare);
  const dimensions = tellingDimensions(filters);
  const drivers = await driversOf(scope, { filters, ...periods, dimensions, namesBefore: true }, today);
  if (drivers && drivers.comparableUsd > ZERO_USD && drivers.sentence !== null) return drivers.sentence;
  return mostOf(scope, filters, periods.after, today);
}
