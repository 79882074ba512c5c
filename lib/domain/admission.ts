import { emailDomain, parseEmail } from "./email";
import type { Role } from "./role";

/** What the identity provider says of a person. */
export interface Claims {
  email: string | null;
  /** null: the provider does not say; its word for the address is then taken. */
  emailVerified: boolean | null;
}

export interface AdmissionFacts {
  /** Whom the operator named as first owner. */
  firstOwner: string | null;
  /** Domains the operator lets in. They join the organization if there is one only. */
  allowedDomains: readonly string[];
  organizations: readonly { id: string; allowedDomains: readonly string[]; hasOwner: boolean }[];
  /** The person's, by address or by an earlier sign-in. */
  memberships: readonly { organizationId: string; removed: boolean }[];
}

const REFUSALS = ["no_email", "email_unverified", "removed", "not_invited", "no_organization"] as const;
export type Refusal = (typeof REFUSALS)[number];

export type Admission =
  | { refused: Refusal }
  /** Memberships to make; `organizationId` null: found an organization first. Empty when there are some already. */
  | { refused: null; email: string; joins: readonly { organizationId: string | null; role: Role }[] };

/** Whether a person may come in, and what he joins by doing so. A removed person is let in again by invitation alone. */
export function decideAdmission(claims: Claims, facts: AdmissionFacts): Admission {
  const email = claims.email === null ? null : parseEmail(claims.email);
  if (email === null) return { refused: "no_email" };
  if (claims.emailVerified === false) return { refused: "email_unverified" };

  const joins = new Map<string | null, Role>();
  const [only, ...others] = facts.organizations;
  if (email === facts.firstOwner && others.length === 0 && !only?.hasOwner) joins.set(only?.id ?? null, "owner");

  const domain = emailDomain(email);
  for (const { id, allowedDomains } of facts.organizations) {
    const allowed =
      allowedDomains.includes(domain) || (id === only?.id && !others.length && facts.allowedDomains.includes(domain));
    const known = facts.memberships.some(({ organizationId }) => organizationId === id);
    if (allowed && !known && !joins.has(id)) joins.set(id, "member");
  }
  if (joins.size > 0 || facts.memberships.some(({ removed }) => !removed)) {
    return { refused: null, email, joins: [...joins].map(([organizationId, role]) => ({ organizationId, role })) };
  }
  if (facts.memberships.length > 0) return { refused: "removed" };
  return { refused: facts.organizations.length === 0 ? "no_organization" : "not_invited" };
}
