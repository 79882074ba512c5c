import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import { type Day, dayOf } from "../../domain/day";
import { dimensionName } from "../../domain/dimension";
import { WaybillError } from "../../domain/error";
import type { AuthorizedScope } from "../../domain/scope";
import { type FilterDimension, readFilterWord } from "../../domain/spend/question";
import { spendFrom } from "../spend/spend-sql";
import { type AboutDeveloper, aboutDeveloper } from "./developer";
import { type AboutKey, aboutKey } from "./key";
import { type AboutModel, aboutModel } from "./model";
import { type AboutCostCenter, type AboutTeam, aboutCostCenter, aboutTeam } from "./team";

/** Header facts of a detail page. Null: OpenRouter or the evidence does not tell. */
export type About =
  | AboutKey
  | AboutDeveloper
  | AboutTeam
  | AboutCostCenter
  | AboutModel
  | { kind: "other"; firstDay: Day | null; lastDay: Day | null };

const daysRow = z.object({ first_day: z.string().nullable(), last_day: z.string().nullable() });

/** First and last day on which the asker sees spend of the value; null where he sees none at all. */
async function daysOf(scope: AuthorizedScope, dimension: FilterDimension, word: string, on: Queryable) {
  const from = spendFrom(scope, [], [dimension], { [dimension]: [word] });
  const [row] = await select(sql`SELECT min(s.day) AS first_day, max(s.day) AS last_day ${from}`, daysRow, on);
  return { firstDay: (row?.first_day ?? null) as Day | null, lastDay: (row?.last_day ?? null) as Day | null };
}

/** Throws WaybillError `not_found` for what is not there, or is not for this asker's eyes. */
export async function aboutValue(
  scope: AuthorizedScope,
  dimension: FilterDimension,
  word: string,
  now: Date,
  on: Queryable,
): Promise<About> {
  const { kind, id } = readFilterWord(dimension, word);
  const days = await daysOf(scope, dimension, word, on);
  if (id === null || kind !== "value") return { kind: "other", ...days };
  const mine = scope.visibility.kind === "developers" && scope.visibility.developerIds.includes(id);
  const visible = days.firstDay !== null || scope.visibility.kind === "all" || (dimension === "developer" && mine);
  const about = visible ? await read(scope, dimension, id, days, dayOf(now), on) : null;
  if (about) return about;
  const called = dimensionName(dimension);
  throw new WaybillError("not_found", `There is no such ${called}, or it is not yours to see.`, {
    todo: `Choose one from the list of ${called}s.`,
  });
}

function read(
  scope: AuthorizedScope,
  dimension: FilterDimension,
  id: string,
  days: { firstDay: Day | null; lastDay: Day | null },
  today: Day,
  on: Queryable,
): Promise<About | null> {
  switch (dimension) {
    case "key":
      return aboutKey(scope, id, on);
    case "developer":
      return aboutDeveloper(scope, id, today, on);
    case "team":
      return aboutTeam(scope, id, today, on);
    case "cost_center":
      return aboutCostCenter(scope, id, today, on);
    case "model":
      return aboutModel(scope, id, days, on);
    default:
      return Promise.resolve(days.firstDay === null ? null : { kind: "other", ...days });
  }
}
