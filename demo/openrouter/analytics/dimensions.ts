import { dayOf } from "../../../lib/domain/day";
import { type Cast, keyNameOn } from "../../account/cast";
import { type Fact, type Generation, isGeneration } from "../../account/generation";
import type { Demo } from "../state";

/** What a dimension's values are known by inside; null: unset. */
export type Value = string | number | null;

export interface Dimension {
  name: string;
  label: string;
  /** Can be asked for up to 367 days; others know single requests alone, and those for 31 days. */
  longRange: boolean;
  valueOf(fact: Fact, cast: Cast): Value;
  /** The columns of a row: labels, not ids. */
  columns(value: Value, demo: Demo): Record<string, string | number | boolean | null>;
  /** Whether `in` and `not_in` know include_unset. */
  hasUnset: boolean;
}

type Draft = Pick<Dimension, "name" | "label" | "longRange" | "valueOf"> & Partial<Dimension>;

function dimension(draft: Draft): Dimension {
  return { hasUnset: false, columns: (value) => ({ [draft.name]: value }), ...draft };
}

function ofSingles(name: string, label: string, read: (generation: Generation) => Value, unset: Value = null): Dimension {
  return dimension({
    name,
    label,
    longRange: false,
    valueOf: (fact) => (isGeneration(fact) ? read(fact) : null),
    columns: (value) => ({ [name]: value ?? unset }),
  });
}

function contextBucket(tokens: number): string {
  return tokens < 1_000 ? "<1K" : tokens < 10_000 ? "1K-10K" : tokens < 100_000 ? "10K-100K" : "100K-1M";
}

function memberColumns(value: Value, demo: Demo) {
  const member = demo.account.cast.members.find((candidate) => candidate.id === value);
  const name = member ? [member.firstName, member.lastName].filter((part) => part !== null).join(" ") : "";
  return { user: name || null, user_email: member?.email ?? null };
}

export const DIMENSIONS: readonly Dimension[] = [
  dimension({ name: "model", label: "Model", longRange: true, valueOf: (fact) => fact.model.permaslug }),
  dimension({ name: "variant", label: "Variant", longRange: true, valueOf: (fact) => fact.model.variant }),
  dimension({
    name: "api_key_id",
    label: "API Key",
    longRange: true,
    hasUnset: true,
    valueOf: (fact) => fact.key?.id ?? -1,
    columns: (value, demo) => {
      const key = demo.account.cast.keys.find((candidate) => candidate.id === value);
      return { api_key_id: key ? keyNameOn(key, dayOf(demo.now())) : "Chatroom" };
    },
  }),
  dimension({
    name: "user",
    label: "User",
    longRange: true,
    hasUnset: true,
    valueOf: (fact) => fact.memberId,
    columns: memberColumns,
  }),
  dimension({
    name: "workspace",
    label: "Workspace",
    longRange: true,
    valueOf: (fact, cast) => fact.key?.workspaceId ?? cast.workspaces[0]?.id ?? null,
    columns: (value, demo) => ({
      workspace: demo.account.cast.workspaces.find((workspace) => workspace.id === value)?.name ?? "Unattributed",
    }),
  }),
  dimension({
    name: "app",
    label: "App",
    longRange: true,
    hasUnset: true,
    valueOf: (fact) => fact.app?.id ?? -1,
    columns: (value, demo) => ({ app: demo.account.cast.apps.find((app) => app.id === value)?.title ?? "Unknown" }),
  }),
  dimension({ name: "provider", label: "Provider", longRange: false, valueOf: (fact) => fact.endpoint.provider }),
  ofSingles("external_user", "External User", (generation) => generation.user),
  ofSingles("session_id", "Session", (generation) => generation.sessionId, "none"),
  ofSingles("generation_id", "Generation", (generation) => generation.id),
  ofSingles("finish_reason", "Finish Reason", (generation) => generation.finishReason),
  ofSingles("streamed", "Streamed", (generation) => (generation.streamed ? "true" : "false")),
  ofSingles("origin", "Origin", (generation) => generation.app?.referer ?? ""),
  ofSingles("country", "Country", () => "DE"),
  ofSingles("data_region", "Data Region", () => "global"),
  ofSingles("skin", "API Type", () => "completions"),
  ofSingles("context_length_bucket", "Context Length", (generation) => contextBucket(generation.promptTokens)),
];

export function dimensionOf(name: string): Dimension | null {
  return DIMENSIONS.find((candidate) => candidate.name === name) ?? null;
}
