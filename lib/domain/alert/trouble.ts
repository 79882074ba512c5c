import type { Day } from "../day";
import { formatCount, formatUsd } from "../format";
import { formatDay, formatInstant, formatRange } from "../format-day";
import type { Usd } from "../usd";
import { usdToString } from "../usd";
import type { AlertFact, AlertLevel, AlertRule, AlertSignal } from "./alert";

const HOUR_MS = 3_600_000;

interface Trouble {
  rule: AlertRule;
  subject: string;
  name: string;
  level: AlertLevel;
  near?: boolean;
  headline: string;
  facts: readonly AlertFact[];
  link: { label: string; path: string };
  data: AlertSignal["data"];
}

function trouble(found: Trouble): AlertSignal {
  const { rule, subject } = found;
  return { near: false, ...found, group: `${rule} ${subject}`, step: 0, period: null, scope: {}, compare: null, owners: [] };
}

export interface SyncHealth {
  connectionId: string;
  name: string;
  /** Since when every run failed, or the one under way has come no further; null: all is well. */
  failingSince: Date | null;
  /** Of the last failed run; null: none failed. */
  message: string | null;
  /** When OpenRouter was last read to the end; null: never. */
  lastGoodAt: Date | null;
}

/** A failed run is tried again by itself; from two hours on somebody should look, after a day figures are missing. */
const [SYNC_WARNING_MS, SYNC_EXCEEDED_MS] = [2 * HOUR_MS, 24 * HOUR_MS];

/** A connection whose syncs fail: a warning, then exceeded, by how long they have failed. */
export function syncSignal(health: SyncHealth, now: Date): AlertSignal {
  const { connectionId, name, failingSince, lastGoodAt } = health;
  const failingMs = failingSince === null ? 0 : now.getTime() - failingSince.getTime();
  const level = failingMs >= SYNC_EXCEEDED_MS ? "exceeded" : failingMs >= SYNC_WARNING_MS ? "warning" : "ok";
  const hours = Math.floor((now.getTime() - (lastGoodAt ?? failingSince ?? now).getTime()) / HOUR_MS);
  const last = lastGoodAt === null ? "never" : formatInstant(lastGoodAt);
  return trouble({
    rule: "sync",
    subject: connectionId,
    name: `Sync of ${name}`,
    level,
    // A sync that fails again has not recovered; it is not worth a message yet either.
    near: level === "ok" && failingSince !== null,
    headline:
      level === "ok"
        ? `OpenRouter is read again: connection ${name}`
        : `No new figures for ${hours} hours: the sync of connection ${name} ${health.message ? "fails" : "comes no further"}`,
    facts: [
      { label: "Last read to the end", value: last },
      ...(health.message && level !== "ok" ? [{ label: "What happened", value: health.message }] : []),
    ],
    link: { label: "Open the connections", path: "settings/connections" },
    data: { connection: name, lastReadAt: lastGoodAt?.toISOString() ?? null },
  });
}

export interface DeliveryHealth {
  connectionId: string;
  name: string;
  lastReceivedAt: Date;
  /** Requests of the last day that are known otherwise and were to be delivered since, but were not. */
  missed: number;
  /** Generations of the last day that came and could not be read. */
  refused: number;
  lastRefusal: string | null;
}

/** Fewer may be requests that a destination does not let through. */
const FEWEST_MISSED = 20;

/** Whether OpenRouter's Broadcast still delivers. */
export function broadcastSignal(health: DeliveryHealth): AlertSignal {
  const { connectionId, name, missed, refused, lastRefusal, lastReceivedAt } = health;
  const isSilent = missed >= FEWEST_MISSED;
  const level = isSilent || refused > 0 ? "warning" : "ok";
  const problem = isSilent
    ? `${formatCount(missed)} requests of connection ${name} were not delivered by Broadcast`
    : `${formatCount(refused)} requests that Broadcast delivered for connection ${name} could not be read`;
  return trouble({
    rule: "delivery",
    subject: `broadcast ${connectionId}`,
    name: `Broadcast of ${name}`,
    level,
    headline: level === "ok" ? `Broadcast delivers: connection ${name}` : problem,
    facts: [
      { label: "Last delivery", value: formatInstant(lastReceivedAt) },
      ...(lastRefusal && refused > 0 ? [{ label: "What happened", value: lastRefusal }] : []),
    ],
    link: { label: "Open Broadcast", path: `settings/connections/${connectionId}/broadcast` },
    data: { connection: name, missed, refused, lastReceivedAt: lastReceivedAt.toISOString() },
  });
}

export interface ChannelHealth {
  channelId: string;
  name: string;
  isDead: boolean;
  reason: string | null;
}

/** Whether a channel takes messages; told to the other channels. */
export function channelSignal({ channelId, name, isDead, reason }: ChannelHealth): AlertSignal {
  return trouble({
    rule: "delivery",
    subject: `channel ${channelId}`,
    name: `Channel ${name}`,
    level: isDead ? "exceeded" : "ok",
    headline: isDead ? `Alerts do not reach the channel ${name}: it is paused` : `The channel ${name} is in use again`,
    facts: isDead && reason ? [{ label: "What happened", value: reason }] : [],
    link: { label: "Open the channels", path: "settings/channels" },
    data: { channel: name },
  });
}

export interface BooksHealth {
  /** Days that do not balance. */
  days: number;
  firstDay: Day | null;
  lastDay: Day | null;
  differenceUsd: Usd;
}

/** Whether the books balance, as the last check found. */
export function reconciliationSignal({ days, firstDay, lastDay, differenceUsd }: BooksHealth, today: Day): AlertSignal {
  const many = days === 1 ? "1 day does" : `${days} days do`;
  const when =
    firstDay === null || lastDay === null
      ? ""
      : firstDay === lastDay
        ? formatDay(firstDay, today)
        : formatRange(firstDay, lastDay);
  return trouble({
    rule: "reconciliation",
    subject: "organization",
    name: "Reconciliation",
    level: days > 0 ? "warning" : "ok",
    headline:
      days > 0
        ? `${formatUsd(differenceUsd)} do not balance: ${many} not agree with OpenRouter's figures`
        : "The books balance with OpenRouter's figures again",
    facts: when ? [{ label: "Days", value: when }] : [],
    link: { label: "Open the reconciliation", path: "reconciliation" },
    data: { days, differenceUsd: usdToString(differenceUsd) },
  });
}
