import { z } from "zod";
import { select, sql } from "../db/sql";
import { mintPersonScope } from "../domain/mint-scope";
import { ROLES, type Role } from "../domain/role";
import type { AuthorizedScope, Visibility } from "../domain/scope";
import { hashBearer } from "../vault/bearer";

export interface EnteredOrganization {
  scope: AuthorizedScope;
  organization: { id: string; slug: string; name: string };
  person: { email: string; name: string | null; role: Role };
}

const Row = z.object({
  userId: z.string(),
  email: z.string(),
  personName: z.string().nullable(),
  role: z.enum(ROLES),
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  teamIds: z.array(z.string()),
  developerIds: z.array(z.string()),
});

function visibilityOf(role: Role, teamIds: string[], developerIds: string[]): Visibility {
  switch (role) {
    case "manager":
      return { kind: "teams", teamIds };
    case "member":
      return { kind: "developers", developerIds };
    default:
      return { kind: "all" };
  }
}

/**
 * Lets the holder of a session token into an organization, in one question, since every page asks it. null when the
 * session is over or the person is no member: a stranger learns nothing of which organizations there are.
 */
export async function enter(sessionToken: string, slug: string, now: Date): Promise<EnteredOrganization | null> {
  if (slug.includes("\0")) return null;
  const [row] = await select(
    sql`SELECT u.id AS "userId", u.email, u.name AS "personName", m.role, o.id, o.slug, o.name,
               ARRAY(SELECT t.team_id FROM membership_teams t WHERE m.role = 'manager' AND t.membership_id = m.id) AS "teamIds",
               ARRAY(SELECT DISTINCT a.developer_id FROM developer_aliases a
                     WHERE m.role = 'member' AND a.organization_id = o.id AND a.kind IN ('email', 'user') AND lower(a.value) = u.email
               ) AS "developerIds"
        FROM sessions s
        JOIN users u ON u.id = s.user_id
        JOIN memberships m ON m.user_id = u.id AND m.removed_at IS NULL
        JOIN organizations o ON o.id = m.organization_id
        WHERE s.session_token = ${hashBearer(sessionToken)} AND s.expires > ${now} AND o.slug = ${slug}`,
    Row,
  );
  if (!row) return null;
  const actor = { kind: "person", userId: row.userId, email: row.email } as const;
  return {
    scope: mintPersonScope(row.id, actor, row.role, visibilityOf(row.role, row.teamIds, row.developerIds)),
    organization: { id: row.id, slug: row.slug, name: row.name },
    person: { email: row.email, name: row.personName, role: row.role },
  };
}
