import { addDays, type Day, dayOf, eachDay } from "../../domain/day";
import type { AuthorizedScope } from "../../domain/scope";
import type { Filters } from "../../domain/spend/question";
import { type SpendSeries, seriesOf, topValues } from "../../domain/spend/series";
import { sumUsd } from "../../domain/usd";
import { spend } from "../spend/spend";

/** Longer charts tell nothing more of a switch. */
const MOST_DAYS = 120;

/**
 * What the requests a recommendation is about cost by day and model since `from`, whichever model they moved to, up to
 * yesterday.
 */
export async function recommendationChart(scope: AuthorizedScope, filters: Filters, from: Day, now: Date): Promise<SpendSeries> {
  const today = dayOf(now);
  const { model: _, provider: __, ...place } = filters;
  const earliest = addDays(today, -MOST_DAYS);
  const range = { from: [from, earliest].sort()[1] ?? from, to: addDays(today, -1) };
  const byModel = await spend(scope, { ...range, by: ["model"], filters: place }, today);
  const models = topValues(byModel.rows.flatMap(({ values, costUsd }) => (values.model ? [{ ...values.model, costUsd }] : [])));
  const { rows, books } = await spend(scope, { ...range, by: ["day", "model"], filters: place }, today);
  const finality = new Map(books.days.map((one) => [one.day, one.finality]));
  const shown = new Map(models.map(({ id, label }) => [id, label]));
  const cells = rows.flatMap(({ values, costUsd }) => {
    const { day, model } = values;
    return day?.id && model && shown.has(model.id) ? [{ day: day.id as Day, kind: model.kind, id: model.id, costUsd }] : [];
  });
  const days = eachDay(range.from, range.to);
  const costs = days.map((day) => ({
    day,
    costUsd: sumUsd(rows.filter(({ values }) => values.day?.id === day).map(({ costUsd }) => costUsd)),
  }));
  return seriesOf({
    dimension: "model",
    days,
    cells,
    otherCount: byModel.rows.length - models.length,
    costs,
    finality: (day) => finality.get(day) ?? null,
    label: (kind, id) => (kind === "other" ? "Other models" : (shown.get(id) ?? id ?? "No model")),
    comparison: null,
  });
}
