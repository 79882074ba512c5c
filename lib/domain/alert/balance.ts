import { type Day, dayOf } from "../day";
import { formatCount, formatUsd } from "../format";
import { formatDay, formatInstant } from "../format-day";
import { compareUsd, type Usd, usdToString, ZERO_USD } from "../usd";
import type { AlertFact, AlertSignal } from "./alert";
import { comparedWeek } from "./comparison";
import type { AlertSettings } from "./settings";

export interface AlertedBalance {
  connection: { id: string; name: string };
  /** Marked so that its balance is warned of sooner. */
  critical: boolean;
  balanceUsd: Usd;
  readAt: Date;
  /** Null where nothing is known of its spend. */
  runOut: { averageDayUsd: Usd; averageDaysLeft: number | null; runsOutOn: Day | null } | null;
}

/** An alert ends when the balance lasts for so much longer, or is so much higher, than where it began. */
const [NEAR_DAYS, NEAR_PERCENT] = [0.5, 110n];

function daysWords(days: number): string {
  if (days < 1) return "less than a day";
  const whole = Math.floor(days);
  return whole === 1 ? "about a day" : `about ${formatCount(whole)} days`;
}

/** What was left longer ago says nothing of now. */
const STALE_MS = 24 * 3_600_000;

/** Whether an account's credits run out soon: below an amount, or below so many days of its average spend. */
export function balanceSignal(found: AlertedBalance, settings: AlertSettings["balance"], now: Date): AlertSignal {
  const { connection, critical, balanceUsd, readAt, runOut } = found;
  const least = critical ? settings.criticalDays : settings.days;
  const days = runOut?.averageDaysLeft ?? null;
  const { amountUsd } = settings;
  const today = dayOf(now);
  const isKnown = now.getTime() - readAt.getTime() <= STALE_MS;
  const isEmpty = compareUsd(balanceUsd, ZERO_USD) <= 0;
  const isBelow = amountUsd !== null && compareUsd(balanceUsd, amountUsd) < 0;
  const isShort = days !== null && days < least;
  const nearAmount = amountUsd !== null && balanceUsd * 100n < amountUsd * NEAR_PERCENT;
  const level = !isKnown ? "no_data" : isEmpty ? "exceeded" : isBelow || isShort ? "warning" : "ok";
  const lasts = days === null ? "" : ` and lasts for ${daysWords(days)}`;
  const facts: AlertFact[] = [
    { label: "Balance", value: formatUsd(balanceUsd) },
    ...(runOut ? [{ label: "Average a day", value: formatUsd(runOut.averageDayUsd) }] : []),
    ...(runOut?.runsOutOn ? [{ label: "Expected to be used up", value: formatDay(runOut.runsOutOn, today) }] : []),
    { label: "Read", value: formatInstant(readAt) },
  ];
  return {
    rule: "low_balance",
    subject: connection.id,
    name: `Balance of ${connection.name}`,
    group: `balance ${connection.id}`,
    level,
    step: 0,
    near: level === "ok" && (nearAmount || (days !== null && days < least + NEAR_DAYS)),
    period: null,
    headline: !isKnown
      ? `The balance of connection ${connection.name} was last read ${formatInstant(readAt)}: ${formatUsd(balanceUsd)}`
      : isEmpty
        ? `${formatUsd(balanceUsd)}: the credits of connection ${connection.name} are used up, and requests are refused`
        : level === "warning"
          ? `${formatUsd(balanceUsd)} left: the balance of connection ${connection.name} is low${lasts}`
          : `${formatUsd(balanceUsd)} left: the balance of connection ${connection.name} is enough${lasts}`,
    facts,
    scope: { connection: [connection.id] },
    link: { label: "Open the forecast", path: "forecast" },
    compare: comparedWeek(today),
    data: {
      connection: connection.name,
      critical: critical ? 1 : 0,
      balanceUsd: usdToString(balanceUsd),
      averageDayUsd: runOut ? usdToString(runOut.averageDayUsd) : null,
      runsOutOn: runOut?.runsOutOn ?? null,
    },
    owners: [],
  };
}
