import { parseEmail } from "../email";

/** Somebody whom spend is charged to is a person, or a service that no one person answers for. */
export const DEVELOPER_KINDS = ["person", "service"] as const;
export type DeveloperKind = (typeof DEVELOPER_KINDS)[number];

/**
 * user: the request's `user` field; email: lower case; member: OpenRouter's member id, or a member's name as a log
 * gives it.
 */
export const ALIAS_KINDS = ["user", "email", "member"] as const;

/** A value by which evidence or the directory names a developer. */
export interface DeveloperAlias {
  kind: (typeof ALIAS_KINDS)[number];
  value: string;
}

/** Longer values are cut: an index entry must stay below a third of a database page, and nobody's name is longer. */
const LONGEST_VALUE = 400;

function tidy(text: string): string {
  const trimmed = text.trim();
  return trimmed.length <= LONGEST_VALUE ? trimmed : [...trimmed].slice(0, LONGEST_VALUE).join("");
}

/** An e-mail address as an alias: trimmed and in small letters, so that spellings agree. */
export function emailAlias(email: string): DeveloperAlias {
  return { kind: "email", value: tidy(email).toLowerCase() };
}

function withEmail(kind: "user" | "member", text: string | null): DeveloperAlias[] {
  const value = tidy(text ?? "");
  if (value === "") return [];
  return parseEmail(value) ? [{ kind, value }, emailAlias(value)] : [{ kind, value }];
}

/** The aliases that a request's `user` field stands for, the most telling first; none for an empty field. */
export function aliasesOfUser(externalUser: string | null): DeveloperAlias[] {
  return withEmail("user", externalUser);
}

/** The aliases that a source's member column (an e-mail address or a name) stands for; none for an empty one. */
export function aliasesOfMember(member: string | null): DeveloperAlias[] {
  return withEmail("member", member);
}

/** One text per alias, for maps and sets. */
export function aliasKey(alias: DeveloperAlias): string {
  return `${alias.kind}:${alias.value}`;
}

/** An alias as it is stored: trimmed, cut, an e-mail address in lower case. */
export function tidyAlias({ kind, value }: DeveloperAlias): DeveloperAlias {
  return kind === "email" ? emailAlias(value) : { kind, value: tidy(value) };
}
