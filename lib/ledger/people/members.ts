import { z } from "zod";
import { execute, type Queryable, select, sql, transaction } from "../../db/sql";
import { parseEmail } from "../../domain/email";
import { WaybillError } from "../../domain/error";
import { permit } from "../../domain/permit";
import { isRole, ROLES, type Role } from "../../domain/role";
import type { AuthorizedScope } from "../../domain/scope";
import { writeAudit } from "../audit";

const Found = z.object({
  id: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  user_id: z.string().nullable(),
});
type Found = z.infer<typeof Found>;

function checkedRole(role: string): Role {
  if (isRole(role)) return role;
  throw new WaybillError("invalid_input", "There is no such role.", { todo: "Choose owner, admin, finance, manager or member." });
}

/** Owners make and unmake owners: an admin who could would be one. */
function permitOwnership(scope: AuthorizedScope, ...roles: Role[]): void {
  if (!roles.includes("owner") || scope.role === "owner" || scope.role === null) return;
  throw new WaybillError("forbidden", "Only an owner may make, change or remove an owner.", { todo: "Ask an owner to do it." });
}

/** The membership, with all owners locked, so that two removals at once cannot leave an organization without one. */
async function lockMember(client: Queryable, scope: AuthorizedScope, membershipId: string): Promise<Found> {
  await client.query({
    text: "SELECT 1 FROM memberships WHERE organization_id = $1 AND role = 'owner' AND removed_at IS NULL ORDER BY id FOR NO KEY UPDATE",
    values: [scope.organizationId],
  });
  const [found] = await select(
    sql`SELECT id, email, role, user_id FROM memberships
        WHERE id::text = ${membershipId} AND organization_id = ${scope.organizationId}::uuid AND removed_at IS NULL FOR NO KEY UPDATE`,
    Found,
    client,
  );
  if (!found) throw new WaybillError("not_found", "There is no such member.", { todo: "Reload the page." });
  return found;
}

async function keepAnOwner(client: Queryable, scope: AuthorizedScope, leaving: Found): Promise<void> {
  if (leaving.role !== "owner") return;
  const [others] = await select(
    sql`SELECT count(*)::int AS count FROM memberships
        WHERE organization_id = ${scope.organizationId}::uuid AND role = 'owner' AND removed_at IS NULL AND id <> ${leaving.id}::uuid`,
    z.object({ count: z.number() }),
    client,
  );
  if (others?.count) return;
  throw new WaybillError("conflict", `${leaving.email} is the only owner; an organization is never without one.`, {
    todo: "Make somebody else an owner first.",
  });
}

async function signOut(client: Queryable, userId: string | null): Promise<number> {
  if (userId === null) return 0;
  return execute(sql`DELETE FROM sessions WHERE user_id = ${userId}::uuid`, client);
}

/** Lets an address in, whatever its domain. Inviting a removed person brings him back; a present one is a `conflict`. */
export async function inviteMember(scope: AuthorizedScope, wanted: { email: string; role: string }): Promise<{ id: string }> {
  permit(scope, "members.manage");
  const role = checkedRole(wanted.role);
  permitOwnership(scope, role);
  const email = parseEmail(wanted.email);
  if (email === null) {
    throw new WaybillError("invalid_input", `${JSON.stringify(wanted.email.slice(0, 100))} is not an e-mail address.`, {
      todo: "Write the address the person signs in with.",
    });
  }
  return transaction(async (client) => {
    const [invited] = await select(
      sql`INSERT INTO memberships (organization_id, email, role, user_id)
          VALUES (${scope.organizationId}::uuid, ${email}, ${role}, (SELECT id FROM users WHERE email = ${email}))
          ON CONFLICT (organization_id, email) DO UPDATE SET role = EXCLUDED.role, removed_at = NULL
          WHERE memberships.removed_at IS NOT NULL
          RETURNING id`,
      z.object({ id: z.string() }),
      client,
    );
    if (!invited) {
      throw new WaybillError("conflict", `${email} is a member already.`, { todo: "Change the role in the list instead." });
    }
    await writeAudit(client, scope, "member.invited", invited.id, { email, role });
    return invited;
  });
}

/** Acts at the member's next request. */
export async function changeRole(scope: AuthorizedScope, membershipId: string, role: string): Promise<void> {
  permit(scope, "members.manage");
  const wanted = checkedRole(role);
  await transaction(async (client) => {
    const found = await lockMember(client, scope, membershipId);
    if (found.role === wanted) return;
    permitOwnership(scope, found.role, wanted);
    await keepAnOwner(client, scope, found);
    await execute(sql`UPDATE memberships SET role = ${wanted} WHERE id = ${found.id}::uuid`, client);
    await writeAudit(client, scope, "member.role_changed", found.id, { email: found.email, from: found.role, to: wanted });
  });
}

/** Ends every session of the member at once; he may sign in again. Returns how many there were. */
export async function signOutEverywhere(scope: AuthorizedScope, membershipId: string): Promise<number> {
  permit(scope, "members.manage");
  return transaction(async (client) => {
    const found = await lockMember(client, scope, membershipId);
    permitOwnership(scope, found.role);
    const sessions = await signOut(client, found.user_id);
    await writeAudit(client, scope, "member.signed_out", found.id, { email: found.email, sessions });
    return sessions;
  });
}

/** Ends the membership and every session of the person. He comes back by invitation alone. */
export async function removeMember(scope: AuthorizedScope, membershipId: string, now: Date): Promise<void> {
  permit(scope, "members.manage");
  await transaction(async (client) => {
    const found = await lockMember(client, scope, membershipId);
    permitOwnership(scope, found.role);
    await keepAnOwner(client, scope, found);
    await execute(sql`UPDATE memberships SET removed_at = ${now} WHERE id = ${found.id}::uuid`, client);
    await execute(sql`DELETE FROM membership_teams WHERE membership_id = ${found.id}::uuid`, client);
    await signOut(client, found.user_id);
    await writeAudit(client, scope, "member.removed", found.id, { email: found.email, role: found.role });
  });
}
