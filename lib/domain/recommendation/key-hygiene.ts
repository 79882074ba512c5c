import { type Day, startOfDay } from "../day";
import { formatCount, formatUsd } from "../format";
import type { KeyEnvironment } from "../key/environment";
import { sumUsd, type Usd, usdFromFinerUnits, ZERO_USD } from "../usd";
import { cheapestFit } from "./cheaper-model";
import { groupsOf, type ObservedTraffic, type TrafficGroup } from "./observed-traffic";
import type { Draft } from "./recommendation";

/** What is known of a key that could be used today. */
export interface UsableKey {
  id: string;
  name: string;
  environment: KeyEnvironment | null;
  /** When it was made; null: not told. */
  createdAt: Date | null;
  limitUsd: Usd | null;
  /** Of the days looked at, from the books. */
  costUsd: Usd;
  requests: number;
  /** Those who are charged for requests through it, by name. */
  developers: readonly string[];
}

const MONTH = 30;
/** Below a dollar a month nobody needs to act. */
const LEAST_USD = 10n ** 12n;
/** A limit leaves room: twice what went through, to whole dollars. */
const ROOM = 2n;

type Says = Pick<Draft, "aspect" | "title" | "confidence" | "figures" | "assumption" | "risk" | "change"> & { atStakeUsd: Usd };

function draftOf(key: UsableKey, says: Says): Draft {
  return {
    kind: "key_hygiene",
    filters: { key: [key.id] },
    generationIds: null,
    move: null,
    cellIds: new Set(),
    apply: (cell) => cell,
    ...says,
  };
}

function aMonth(amount: Usd, days: number): Usd {
  return days === 0 ? ZERO_USD : usdFromFinerUnits(amount * BigInt(MONTH), BigInt(days));
}

function withoutLimit(key: UsableKey, monthUsd: Usd): Draft {
  const limit = ((monthUsd * ROOM) / 10n ** 12n + 1n).toString();
  return draftOf(key, {
    aspect: "no_limit",
    title: `${key.name}: set a limit, it has none`,
    confidence: "high",
    figures: [
      { label: "Charged through it a month", value: formatUsd(monthUsd) },
      { label: "Limit", value: "none" },
    ],
    assumption: "A limit saves nothing by itself. What is at stake is what goes through the key; a loop could spend all credits.",
    risk: "Requests beyond the limit are refused until it resets: leave room, and let an alert come first.",
    change: {
      words: `Set a monthly limit of about $${limit}, twice what went through it.`,
      snippet: JSON.stringify({ limit: Number(limit), limit_reset: "monthly" }, null, 2),
    },
    atStakeUsd: monthUsd,
  });
}

function shared(key: UsableKey, monthUsd: Usd): Draft {
  return draftOf(key, {
    aspect: "shared",
    title: `${key.name}: give each of its ${formatCount(key.developers.length)} developers a key of their own`,
    confidence: "medium",
    figures: [
      { label: "Charged through it a month", value: formatUsd(monthUsd) },
      { label: "Developers", value: key.developers.slice(0, 8).join(", ") + (key.developers.length > 8 ? ", …" : "") },
    ],
    assumption:
      "Keys of their own save nothing by themselves. What is at stake is spend that no limit and no revocation can tell apart.",
    risk: "None for the answers. A key of a gateway that names its users in every request may well stay shared.",
    change: {
      words: "Make a key with a limit for each of them and give this one up.",
      snippet: JSON.stringify(
        key.developers.slice(0, 20).map((name) => ({ name, limit: 50, limit_reset: "monthly" })),
        null,
        2,
      ),
    },
    atStakeUsd: monthUsd,
  });
}

