import { z } from "zod";
import { emptySql, type Queryable, type Sql, select, sql } from "../../db/sql";
import type { AlertChange, AlertComparison, AlertFact, AlertLevel, AlertRule } from "../../domain/alert/alert";
import { MESSAGES_KEPT_DAYS } from "../../domain/alert/message";
import { seesWhole } from "../../domain/budget/visible";
import { addDays, dayOf, startOfDay } from "../../domain/day";
import { WaybillError } from "../../domain/error";
import type { AuthorizedScope } from "../../domain/scope";
import type { Filters } from "../../domain/spend/question";

const alertRow = z.object({
  id: z.string(),
  rule: z.custom<AlertRule>(),
  name: z.string(),
  level: z.custom<AlertLevel>(),
  step: z.number(),
  since: z.date(),
  headline: z.string(),
  facts: z.custom<readonly AlertFact[]>(),
  driver: z.string().nullable(),
  scope: z.custom<Filters>(),
  link: z.custom<{ label: string; path: string }>(),
  watched: z.boolean(),
  acknowledgedBy: z.string().nullable(),
  acknowledgedAt: z.date().nullable(),
  snoozedBy: z.string().nullable(),
  snoozedUntil: z.date().nullable(),
});
/** How one rule stands on one subject. */
export type Alert = z.infer<typeof alertRow>;

const ALERT_COLUMNS = sql`s.id::text, s.rule, s.name, s.level, s.step, s.since, s.headline, s.facts, s.driver, s.scope, s.link, s.watched,
  s.acknowledged_by AS "acknowledgedBy", s.acknowledged_at AS "acknowledgedAt", s.snoozed_by AS "snoozedBy", s.snoozed_until AS "snoozedUntil"`;

/** The worst first, then the latest. */
const WORST_FIRST = sql`array_position(ARRAY['exceeded', 'warning', 'no_data', 'ok'], s.level), s.since DESC, s.name, s.id`;

/** An asker sees alerts of spend that he sees whole; those about the account are for who sees all of it. */
function isVisible(scope: AuthorizedScope, filters: Filters): boolean {
  return seesWhole(scope.visibility, filters) === "yes";
}

async function alerts(scope: AuthorizedScope, where: Sql, on?: Queryable): Promise<Alert[]> {
  const rows = await select(
    sql`SELECT ${ALERT_COLUMNS} FROM alert_states s WHERE s.organization_id = ${scope.organizationId}::uuid ${where} ORDER BY ${WORST_FIRST}`,
    alertRow,
    on,
  );
  return rows.filter((row) => isVisible(scope, row.scope));
}

/** Everything that is watched now and that the asker sees. */
export async function watchedAlerts(scope: AuthorizedScope): Promise<Alert[]> {
  return alerts(scope, sql`AND s.watched`);
}

/** What is in trouble, neither acknowledged nor snoozed: what pages draw attention to. */
export async function openAlerts(scope: AuthorizedScope, now: Date): Promise<Alert[]> {
  const open = sql`AND s.watched AND s.level IN ('warning', 'exceeded') AND s.acknowledged_at IS NULL
    AND (s.snoozed_until IS NULL OR s.snoozed_until <= ${now}::timestamptz)`;
  return alerts(scope, open);
}

const eventRow = z.object({
  id: z.string(),
  alertId: z.string(),
  rule: z.custom<AlertRule>(),
  name: z.string(),
  change: z.custom<AlertChange>(),
  level: z.custom<AlertLevel>(),
  at: z.date(),
  headline: z.string(),
  driver: z.string().nullable(),
  compare: z.custom<AlertComparison | null>(),
  sent: z.number(),
  waiting: z.number(),
  failed: z.number(),
});
/** How many messages told of a change. */
export interface MessageCounts {
  sent: number;
  waiting: number;
  failed: number;
}
/** A change that was told. `messages`: null where they are kept no more. */
export type AlertEvent = Omit<z.infer<typeof eventRow>, keyof MessageCounts> & { messages: MessageCounts | null };

async function events(scope: AuthorizedScope, where: Sql, now: Date): Promise<AlertEvent[]> {
  const keptSince = startOfDay(addDays(dayOf(now), -MESSAGES_KEPT_DAYS));
  const rows = await select(
    sql`SELECT e.id::text, s.id::text AS "alertId", s.rule, s.name, e.change, e.level, e.at, e.headline, e.driver, e.compare,
          coalesce(m.sent, 0) AS sent, coalesce(m.waiting, 0) AS waiting, coalesce(m.failed, 0) AS failed
        FROM alert_events e JOIN alert_states s ON s.id = e.state_id
        LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE status = 'sent') AS sent, count(*) FILTER (WHERE status = 'waiting') AS waiting,
            count(*) FILTER (WHERE status = 'failed') AS failed
          FROM messages WHERE organization_id = e.organization_id AND key = 'alert:' || e.told_by) AS m ON true
        WHERE e.organization_id = ${scope.organizationId}::uuid ${where} ORDER BY e.at DESC, e.id LIMIT ${HISTORY}::int`,
    eventRow,
  );
  return rows.map(({ sent, waiting, failed, ...event }) => {
    const isKept = event.at >= keptSince || sent + waiting + failed > 0;
    return { ...event, messages: isKept ? { sent, waiting, failed } : null };
  });
}

const HISTORY = 200;

/** The last changes of what the asker sees, newest first. */
export async function alertHistory(scope: AuthorizedScope, now: Date, since: Date | null = null): Promise<AlertEvent[]> {
  const visible = (await alerts(scope, emptySql)).map(({ id }) => id);
  const from = since === null ? emptySql : sql`AND e.at >= ${since}::timestamptz`;
  return events(scope, sql`AND s.id = ANY (${visible}::uuid[]) ${from}`, now);
}

/** One alert with its changes. Throws `not_found` for what is not there or not for the asker. */
export async function alertDetail(
  scope: AuthorizedScope,
  id: string,
  now: Date,
): Promise<{ alert: Alert; history: AlertEvent[] }> {
  const [alert] = await alerts(scope, sql`AND s.id::text = ${id}`);
  if (!alert) throw new WaybillError("not_found", "There is no such alert.", { todo: "Choose one from the list." });
  return { alert, history: await events(scope, sql`AND s.id = ${alert.id}::uuid`, now) };
}

/** When alerts were last evaluated, and which sources could not be asked then; null: never. */
export async function lastEvaluation(scope: AuthorizedScope): Promise<{ at: Date; failed: string[] } | null> {
  const [found] = await select(
    sql`SELECT evaluated_at AS at, failed FROM alert_evaluations WHERE organization_id = ${scope.organizationId}::uuid`,
    z.object({ at: z.date(), failed: z.array(z.string()) }),
  );
  return found ?? null;
}
