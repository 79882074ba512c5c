import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { execute, type Queryable, select, sql, transaction } from "../../db/sql";
import { type AlertChange, type AlertRule, type AlertSignal, close, decide, newsOfParts } from "../../domain/alert/alert";
import { type AlertRow, readStoredAlerts, type StoredAlert, stateOf, storeAlertEvents, storeAlerts, unwatchAlerts } from "./rows";
import { alertChannels, type OwnedChange, tellChanges } from "./telling";

/** What one source found. */
export interface FoundSignals {
  source: string;
  /** The rules whose signals these are: what they no longer mention is no longer watched. */
  rules: readonly AlertRule[];
  /** null: it could not be asked, and what is known of its rules stands. */
  signals: readonly AlertSignal[] | null;
}

export interface AlertSources {
  ask(): Promise<FoundSignals[]>;
  /** What made the difference, as a sentence; asked only of what is told. */
  driverOf(signal: AlertSignal): Promise<string | null>;
}

/** Trouble from before anybody was watching is shown but not sent: it is no change. */
const QUIET_AT_FIRST: ReadonlySet<AlertRule> = new Set(["keys_without_limit"]);

const nameOf = ({ rule, subject }: { rule: string; subject: string }) => `${rule} ${subject}`;

async function rowOf(known: StoredAlert | null, signal: AlertSignal, sources: AlertSources, at: Date): Promise<AlertRow> {
  const previous = known && stateOf(known);
  const decision = decide(previous, signal, at);
  const change = known === null && QUIET_AT_FIRST.has(signal.rule) ? null : decision.change;
  const isTrouble = change === "opened" || change === "worse";
  const told = newsOfParts(previous, signal) ?? signal.driver;
  const driver = isTrouble ? (told ?? (await sources.driverOf(signal))) : null;
  return { stateId: known?.id ?? randomUUID(), known, signal, state: decision.state, change, driver };
}

/** Alerts of asked sources that nothing speaks of any more. */
function goneAlerts(known: readonly StoredAlert[], found: readonly FoundSignals[]): StoredAlert[] {
  const answered = found.filter(({ signals }) => signals !== null);
  const rules = new Set(answered.flatMap((source) => source.rules));
  const named = new Set(answered.flatMap(({ signals }) => (signals ?? []).map(nameOf)));
  return known.filter((alert) => alert.watched && rules.has(alert.rule) && !named.has(nameOf(alert)));
}

interface ToldRow extends AlertRow {
  id: string;
  change: AlertChange;
}

function ownedChange({ id, signal, state, change, driver }: ToldRow): OwnedChange {
  const { rule, name, headline, facts, link, data, owners } = signal;
  return { id, rule, name, change, level: state.level, step: state.step, headline, facts, driver, link, data, owners };
}

async function storeChanges(
  client: Queryable,
  organizationId: string,
  told: readonly (ToldRow & { toldBy: string })[],
  gone: readonly StoredAlert[],
  at: Date,
): Promise<void> {
  const changed = told.map(({ id, stateId, known, signal, state, change, driver, toldBy }) => {
    const { headline, facts, compare } = signal;
    const { level, step } = state;
    return { id, stateId, number: (known?.changes ?? 0) + 1, change, level, step, headline, facts, driver, compare, toldBy };
  });
  const closed = gone.flatMap((alert) => {
    const change = close(stateOf(alert));
    if (change === null) return [];
    const { id: stateId, headline, facts } = alert;
    const number = alert.changes + 1;
    const rest = { driver: null, compare: null, toldBy: null, level: "ok" as const, step: 0 };
    return [{ id: randomUUID(), stateId, number, change, headline, facts, ...rest }];
  });
  await storeAlertEvents(client, organizationId, [...changed, ...closed], at);
}

/** Who the messages speak of and to whom besides the channels. */
export interface AlertedOrganization {
  id: string;
  slug: string;
  name: string;
  mailOwners: boolean;
}

/** What a decision rests on: when alerts were last evaluated, and how each stood and was snoozed. */
interface Basis {
  evaluatedAt: Date | null;
  stored: StoredAlert[];
}

