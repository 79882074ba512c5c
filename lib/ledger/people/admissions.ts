import { z } from "zod";
import { execute, type Queryable, select, sql, transaction } from "../../db/sql";
import { type Admission, type AdmissionFacts, type Claims, decideAdmission } from "../../domain/admission";
import { emailDomain, parseEmail } from "../../domain/email";
import type { Role } from "../../domain/role";
import { writeAudit } from "../audit";
import { createOrganization } from "../organizations";

/** Founding and joining are decided by what is there, so only one person at a time is let in. */
export async function lockAdmissions(client: Queryable): Promise<void> {
  await execute(sql`SELECT pg_advisory_xact_lock(hashtext('waybill admissions'))`, client);
}

/** `acme.com` founds "Acme". */
function organizationName(email: string): string {
  const first = emailDomain(email).split(".")[0] ?? "";
  return first && first !== "localhost" ? first.charAt(0).toUpperCase() + first.slice(1) : "Our organization";
}

/** Makes the membership, or the organization with it. Joining as owner raises a membership that is there. */
export async function join(client: Queryable, email: string, organizationId: string | null, role: Role): Promise<void> {
  const actor = { kind: "person", userId: "", email } as const;
  const id = organizationId ?? (await createOrganization(client, { name: organizationName(email), actor })).id;
  const touched = await execute(
    sql`INSERT INTO memberships (organization_id, email, role, user_id)
        VALUES (${id}::uuid, ${email}, ${role}, (SELECT id FROM users WHERE email = ${email}))
        ON CONFLICT (organization_id, email) DO UPDATE SET role = EXCLUDED.role, removed_at = NULL WHERE EXCLUDED.role = 'owner'`,
    client,
  );
  if (touched > 0) await writeAudit(client, { organizationId: id, actor }, "member.joined", null, { email, role });
}

const Organization = z.object({ id: z.string(), allowed_domains: z.array(z.string()), has_owner: z.boolean() });
const Membership = z.object({ organizationId: z.string(), removed: z.boolean() });

async function readFacts(client: Queryable, email: string, identity: { provider: string; accountId: string }) {
  const organizations = await select(
    sql`SELECT o.id, o.allowed_domains,
               EXISTS (SELECT FROM memberships m WHERE m.organization_id = o.id AND m.role = 'owner' AND m.removed_at IS NULL) AS has_owner
        FROM organizations o ORDER BY o.created_at, o.id`,
    Organization,
    client,
  );
  const memberships = await select(
    sql`SELECT organization_id AS "organizationId", removed_at IS NOT NULL AS removed FROM memberships
        WHERE email = ${email} OR user_id = (
          SELECT user_id FROM accounts WHERE provider = ${identity.provider} AND provider_account_id = ${identity.accountId})`,
    Membership,
    client,
  );
  return {
    organizations: organizations.map((found) => ({
      id: found.id,
      allowedDomains: found.allowed_domains,
      hasOwner: found.has_owner,
    })),
    memberships,
  };
}

/** Decides whether the person whom the identity provider names may come in, and makes the memberships he joins by it. */
export async function admit(
  claims: Claims,
  identity: { provider: string; accountId: string },
  operator: Pick<AdmissionFacts, "firstOwner" | "allowedDomains">,
): Promise<Admission> {
  return transaction(async (client) => {
    await lockAdmissions(client);
    const email = parseEmail(claims.email ?? "") ?? "";
    const admission = decideAdmission(claims, { ...operator, ...(await readFacts(client, email, identity)) });
    if (admission.refused !== null) return admission;
    await followAddress(client, identity, admission.email);
    for (const { organizationId, role } of admission.joins) await join(client, admission.email, organizationId, role);
    return admission;
  });
}

/** Takes over a changed address from the provider, unless somebody else here has it. */
async function followAddress(client: Queryable, identity: { provider: string; accountId: string }, email: string): Promise<void> {
  await execute(
    sql`UPDATE users SET email = ${email} WHERE NOT EXISTS (SELECT FROM users WHERE email = ${email}) AND id = (
          SELECT user_id FROM accounts WHERE provider = ${identity.provider} AND provider_account_id = ${identity.accountId})`,
    client,
  );
}

/** Ties the invitations of a person's address to the person, who just signed in. */
export async function claimMemberships(client: Queryable, userId: string): Promise<void> {
  await execute(
    sql`UPDATE memberships m SET user_id = u.id FROM users u
        WHERE u.id = ${userId}::uuid AND m.email = u.email AND m.user_id IS DISTINCT FROM u.id`,
    client,
  );
}