function idle(key: UsableKey, days: number): Draft {
  return draftOf(key, {
    aspect: "idle",
    title: `${key.name}: disable it, nobody uses it`,
    confidence: "high",
    figures: [
      { label: "Requests", value: `none in ${formatCount(days)} days` },
      { label: "Limit", value: key.limitUsd === null ? "none" : formatUsd(key.limitUsd) },
    ],
    assumption: "Disabling it saves nothing by itself. What is at stake is what its limit would let a finder spend.",
    risk: "Something that runs seldom, such as a yearly report, would be refused. A disabled key can be enabled again.",
    change: { words: "Disable the key.", snippet: JSON.stringify({ disabled: true }, null, 2) },
    atStakeUsd: key.limitUsd ?? ZERO_USD,
  });
}

/** Keys that their environment, or else their name, says are for CI. */
export function isForCi({ environment, name }: Pick<UsableKey, "environment" | "name">): boolean {
  return environment === null ? /(^|[^a-z])ci([^a-z]|$)/i.test(name) : environment === "ci";
}

function ciOnFrontier(key: UsableKey, groups: readonly TrafficGroup[], traffic: ObservedTraffic, days: number): Draft {
  const fits = groups.flatMap((group) => cheapestFit(group, traffic) ?? []);
  const names = groups.map(({ model }) => traffic.models.get(model)?.name ?? model);
  const slugs = fits.flatMap(({ move }) => traffic.models.get(move?.to.model ?? "")?.slug ?? []);
  const monthUsd = aMonth(sumUsd(groups.map(({ costUsd }) => costUsd)), days);
  return {
    ...draftOf(key, {
      aspect: "ci_frontier",
      title: `${key.name}: keep CI off ${names.join(", ")}`,
      confidence: fits.length > 0 ? "medium" : "low",
      figures: [
        { label: "Requests to frontier models", value: formatCount(groups.reduce((sum, { requests }) => sum + requests, 0)) },
        { label: "Charged for them a month", value: formatUsd(monthUsd) },
      ],
      assumption:
        fits.length > 0
          ? "The same tokens at the list prices of the cheapest model that fits, as far as one does."
          : "No cheaper model is known to fit these requests, so that no saving is reckoned.",
      risk: "Checks may find less. Runs that fail can be tried again on the model in use.",
      change: {
        words:
          slugs.length > 0
            ? `Assign a guardrail to the key that allows ${[...new Set(slugs)].join(" and ")} only.`
            : "Assign a guardrail to the key that lists the models for CI.",
        snippet: slugs.length > 0 ? JSON.stringify({ allowed_models: [...new Set(slugs)] }, null, 2) : null,
      },
      atStakeUsd: monthUsd,
    }),
    cellIds: new Set(fits.flatMap(({ cellIds }) => [...cellIds])),
    apply: (cell, view) => fits.reduce((changed, { apply }) => (changed === cell ? apply(cell, view) : changed), cell),
  };
}

/**
 * Keys without a limit, shared by several developers, idle for all the days looked at, or of CI on frontier models. What
 * they put at stake is stated as that, never as saved.
 */
export function recommendKeyHygiene(
  traffic: ObservedTraffic,
  keys: readonly UsableKey[],
  /** Days of the period that have books. */
  bookedDays: number,
): Draft[] {
  const ofKeys = groupsOf(traffic, ({ keyId }) => (keyId === null ? null : { dimension: "key", id: keyId }));
  const isOld = (key: UsableKey, from: Day) => key.createdAt !== null && key.createdAt < startOfDay(from);
  return keys.flatMap((key) => {
    const monthUsd = aMonth(key.costUsd, bookedDays);
    const frontier = ofKeys.filter(({ place, model }) => place.id === key.id && traffic.models.get(model)?.tier === "frontier");
    return [
      key.limitUsd === null && monthUsd >= LEAST_USD ? [withoutLimit(key, monthUsd)] : [],
      key.developers.length > 1 && monthUsd >= LEAST_USD ? [shared(key, monthUsd)] : [],
      key.requests === 0 && bookedDays >= MONTH && isOld(key, traffic.from) ? [idle(key, bookedDays)] : [],
      isForCi(key) && frontier.length > 0 ? [ciOnFrontier(key, frontier, traffic, traffic.days)] : [],
    ].flat();
  });
}
