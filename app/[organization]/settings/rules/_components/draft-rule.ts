import type { AttributionRule, RuleCondition } from "@/lib/domain/attribution/rule";

/** What rules can name, for lists to choose from. */
export interface RuleChoices {
  developers: readonly { id: string; name: string }[];
  teams: readonly { id: string; name: string }[];
  keys: readonly { id: string; name: string }[];
  workspaces: readonly { id: string; name: string }[];
  features: readonly string[];
}

/** A random id; crypto.randomUUID is missing where a page is served without TLS under a name. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export const NEW_CONDITION: RuleCondition = { field: "key", tag: null, match: "exact", value: "" };

export function newRule(): AttributionRule {
  const sets = { developer: [], team: [], feature: [] };
  return { id: newId(), name: "", enabled: true, conditions: [NEW_CONDITION], sets };
}

/** Calls developers, teams, keys and workspaces that are given by id; null for what is no id of any. */
export function nameFinder({ developers, teams, keys, workspaces }: RuleChoices): (id: string) => string | null {
  const names = new Map([...developers, ...teams, ...keys, ...workspaces].map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? null;
}

/** The list with one entry moved up or down; the same list at either end. */
export function moved<Entry>(list: readonly Entry[], index: number, by: 1 | -1): Entry[] {
  const [one, other] = [list[index], list[index + by]];
  if (one === undefined || other === undefined) return [...list];
  return list.map((entry, at) => (at === index ? other : at === index + by ? one : entry));
}
