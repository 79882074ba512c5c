import { z } from "zod";
import { execute, type Queryable, select, sql, transaction } from "../../db/sql";
import { parseEmail } from "../../domain/email";
import { WaybillError } from "../../domain/error";
import { hashBearer, newBearer } from "../../vault/bearer";
import { claimMemberships, join, lockAdmissions } from "./admissions";

const LINK_HOURS = 24;

/** Makes a link that signs one address in, once, within a day. Returns its path. What it opens is what the address may see. */
async function makeLink(client: Queryable, email: string, now: Date): Promise<string> {
  const token = newBearer();
  const expiresAt = new Date(now.getTime() + LINK_HOURS * 3_600_000);
  await execute(
    sql`INSERT INTO sign_in_links (token_hash, email, expires_at, created_at) VALUES (${hashBearer(token)}, ${email}, ${expiresAt}, ${now})`,
    client,
  );
  return `/sign-in/link/${token}`;
}

/** For whoever has a shell on the machine: a link for a member's address. Throws `not_found` for an address nobody invited. */
export async function createSignInLink(address: string, now: Date): Promise<{ email: string; path: string }> {
  const email = parseEmail(address) ?? "";
  return transaction(async (client) => {
    const members = await select(
      sql`SELECT 1 AS one FROM memberships WHERE email = ${email} AND removed_at IS NULL LIMIT 1`,
      z.object({ one: z.number() }),
      client,
    );
    if (members.length === 0) {
      throw new WaybillError("not_found", `${JSON.stringify(address.slice(0, 100))} is no member of any organization.`, {
        todo: "Invite the address first: `npm run waybill -- members add`.",
      });
    }
    return { email, path: await makeLink(client, email, now) };
  });
}

/**
 * A link for the first owner while nobody ever signed in as an owner; null afterwards. Founds the organization if there
 * is none. Earlier unused links of the address stop working.
 */
export async function offerFirstOwnerLink(address: string, now: Date): Promise<{ email: string; path: string } | null> {
  const email = parseEmail(address);
  if (email === null) throw new WaybillError("invalid_input", `${JSON.stringify(address)} is not an e-mail address.`);
  return transaction(async (client) => {
    await lockAdmissions(client);
    const organizations = await select(
      sql`SELECT o.id, EXISTS (SELECT FROM memberships m WHERE m.organization_id = o.id AND m.role = 'owner'
                               AND m.removed_at IS NULL AND m.user_id IS NOT NULL) AS owned
          FROM organizations o ORDER BY o.created_at, o.id`,
      z.object({ id: z.string(), owned: z.boolean() }),
      client,
    );
    if (organizations.some(({ owned }) => owned)) return null;
    await join(client, email, organizations[0]?.id ?? null, "owner");
    await execute(sql`DELETE FROM sign_in_links WHERE email = ${email} AND used_at IS NULL`, client);
    return { email, path: await makeLink(client, email, now) };
  });
}

/** Uses the link up and returns who is signed in by it; null when it is unknown, used or expired. */
export async function consumeSignInLink(token: string, now: Date): Promise<{ userId: string; email: string } | null> {
  return transaction(async (client) => {
    const [link] = await select(
      sql`UPDATE sign_in_links SET used_at = ${now}
          WHERE token_hash = ${hashBearer(token)} AND used_at IS NULL AND expires_at > ${now} RETURNING email`,
      z.object({ email: z.string() }),
      client,
    );
    if (!link) return null;
    const [user] = await select(
      sql`INSERT INTO users (email, email_verified) VALUES (${link.email}, ${now})
          ON CONFLICT (email) DO UPDATE SET email_verified = EXCLUDED.email_verified RETURNING id`,
      z.object({ id: z.string() }),
      client,
    );
    if (!user) throw new WaybillError("internal", "The person was not stored.");
    await claimMemberships(client, user.id);
    return { userId: user.id, email: link.email };
  });
}
