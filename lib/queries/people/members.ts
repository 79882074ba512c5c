import { z } from "zod";
import { select, sql } from "../../db/sql";
import { permit } from "../../domain/permit";
import { isRole, type Role } from "../../domain/role";
import type { AuthorizedScope } from "../../domain/scope";

const MemberRow = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string().nullable(),
  role: z.custom<Role>((role) => isRole(String(role))),
  joined: z.boolean(),
  userId: z.string().nullable(),
  sessions: z.array(z.object({ startedAt: z.coerce.date(), expiresAt: z.coerce.date() })),
  teams: z.array(z.object({ id: z.string(), name: z.string() })),
  createdAt: z.date(),
});
/** `joined` false: invited and never signed in. `sessions` are the browsers signed in now. `teams` a manager's. */
export type MemberSummary = z.infer<typeof MemberRow>;

/** Everybody who may enter the organization, by address. */
export async function membersOf(scope: AuthorizedScope, now: Date): Promise<MemberSummary[]> {
  permit(scope, "members.manage");
  return select(
    sql`SELECT m.id, m.email, u.name, m.role, m.user_id IS NOT NULL AS joined, m.user_id AS "userId", m.created_at AS "createdAt",
               (SELECT coalesce(jsonb_agg(jsonb_build_object('startedAt', s.created_at, 'expiresAt', s.expires) ORDER BY s.created_at), '[]')
                FROM sessions s WHERE s.user_id = m.user_id AND s.expires > ${now}) AS sessions,
               (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) ORDER BY t.name), '[]')
                FROM membership_teams mt JOIN teams t ON t.id = mt.team_id WHERE mt.membership_id = m.id) AS teams
        FROM memberships m LEFT JOIN users u ON u.id = m.user_id
        WHERE m.organization_id = ${scope.organizationId}::uuid AND m.removed_at IS NULL
        ORDER BY m.email`,
    MemberRow,
  );
}

const Organization = z.object({ name: z.string(), slug: z.string(), allowedDomains: z.array(z.string()) });

/** The organization's own settings. */
export async function organizationSettings(scope: AuthorizedScope): Promise<z.infer<typeof Organization>> {
  permit(scope, "members.manage");
  const [found] = await select(
    sql`SELECT name, slug, allowed_domains AS "allowedDomains" FROM organizations WHERE id = ${scope.organizationId}::uuid`,
    Organization,
  );
  if (!found) throw new Error("a scope is of an organization that exists");
  return found;
}

/** All teams, for choosing a manager's. */
export async function teamChoices(scope: AuthorizedScope): Promise<{ id: string; name: string }[]> {
  permit(scope, "members.manage");
  return select(
    sql`SELECT id, name FROM teams WHERE organization_id = ${scope.organizationId}::uuid ORDER BY name`,
    z.object({ id: z.string(), name: z.string() }),
  );
}
