import { z } from "zod";
import { execute, select, sql } from "../db/sql";
import { hashBearer, newBearer } from "../vault/bearer";
import { SESSION_SECONDS } from "./session-cookie";

/** Nobody misses the rows of sessions that are over. */
export async function forgetEndedSessions(userId: string, now: Date): Promise<void> {
  await execute(sql`DELETE FROM sessions WHERE user_id = ${userId}::uuid AND expires <= ${now}`);
}

/** Signs a person in. The token goes into the browser's cookie and nowhere else. */
export async function startSession(userId: string, now: Date): Promise<{ token: string; expires: Date }> {
  await forgetEndedSessions(userId, now);
  const token = newBearer();
  const expires = new Date(now.getTime() + SESSION_SECONDS * 1000);
  await execute(sql`INSERT INTO sessions (session_token, user_id, expires, created_at)
                    VALUES (${hashBearer(token)}, ${userId}::uuid, ${expires}, ${now})`);
  return { token, expires };
}

/** Signs one browser out. */
export async function endSession(token: string): Promise<void> {
  await execute(sql`DELETE FROM sessions WHERE session_token = ${hashBearer(token)}`);
}

const Person = z.object({ userId: z.string(), email: z.string(), name: z.string().nullable() });
export type SignedInPerson = z.infer<typeof Person>;

/** Who holds this session token; null when it is unknown, revoked or expired. */
export async function personOf(token: string, now: Date): Promise<SignedInPerson | null> {
  const [person] = await select(
    sql`SELECT u.id AS "userId", u.email, u.name FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.session_token = ${hashBearer(token)} AND s.expires > ${now}`,
    Person,
  );
  return person ?? null;
}

const OrganizationOfPerson = z.object({ slug: z.string(), name: z.string(), role: z.string() });

/** The organizations a person may enter, by name. */
export async function organizationsOf(userId: string): Promise<{ slug: string; name: string; role: string }[]> {
  return select(
    sql`SELECT o.slug, o.name, m.role FROM memberships m JOIN organizations o ON o.id = m.organization_id
        WHERE m.user_id = ${userId}::uuid AND m.removed_at IS NULL ORDER BY o.name, o.slug`,
    OrganizationOfPerson,
  );
}

/** Whom a one-time link would sign in; null when it is unknown, used or expired. Looking does not use it up. */
export async function linkedAddress(token: string, now: Date): Promise<string | null> {
  const [link] = await select(
    sql`SELECT email FROM sign_in_links WHERE token_hash = ${hashBearer(token)} AND used_at IS NULL AND expires_at > ${now}`,
    z.object({ email: z.string() }),
  );
  return link?.email ?? null;
}
