import { addDays, type Day } from "../../lib/domain/day";
import { SEED, TEAMS } from "../acme";
import { Account } from "./account";
import { acmeCast } from "./acme";
import type { Cast } from "./cast";
import { type CastSize, generatedCast } from "./generated-cast";
import { HABITS } from "./habits";

/** Fourteen months. */
export const ACME_DAYS = 425;

/** The account of the demo. The same anchor day always gives the same history. */
export function makeAcmeAccount(anchorDay: Day, days = ACME_DAYS): Account {
  return new Account(
    { seed: SEED, anchorDay, days, startShare: 0.25, analytics: true },
    acmeCast(addDays(anchorDay, 1 - days), anchorDay),
  );
}

export interface MadeUpAccount extends Partial<CastSize> {
  anchorDay: Day;
  days: number;
  /** A status: the account's plan has no Analytics. */
  analytics?: true | 403 | 404;
}

const SMALL: CastSize = { seed: "small", developers: 4, keys: 3, workspaces: 2, requestsPerDay: 40, organization: true };

/** An account of any size; what is not said is small. */
export function makeAccount({ anchorDay, days, analytics = true, ...size }: MadeUpAccount): Account {
  const whole: CastSize = { ...SMALL, ...size };
  const cast = generatedCast(whole, addDays(anchorDay, 1 - days));
  return new Account({ seed: whole.seed, anchorDay, days, startShare: 0.5, analytics }, cast);
}

/** An account nobody has used yet: one workspace, no keys, no requests. */
export function makeEmptyAccount(anchorDay: Day): Account {
  const cast: Cast = {
    ...generatedCast({ ...SMALL, seed: "empty", developers: 1, keys: 0, workspaces: 1 }, anchorDay),
    purchases: [],
  };
  return new Account({ seed: "empty", anchorDay, days: 1, startShare: 1, analytics: true }, cast);
}

/** Two hundred keys and a year of history: what the sync benchmark backfills. */
export function makeManyKeysAccount(anchorDay: Day, keys = 200, days = 367): Account {
  return makeAccount({ seed: "many-keys", anchorDay, days, keys, developers: keys, workspaces: 3, requestsPerDay: 1_200 });
}

/** What these people code with. */
function sourceIdsOf(coders: (typeof TEAMS)[string]): string[] {
  return coders.map((one) => `coding/${"email" in one ? one.email : one.handle}`);
}

/**
 * Of Acme what it wastes, on its own keys, its CI, and what one team codes with a model that is about to go away: days enough for
 * Waybill to find all of it.
 */
export function makeWastefulAccount(anchorDay: Day, days = 40): Account {
  const cast = acmeCast(addDays(anchorDay, 1 - days), anchorDay);
  const perception = sourceIdsOf(TEAMS.Perception ?? []);
  const sources = cast.sources
    .filter(({ id }) => id.startsWith("waste/") || id === "ci" || perception.includes(id))
    .map((one) => (perception.includes(one.id) ? { ...one, mix: one.mix.filter(({ line }) => line === "gemini") } : one));
  return new Account({ seed: SEED, anchorDay, days, startShare: 1, analytics: true }, { ...cast, sources });
}

/** Of Acme what two teams code with: Search moves to a cheaper model twenty days before the anchor, or stays as it was. */
export function makeSwitchingAccount(anchorDay: Day, moves: boolean, days = 40): Account {
  const cast = acmeCast(addDays(anchorDay, 1 - days), anchorDay);
  const coders = [...(TEAMS.Search ?? []), ...(TEAMS.Platform ?? []).slice(0, 2)];
  const ids = sourceIdsOf(coders);
  const sources = cast.sources.filter(({ id }) => ids.includes(id)).map((one) => (moves ? one : { ...one, switch: null }));
  return new Account({ seed: SEED, anchorDay, days, startShare: 1, analytics: true }, { ...cast, sources });
}

/** An account in which there is nothing to save: light models, stable prefixes, a limited key for each person. */
export function makeThriftyAccount(anchorDay: Day, days = 40): Account {
  const firstDay = addDays(anchorDay, 1 - days);
  const cast = generatedCast({ ...SMALL, seed: "thrifty", developers: 3, keys: 3 }, firstDay);
  const keys = cast.keys.map((key, index) => ({
    ...key,
    creatorId: cast.members[index]?.id ?? null,
    limitUsd: 50,
    limitReset: "monthly" as const,
  }));
  const sources = cast.sources.map((one, index) => ({
    ...one,
    key: keys[index] ?? null,
    user: cast.members[index]?.email ?? null,
    feature: "code-assistant",
    habit: HABITS.coding,
    perDay: 40,
    mix: [{ line: "gpt-mini" as const, weight: 1 }],
    byokShare: 0,
  }));
  return new Account({ seed: "thrifty", anchorDay, days, startShare: 1, analytics: true }, { ...cast, keys, sources });
}
