import { randomUUID } from "node:crypto";
import type { Adapter } from "next-auth/adapters";
import { beforeEach, describe, expect, it } from "vitest";
import { pool } from "../db/client";
import { createOrganization } from "../ledger/organizations";
import { sessionAdapter } from "./adapter";
import { personOf } from "./session";

const EXPIRES = new Date("2999-01-01T00:00:00Z");
let adapter: Required<Adapter>;
let userId = "";
let email = "";

beforeEach(async () => {
  adapter = sessionAdapter({ signingIn: false }) as Required<Adapter>;
  email = `${randomUUID()}@acme.com`;
  const user = await adapter.createUser({ name: "Ada", email, emailVerified: null } as never);
  userId = user.id;
});

describe("sessionAdapter", () => {
  it("keeps a hash of the session token and finds the session by the token alone", async () => {
    const token = randomUUID();
    await adapter.createSession({ sessionToken: token, userId, expires: EXPIRES });
    const { rows } = await pool().query("SELECT session_token FROM sessions WHERE user_id = $1", [userId]);
    expect(rows[0].session_token).not.toBe(token);
    expect(await adapter.getSessionAndUser(token)).toMatchObject({ session: { sessionToken: token }, user: { email } });
    expect(await adapter.getSessionAndUser(rows[0].session_token)).toBeNull();
    expect(await personOf(token, new Date("2026-11-21T10:00:00Z"))).toMatchObject({ userId, email });
    await adapter.deleteSession(token);
    await adapter.deleteSession(token);
    expect(await adapter.getSessionAndUser(token)).toBeNull();
  });

  it("keeps none of the provider's tokens, and finds the person by the identity again", async () => {
    const identity = { provider: "oidc", providerAccountId: randomUUID() };
    const tokens = { access_token: "secret-a", id_token: "secret-b", refresh_token: "secret-c", expires_at: 1, unheard_of: "x" };
    await adapter.linkAccount({ userId, type: "oauth", ...identity, ...tokens } as never);
    const { rows } = await pool().query("SELECT a::text AS row FROM accounts a WHERE user_id = $1", [userId]);
    expect(rows[0].row).not.toContain("secret");
    expect(await adapter.getUserByAccount({ ...identity, type: "oauth" } as never)).toMatchObject({ id: userId });
  });

  it("gives the person what the address was invited to, when the session begins", async () => {
    const { id } = await createOrganization(pool(), { name: "Acme", actor: { kind: "operator" } });
    await pool().query("INSERT INTO memberships (organization_id, email, role) VALUES ($1, $2, 'finance')", [id, email]);
    await adapter.createSession({ sessionToken: randomUUID(), userId, expires: EXPIRES });
    const { rows } = await pool().query("SELECT user_id FROM memberships WHERE organization_id = $1", [id]);
    expect(rows).toEqual([{ user_id: userId }]);
  });

  it("does not tie a second person's identity to who is signed in in the same browser, and signs that one out", async () => {
    const token = randomUUID();
    await adapter.createSession({ sessionToken: token, userId, expires: EXPIRES });
    const signingIn = sessionAdapter({ signingIn: true }) as Required<Adapter>;
    expect(await signingIn.getSessionAndUser(token)).toBeNull();
    expect(await adapter.getSessionAndUser(token)).toBeNull();
  });
});
