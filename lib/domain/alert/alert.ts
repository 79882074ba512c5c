import type { Filters } from "../spend/question";

export const ALERT_RULES = [
  "budget_threshold",
  "budget_projected",
  "budget_pace",
  "low_balance",
  "spike",
  "key_limit",
  "keys_without_limit",
  "sync",
  "delivery",
  "reconciliation",
] as const;
export type AlertRule = (typeof ALERT_RULES)[number];

/** For so long the changes of an alert are kept; longer while it is open. As long as a new organization keeps its requests. */
export const ALERT_HISTORY_KEPT_DAYS = 400;

export type AlertLevel = "ok" | "warning" | "exceeded" | "no_data";

export interface AlertFact {
  label: string;
  value: string;
}

export interface AlertPart {
  id: string;
  /** As a message names it. */
  words: string;
}

/** What one rule finds of one subject at one moment. */
export interface AlertSignal {
  rule: AlertRule;
  /** An id, once within the rule. */
  subject: string;
  /** What people call it. */
  name: string;
  /** Signals of one thing whose changes are told in one message. */
  group: string;
  level: AlertLevel;
  /** How far within the level: the threshold in percent that was reached, say. A higher one is a change worth a message. */
  step: number;
  /** Not in trouble, but so close to it that an open alert stays open. */
  near: boolean;
  /** Its parts, each further one of which is worth a message: the keys that have no limit. */
  parts?: readonly AlertPart[];
  /** The period it is about, as `2026-11`; a new period begins afresh. Null: it has no periods. */
  period: string | null;
  /** One sentence, dollars first where there are any. */
  headline: string;
  facts: readonly AlertFact[];
  /** Whose spend it is about: who may see it, and what is asked for the driver. `{}`: the organization. */
  scope: Filters;
  /** Where to look, after the organization's slug. */
  link: { label: string; path: string };
  /** Days whose spend is compared to find what made the difference; null: it is not about spend. */
  compare: AlertComparison | null;
  /** What made the difference, where whoever found it knows already; else it is asked for by `compare`. */
  driver?: string | null;
  /** For machines: amounts as decimal text. */
  data: Readonly<Record<string, string | number | null>>;
  /** E-mail addresses of who answers for it. */
  owners: readonly string[];
}

export interface AlertComparison {
  before: { from: string; to: string };
  after: { from: string; to: string };
}

/** What was last told by a message. */
export interface ToldAlert {
  level: "ok" | "warning" | "exceeded";
  step: number;
  period: string | null;
  /** Ids of what it was made of. */
  parts: readonly string[];
}

export interface AlertState {
  level: AlertLevel;
  step: number;
  period: string | null;
  /** Since when it stands at this level. */
  since: Date;
  told: ToldAlert;
  /** Since when the signal has been well, while the alert is not closed yet. */
  wellSince: Date | null;
  snoozedUntil: Date | null;
}

/**
 * `opened`: trouble began. `worse`: further than was told. `recovered`: all is well again. `closed`: nothing is watched
 * any more.
 */
export type AlertChange = "opened" | "worse" | "recovered" | "closed";

const WELL: ToldAlert = { level: "ok", step: 0, period: null, parts: [] };
const RANK = { ok: 0, warning: 1, exceeded: 2 } as const;
const MINUTE_MS = 60_000;

/** How long all must be well before a recovery is told: trouble that comes and goes is one trouble. */
const HOLD_MINUTES: Record<AlertRule, number> = {
  budget_threshold: 0,
  budget_projected: 60,
  budget_pace: 60,
  low_balance: 0,
  spike: 0,
  key_limit: 0,
  keys_without_limit: 0,
  sync: 0,
  delivery: 60,
  reconciliation: 30,
};

function isFurther(level: "warning" | "exceeded", { step, parts = [] }: AlertSignal, than: ToldAlert): boolean {
  if (RANK[level] !== RANK[than.level]) return RANK[level] > RANK[than.level];
  return step > than.step || parts.some(({ id }) => !than.parts.includes(id));
}

const NAMED_PARTS = 3;

/** What a signal is made of that was not told yet, as a sentence; null: it has no such parts. */
export function newsOfParts(previous: AlertState | null, { parts = [] }: AlertSignal): string | null {
  const news = parts.filter(({ id }) => !previous?.told.parts.includes(id)).map(({ words }) => words);
  if (news.length === 0) return null;
  const more = news.length > NAMED_PARTS ? `; and ${news.length - NAMED_PARTS} more` : "";
  return `${news.slice(0, NAMED_PARTS).join("; ")}${more}.`;
}

/** Keeps since when it stands at its level. */
function standing(previous: AlertState | null, now: Date, next: Omit<AlertState, "since" | "snoozedUntil">): AlertState {
  const same = previous !== null && previous.level === next.level && previous.period === next.period;
  return { ...next, since: same ? previous.since : now, snoozedUntil: previous?.snoozedUntil ?? null };
}

export interface AlertDecision {
  state: AlertState;
  /** What to tell; null: nothing. */
  change: AlertChange | null;
}

/**
 * What follows from a signal. A message is the difference between what is so and what was last told, so that whoever
 * decides again after a crash comes to the same, and a snooze only puts it off. Trouble that eases without ending is
 * not told; one that comes back within its period no further than it was told is neither.
 */
export function decide(previous: AlertState | null, signal: AlertSignal, now: Date): AlertDecision {
  const told = previous?.told ?? WELL;
  const { level, step, period } = signal;
  if (level === "no_data") {
    // Missing data is reported by the rule that watches the sync; it ends no trouble.
    return { state: standing(previous, now, { level, step: 0, period, told, wellSince: null }), change: null };
  }
  const isSnoozed = previous?.snoozedUntil != null && now < previous.snoozedUntil;
  const isOfPeriod = told.period === period;
  if (level !== "ok") {
    const further = isFurther(level, signal, isOfPeriod ? told : WELL);
    const change = !further || isSnoozed ? null : isOfPeriod && told.level !== "ok" ? "worse" : "opened";
    const parts = (signal.parts ?? []).map(({ id }) => id);
    const next = change === null ? told : { level, step, period, parts };
    return { state: standing(previous, now, { level, step, period, told: next, wellSince: null }), change };
  }
  if (told.level === "ok") {
    return { state: standing(previous, now, { level, step: 0, period, told: WELL, wellSince: null }), change: null };
  }
  const wellSince = previous?.wellSince ?? now;
  const isHeld = isOfPeriod && (signal.near || now.getTime() - wellSince.getTime() < HOLD_MINUTES[signal.rule] * MINUTE_MS);
  if (isHeld || isSnoozed) {
    const { level, step, period } = told;
    const kept = { level, step, period, told, wellSince: signal.near ? null : wellSince };
    return { state: standing(previous, now, kept), change: null };
  }
  return { state: standing(previous, now, { level, step: 0, period, told: WELL, wellSince: null }), change: "recovered" };
}

/** What follows for a subject that a rule no longer speaks of: it was removed, or the rule switched off. Never a message. */
export function close(previous: AlertState): AlertChange | null {
  return previous.told.level === "ok" ? null : "closed";
}
