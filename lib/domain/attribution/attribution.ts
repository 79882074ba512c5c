import { aliasesOfMember, aliasesOfUser, type DeveloperAlias } from "./developer-alias";

/**
 * How a spend line's developer was found. `rule`: by an attribution rule, before all else; `key_creator`: by the OpenRouter
 * member who made the key or sent the request.
 */
export type Attribution = "rule" | "user_field" | "key_owner" | "key_creator" | "none";

/** Why a spend line has no developer. */
export type UnattributedReason =
  /** A request with a known key, but neither a `user` field nor anybody who answers for the key. */
  | "no_user_no_owner"
  /** Billed to a known key that nobody answers for, and no single request is known. */
  | "no_evidence_no_owner"
  /** No `user` field, and the source does not tell the key. */
  | "key_unknown";

/** What is known of a key on one day. */
export interface KeyFacts {
  /** False for a key known by name only, which another key may share. */
  hasHash: boolean;
  /** Every name it was seen under. */
  names: readonly string[];
  workspaceId: string | null;
  /** development, ci or production, by the organization's own word. */
  environment?: string | null;
  /** Who owns it on that day by the organization's own word. */
  ownerId: string | null;
  /** What OpenRouter's directory says of the member who made it; empty where it says nothing. */
  creatorAliases: readonly DeveloperAlias[];
}

export interface AttributionFacts {
  key: KeyFacts | null;
  externalUser: string | null;
  /** The OpenRouter member a source names beside the request. */
  member: string | null;
  /** Is a single request known, or only that the key was billed? */
  hasEvidence: boolean;
}

export type Attributed =
  | { developerId: string; attribution: Exclude<Attribution, "rule" | "none">; reason: null }
  | { developerId: null; attribution: "none"; reason: UnattributedReason };

/** Answers who an alias stands for; null for nobody. */
export type AliasBook = (alias: DeveloperAlias) => string | null;

function firstKnown(aliases: readonly DeveloperAlias[], developerOf: AliasBook): string | null {
  for (const alias of aliases) {
    const developerId = developerOf(alias);
    if (developerId) return developerId;
  }
  return null;
}

/**
 * Who is charged where no rule says it: whom the request names as its user, else who owns the key that day, else the
 * member whom the source names or who made the key, else nobody, with the reason.
 */
export function attributeDeveloper(facts: AttributionFacts, developerOf: AliasBook): Attributed {
  const user = firstKnown(aliasesOfUser(facts.externalUser), developerOf);
  if (user) return { developerId: user, attribution: "user_field", reason: null };
  if (facts.key?.ownerId) return { developerId: facts.key.ownerId, attribution: "key_owner", reason: null };
  const member = firstKnown([...aliasesOfMember(facts.member), ...(facts.key?.creatorAliases ?? [])], developerOf);
  if (member) return { developerId: member, attribution: "key_creator", reason: null };
  if (!facts.key) return { developerId: null, attribution: "none", reason: "key_unknown" };
  return { developerId: null, attribution: "none", reason: facts.hasEvidence ? "no_user_no_owner" : "no_evidence_no_owner" };
}
