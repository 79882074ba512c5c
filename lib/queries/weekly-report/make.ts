import { z } from "zod";
import { pool } from "../../db/client";
import { select, sql } from "../../db/sql";
import { addDays, dayOf, startOfDay } from "../../domain/day";
import { WaybillError } from "../../domain/error";
import { addWeeks, daysOfWeek, formatWeek, type Week } from "../../domain/iso-week";
import type { AuthorizedScope } from "../../domain/scope";
import { narrowTo, type ReportSubject, type SubjectKey } from "../../domain/weekly-report/subject";
import type { WeeklyReport } from "../../domain/weekly-report/weekly-report";
import { dayColumn } from "../spend/figures-sql";
import type { AskedWeek } from "./asked-week";
import { askBudgets } from "./budgets";
import { askChanges } from "./changes";
import { askForecast } from "./forecast";
import { askGenerations } from "./generations";
import { askNewModels } from "./new-models";
import { askRecommendations, askSaved } from "./recommendations";
import { askReconciliation } from "./reconciliation";
import { askSessions } from "./sessions";
import { askSpend } from "./spend";
import { askSpikes } from "./spikes";
import { askTiers } from "./tiers";

/** A week that ended longer ago is told as of its end: today's budgets and forecast do not belong to it. */
const FRESH_DAYS = 8;

const nameRow = z.object({ name: z.string() });

/** What the subject is called. Throws `not_found` where the organization has no such team or developer. */
async function namedSubject(scope: AuthorizedScope, key: SubjectKey): Promise<ReportSubject> {
  const { kind, ids } = key;
  const own = sql`organization_id = ${scope.organizationId}::uuid AND id = ANY (${[...ids]}::uuid[])`;
  const question =
    kind === "organization"
      ? sql`SELECT name FROM organizations WHERE id = ${scope.organizationId}::uuid`
      : kind === "teams"
        ? sql`SELECT name FROM teams WHERE ${own} ORDER BY name`
        : sql`SELECT name FROM developers WHERE ${own} ORDER BY name`;
  const found = await select(question, nameRow, pool());
  if (found.length === 0 || (kind !== "organization" && found.length < ids.length)) {
    throw new WaybillError("not_found", `There is no such ${kind === "teams" ? "team" : "developer"}.`, {
      todo: "Take the id from its page.",
    });
  }
  return { kind, ids, name: found.map(({ name }) => name).join(", ") };
}

const firstDayRow = z.object({ first: dayColumn.nullable() });

/** Whether a report of the week can be made at all, and which days of it. Throws `invalid_input` that says when or why not. */
async function periodOf(scope: AuthorizedScope, week: Week, now: Date): Promise<AskedWeek["period"]> {
  const { from, to } = daysOfWeek(week);
  const today = dayOf(now);
  if (from > today) {
    throw new WaybillError("invalid_input", `${formatWeek(week)}, has not begun.`, {
      todo: `Its first report can be made on ${addDays(from, 1)}.`,
    });
  }
  if (from === today) {
    throw new WaybillError("invalid_input", `${formatWeek(week)}, began today: no day of it is over.`, {
      todo: `Its first report can be made tomorrow. For now, open ${addWeeks(week, -1)}.`,
    });
  }
  const [found] = await select(
    sql`SELECT min(day) AS first FROM day_books WHERE organization_id = ${scope.organizationId}::uuid`,
    firstDayRow,
    pool(),
  );
  if (!found?.first || found.first > to) {
    throw new WaybillError("invalid_input", `The books have nothing of ${formatWeek(week)}.`, {
      todo: found?.first ? `They begin on ${found.first}: ask for that week or a later one.` : "Import a management key first.",
    });
  }
  return { from, to: to < today ? to : addDays(today, -1) };
}

/**
 * Makes the report of a week for a subject, from the asker's books at this moment. It tells nothing that a reader of the
 * subject does not see. Throws WaybillError `invalid_input` for a week that has not begun or that no book has, `not_found`
 * for a subject that the asker does not see.
 */
export async function makeWeeklyReport(asker: AuthorizedScope, key: SubjectKey, week: Week, now: Date): Promise<WeeklyReport> {
  const scope = narrowTo(asker, key);
  const [organization, subject] = await Promise.all([
    namedSubject(scope, { kind: "organization", ids: [] }),
    namedSubject(scope, key),
  ]);
  const period = await periodOf(scope, week, now);
  const before = { from: addDays(period.from, -7), to: addDays(period.to, -7) };
  const end = startOfDay(addDays(daysOfWeek(week).to, 1));
  const isFresh = dayOf(now) <= addDays(daysOfWeek(week).to, FRESH_DAYS);
  const asOf = isFresh ? now : new Date(end.getTime() - 1);
  const asked: AskedWeek = { scope, subject, week, period, before, today: dayOf(now), asOf, now };
  // One after the other: pages are waiting for the same database.
  const { spend, days } = await askSpend(asked);
  return {
    version: 1,
    organization: organization.name,
    subject,
    week,
    ...period,
    before: { week: addWeeks(week, -1), ...before },
    madeAt: now.toISOString(),
    spend,
    days,
    budgets: await askBudgets(asked),
    changes: await askChanges(asked),
    generations: await askGenerations(asked),
    sessions: await askSessions(asked),
    reconciliation: await askReconciliation(asked),
    forecast: await askForecast(asked),
    saved: await askSaved(asked),
    spikes: await askSpikes(asked),
    tiers: await askTiers(asked),
    newModels: await askNewModels(asked),
    recommendations: await askRecommendations(asked),
  };
}
