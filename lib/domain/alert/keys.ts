import { reaches } from "../budget/budget";
import { dayOf } from "../day";
import { formatShare, formatUsd } from "../format";
import { type KeyLimit, usedOfLimit } from "../key/limit";
import { shareOf } from "../spend/change";
import { compareUsd, subtractUsd, sumUsd, type Usd, usdToString } from "../usd";
import type { AlertSignal } from "./alert";
import { comparedSince, comparedWeek } from "./comparison";

export interface LimitedKey extends KeyLimit {
  id: string;
  name: string;
}

/** Below the share that is warned of by so many points, an alert ends. */
const NEAR_POINTS = 5;

const RESET_WORDS: Record<string, string> = { daily: "today's", weekly: "this week's", monthly: "this month's" };

/** How a key with a limit of its own at OpenRouter stands. At its limit OpenRouter refuses its requests. */
export function keyLimitSignal(key: LimitedKey, nearPercent: number, now: Date): AlertSignal {
  const { usedUsd, period } = usedOfLimit(key, now);
  const uses = (percent: number) => usedUsd !== null && reaches(usedUsd, key.limitUsd, BigInt(Math.max(1, percent)));
  // A limit of nothing is used up.
  const isReached = uses(100);
  const isNear = uses(nearPercent);
  const limit = `${RESET_WORDS[key.reset ?? ""] ?? "its"} limit of ${formatUsd(key.limitUsd)}`;
  const level = usedUsd === null ? "no_data" : isReached ? "exceeded" : isNear ? "warning" : "ok";
  const headline =
    usedUsd === null
      ? `What key ${key.name} used of ${limit} is not known`
      : isReached
        ? `${formatUsd(usedUsd)}: key ${key.name} used up ${limit}, and OpenRouter refuses its requests`
        : `${formatUsd(usedUsd)}: key ${key.name} has used ${formatShare(shareOf(usedUsd, key.limitUsd))} of ${limit}`;
  return {
    rule: "key_limit",
    subject: key.id,
    name: `Key ${key.name}`,
    group: `key ${key.id}`,
    level,
    step: isReached ? 100 : isNear ? nearPercent : 0,
    near: level === "ok" && uses(nearPercent - NEAR_POINTS),
    period,
    headline,
    facts:
      usedUsd === null
        ? [{ label: "Limit", value: formatUsd(key.limitUsd) }]
        : [
            { label: "Used", value: formatUsd(usedUsd) },
            { label: "Limit", value: `${formatUsd(key.limitUsd)}${key.reset ? `, ${key.reset}` : ""}` },
            { label: "Left", value: formatUsd(subtractUsd(key.limitUsd, usedUsd)) },
          ],
    scope: { key: [key.id] },
    link: { label: "Open the key", path: `keys/${key.id}` },
    compare: period === null ? comparedWeek(dayOf(now)) : comparedSince(period, dayOf(now)),
    data: {
      key: key.name,
      limitUsd: usdToString(key.limitUsd),
      limitReset: key.reset,
      usedUsd: usedUsd === null ? null : usdToString(usedUsd),
    },
    owners: [],
  };
}

/** What keys without a limit cost is told of so many finished days, as recommendations tell it. */
export const UNLIMITED_KEY_DAYS = 30;

export interface UnlimitedKey {
  id: string;
  name: string;
  /** In these days. */
  costUsd: Usd;
}

/** Keys that may spend all of the account's credits. One alert for all: a message tells of each key that is added. */
export function keysWithoutLimitSignal(keys: readonly UnlimitedKey[]): AlertSignal {
  const sum = sumUsd(keys.map(({ costUsd }) => costUsd));
  const sorted = keys.toSorted((a, b) => compareUsd(b.costUsd, a.costUsd));
  const [dearest, rest] = [sorted.slice(0, 5), sorted.slice(5)];
  const restLabel = rest.length === 1 ? "One more key" : `${rest.length} more keys`;
  const restUsd = sumUsd(rest.map(({ costUsd }) => costUsd));
  const many = keys.length === 1 ? "1 key has" : `${keys.length} keys have`;
  return {
    rule: "keys_without_limit",
    subject: "organization",
    name: "Keys without a limit",
    group: "keys without a limit",
    level: keys.length > 0 ? "warning" : "ok",
    step: 0,
    parts: keys.map(({ id, name, costUsd }) => ({
      id,
      words: `Key ${name} has no limit: ${formatUsd(costUsd)} in ${UNLIMITED_KEY_DAYS} finished days`,
    })),
    near: false,
    period: null,
    headline:
      keys.length === 0
        ? "Every key has a limit of its own"
        : `${formatUsd(sum)} in ${UNLIMITED_KEY_DAYS} finished days: ${many} no limit and may spend all credits`,
    facts: [
      ...dearest.map(({ name, costUsd }) => ({
        label: `Key ${name}`,
        value: `${formatUsd(costUsd)} in ${UNLIMITED_KEY_DAYS} finished days`,
      })),
      ...(rest.length === 0 ? [] : [{ label: restLabel, value: `${formatUsd(restUsd)} in ${UNLIMITED_KEY_DAYS} finished days` }]),
    ],
    scope: {},
    link: { label: "Open the keys", path: "keys" },
    compare: null,
    data: { keys: keys.length, costUsd: usdToString(sum) },
    owners: [],
  };
}
