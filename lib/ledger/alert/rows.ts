import { z } from "zod";
import { execute, type Queryable, select, sql } from "../../db/sql";
import type { AlertChange, AlertFact, AlertRule, AlertSignal, AlertState } from "../../domain/alert/alert";

const Known = z.object({
  id: z.string(),
  rule: z.custom<AlertRule>(),
  subject: z.string(),
  level: z.enum(["ok", "warning", "exceeded", "no_data"]),
  step: z.number(),
  period: z.string().nullable(),
  since: z.date(),
  toldLevel: z.enum(["ok", "warning", "exceeded"]),
  toldStep: z.number(),
  toldPeriod: z.string().nullable(),
  toldParts: z.array(z.string()),
  wellSince: z.date().nullable(),
  snoozedUntil: z.date().nullable(),
  headline: z.string(),
  facts: z.custom<readonly AlertFact[]>(),
  driver: z.string().nullable(),
  watched: z.boolean(),
  changes: z.number(),
});

/** How an alert stood when it was last evaluated. */
export type StoredAlert = z.infer<typeof Known>;

/** All alerts of an organization, including those that no signal mentions any more. */
export async function readStoredAlerts(organizationId: string, on?: Queryable): Promise<StoredAlert[]> {
  return select(
    sql`SELECT id, rule, subject, level, step, period, since, told_level AS "toldLevel", told_step AS "toldStep",
          told_period AS "toldPeriod", told_parts AS "toldParts", well_since AS "wellSince", snoozed_until AS "snoozedUntil", headline, facts, driver, watched, changes
        FROM alert_states WHERE organization_id = ${organizationId}::uuid ORDER BY id`,
    Known,
    on,
  );
}

/** The part of a stored alert that decisions are made on. */
export function stateOf(stored: StoredAlert): AlertState {
  const { level, step, period, since, toldLevel, toldStep, toldPeriod, toldParts, wellSince, snoozedUntil } = stored;
  const told = { level: toldLevel, step: toldStep, period: toldPeriod, parts: toldParts };
  return { level, step, period, since, told, wellSince, snoozedUntil };
}

/** What is to be stored of one alert. */
export interface AlertRow {
  stateId: string;
  known: StoredAlert | null;
  signal: AlertSignal;
  state: AlertState;
  change: AlertChange | null;
  driver: string | null;
}

/** Writes how alerts stand. What people said of them (acknowledged, snoozed) stays, but a change has to be acknowledged anew. */
export async function storeAlerts(client: Queryable, organizationId: string, alerts: readonly AlertRow[]): Promise<void> {
  const rows = alerts.map(({ stateId, known, signal, state, change, driver }) => {
    // One that is held for its recovery goes on saying what the trouble was.
    const isHeld = known !== null && signal.level === "ok" && state.level !== "ok";
    const { headline, facts } = isHeld ? known : signal;
    const { rule, subject, name, scope, link } = signal;
    const { level, step, period, since, told, wellSince } = state;
    return {
      id: stateId,
      rule,
      subject,
      name,
      level,
      step,
      period,
      since,
      told_level: told.level,
      told_step: told.step,
      told_period: told.period,
      told_parts: told.parts,
      well_since: wellSince,
      headline,
      facts,
      driver: change === null ? (known?.driver ?? null) : driver,
      scope,
      link,
      changed: change === null ? 0 : 1,
    };
  });
  await execute(
    sql`INSERT INTO alert_states AS known (id, organization_id, rule, subject, name, level, step, period, since, told_level, told_step,
          told_period, told_parts, well_since, headline, facts, driver, scope, link, changes)
        SELECT id, ${organizationId}::uuid, rule, subject, name, level, step, period, since, told_level, told_step, told_period,
          told_parts, well_since, headline, facts, driver, scope, link, changed
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (id uuid, rule text, subject text, name text, level text,
          step int, period text, since timestamptz, told_level text, told_step int, told_period text, told_parts text[], well_since timestamptz,
          headline text, facts jsonb, driver text, scope jsonb, link jsonb, changed int)
        ON CONFLICT (organization_id, rule, subject) DO UPDATE SET name = excluded.name, level = excluded.level, step = excluded.step,
          period = excluded.period, since = excluded.since, told_level = excluded.told_level, told_step = excluded.told_step,
          told_period = excluded.told_period, told_parts = excluded.told_parts, well_since = excluded.well_since, headline = excluded.headline, facts = excluded.facts,
          driver = excluded.driver, scope = excluded.scope, link = excluded.link, watched = true,
          changes = known.changes + excluded.changes,
          acknowledged_by = CASE WHEN excluded.changes > 0 THEN NULL ELSE known.acknowledged_by END,
          acknowledged_at = CASE WHEN excluded.changes > 0 THEN NULL ELSE known.acknowledged_at END`,
    client,
  );
}

/** Closes alerts that no signal mentions any more: their budget or key is gone, or their rule is switched off. */
export async function unwatchAlerts(client: Queryable, ids: readonly string[], at: Date): Promise<void> {
  await execute(
    sql`UPDATE alert_states SET watched = false, level = 'ok', step = 0, since = ${at}, told_level = 'ok', told_step = 0, told_period = NULL, told_parts = '{}',
          well_since = NULL, acknowledged_by = NULL, acknowledged_at = NULL, snoozed_by = NULL, snoozed_until = NULL,
          changes = changes + CASE WHEN told_level = 'ok' THEN 0 ELSE 1 END
        WHERE id = ANY(${[...ids]}::uuid[])`,
    client,
  );
}

export interface AlertEventRow {
  id: string;
  stateId: string;
  /** The alert's count of changes with this one. */
  number: number;
  change: AlertChange;
  level: AlertState["level"];
  step: number;
  headline: string;
  facts: readonly AlertFact[];
  driver: string | null;
  compare: AlertSignal["compare"];
  /** The event whose message tells of it; null: none does. */
  toldBy: string | null;
}

/** Writes what changed. The same change of an alert cannot be written twice. */
export async function storeAlertEvents(
  client: Queryable,
  organizationId: string,
  events: readonly AlertEventRow[],
  at: Date,
): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ stateId, toldBy, ...event }) => ({ ...event, state_id: stateId, told_by: toldBy }));
  await execute(
    sql`INSERT INTO alert_events (id, organization_id, state_id, number, change, level, step, at, headline, facts, driver, compare, told_by)
        SELECT id, ${organizationId}::uuid, state_id, number, change, level, step, ${at}, headline, facts, driver,
          nullif(compare, 'null'::jsonb), told_by
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (id uuid, state_id uuid, number int, change text, level text,
          step int, headline text, facts jsonb, driver text, compare jsonb, told_by uuid)`,
    client,
  );
}