async function readBasis(organizationId: string, on?: Queryable): Promise<Basis> {
  const [evaluation] = await select(
    sql`SELECT evaluated_at AS at FROM alert_evaluations WHERE organization_id = ${organizationId}::uuid`,
    z.object({ at: z.date() }),
    on,
  );
  return { evaluatedAt: evaluation?.at ?? null, stored: await readStoredAlerts(organizationId, on) };
}

/** Stores how alerts stand, what changed, and its messages: one for each thing's trouble, one for each thing's recovery. */
async function storeEvaluation(
  client: Queryable,
  organization: AlertedOrganization,
  rows: readonly AlertRow[],
  gone: readonly StoredAlert[],
  at: Date,
): Promise<number> {
  await storeAlerts(client, organization.id, rows);
  const told = rows.flatMap((row): ToldRow[] => (row.change === null ? [] : [{ ...row, change: row.change, id: randomUUID() }]));
  const groups = Map.groupBy(told, ({ signal, change }) => `${change === "recovered"} ${signal.group}`);
  const channels = await alertChannels(client, organization.id);
  const telling = { organization, channels, mailOwners: organization.mailOwners, at };
  const withMessage: (ToldRow & { toldBy: string })[] = [];
  for (const group of groups.values()) {
    const toldBy = group[0]?.id ?? "";
    await tellChanges(client, toldBy, group.map(ownedChange), telling);
    withMessage.push(...group.map((row) => ({ ...row, toldBy })));
  }
  await storeChanges(client, organization.id, withMessage, gone, at);
  const goneIds = gone.map(({ id }) => id);
  await unwatchAlerts(client, goneIds, at);
  return told.length;
}

/**
 * Evaluates an organization's alerts: asks the sources, decides, and stores states, events and messages in one short
 * transaction. It is begun when everything is decided, so that nobody holds a database connection while asking for
 * another. What the decision rested on must still be so by then, or nothing is stored: of two workers one tells, and a
 * worker or a database that dies leaves all of it or nothing. Returns how many changes were told; null where somebody else
 * evaluated, changed the rules or snoozed meanwhile, so that it is to be evaluated anew.
 */
export async function evaluateAlerts(organization: AlertedOrganization, sources: AlertSources, at: Date): Promise<number | null> {
  const basis = await readBasis(organization.id);
  const found = await sources.ask();
  const byName = new Map(basis.stored.map((alert) => [nameOf(alert), alert]));
  const rows: AlertRow[] = [];
  for (const signal of found.flatMap(({ signals }) => signals ?? [])) {
    rows.push(await rowOf(byName.get(nameOf(signal)) ?? null, signal, sources, at));
  }
  const gone = goneAlerts(basis.stored, found);
  const failed = found.flatMap(({ source, signals }) => (signals === null ? [source] : []));
  return transaction(async (client) => {
    await execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`alerts ${organization.id}`}, 0))`, client);
    if (!isDeepStrictEqual(await readBasis(organization.id, client), basis)) return null;
    const told = await storeEvaluation(client, organization, rows, gone, at);
    await execute(
      sql`INSERT INTO alert_evaluations (organization_id, evaluated_at, failed) VALUES (${organization.id}::uuid, ${at}, ${failed}::text[])
          ON CONFLICT (organization_id) DO UPDATE SET evaluated_at = excluded.evaluated_at, failed = excluded.failed`,
      client,
    );
    return told;
  });
}

/** At least so often every organization is evaluated; sooner where its books changed, though not all the time. */
const [EVERY, AFTER_REBUILD] = ["4 minutes", "30 seconds"];

/** Organizations whose alerts are to be evaluated now. */
export async function organizationsToEvaluate(now: Date): Promise<string[]> {
  const found = await select(
    sql`SELECT o.id FROM organizations o LEFT JOIN alert_evaluations e ON e.organization_id = o.id
        WHERE e.evaluated_at IS NULL OR e.evaluated_at > ${now}::timestamptz + interval '1 hour'
          OR e.evaluated_at <= ${now}::timestamptz - ${EVERY}::interval
          OR (e.evaluated_at <= ${now}::timestamptz - ${AFTER_REBUILD}::interval
            AND EXISTS (SELECT FROM day_books b WHERE b.organization_id = o.id AND b.rebuilt_at >= e.evaluated_at))`,
    z.object({ id: z.string() }),
  );
  return found.map(({ id }) => id);
}
