import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { pool } from "../db/client";
import { select, sql } from "../db/sql";
import { mintPersonScope, mintSystemScope } from "../domain/mint-scope";
import type { AuthorizedScope } from "../domain/scope";
import { createOrganization, setAllowedDomains } from "../ledger/organizations";
import { admit, claimMemberships } from "../ledger/people/admissions";
import { changeRole, inviteMember, removeMember, signOutEverywhere } from "../ledger/people/members";
import { consumeSignInLink, createSignInLink, offerFirstOwnerLink } from "../ledger/people/sign-in-links";
import { enter } from "./membership";
import { endSession, linkedAddress, organizationsOf, personOf, startSession } from "./session";

const NOW = new Date("2026-11-21T10:00:00Z");
const LATER = new Date("2026-12-21T10:00:00Z");
const operator = { kind: "operator" } as const;
let acme: AuthorizedScope;
let slug = "";

beforeEach(async () => {
  await pool().query("DELETE FROM organizations");
  await pool().query("DELETE FROM users");
  await pool().query("DELETE FROM sign_in_links");
  const made = await createOrganization(pool(), { name: "Acme", actor: operator });
  slug = made.slug;
  acme = mintSystemScope(made.id, operator);
});

const nobody: { firstOwner: string | null; allowedDomains: string[] } = { firstOwner: null, allowedDomains: [] };
const signOn = (email: string, rules = nobody, emailVerified: boolean | null = true) =>
  admit({ email, emailVerified }, { provider: "oidc", accountId: `sub ${email}` }, rules);

async function signIn(email: string): Promise<{ token: string; userId: string }> {
  const { path } = await createSignInLink(email, NOW);
  const person = await consumeSignInLink(path.split("/").at(-1) ?? "", NOW);
  if (!person) throw new Error("the link did not work");
  return { token: (await startSession(person.userId, NOW)).token, userId: person.userId };
}

async function membershipOf(email: string) {
  const [found] = await select(
    sql`SELECT id, role FROM memberships WHERE organization_id = ${acme.organizationId}::uuid AND email = ${email} AND removed_at IS NULL`,
    z.object({ id: z.string(), role: z.string() }),
  );
  return found;
}

describe("admit", () => {
  it("makes the first owner found the organization, once, though two browsers come back at once", async () => {
    await pool().query("DELETE FROM organizations");
    const rules = { firstOwner: "ada@acme.com", allowedDomains: [] };
    const both = await Promise.all([signOn("ada@acme.com", rules), signOn("Ada@acme.com", rules)]);
    expect(both.map(({ refused }) => refused)).toEqual([null, null]);
    const found = await select(
      sql`SELECT o.slug, m.role FROM organizations o JOIN memberships m ON m.organization_id = o.id`,
      z.object({ slug: z.string(), role: z.string() }),
    );
    expect(found).toEqual([{ slug: "acme", role: "owner" }]);
  });

  it("lets people of an organization's domain join as members and no removed one come back by it", async () => {
    await setAllowedDomains(acme, ["acme.com"]);
    await inviteMember(acme, { email: "owner@acme.com", role: "owner" });
    expect((await signOn("bo@acme.com")).refused).toBeNull();
    const bo = await membershipOf("bo@acme.com");
    expect(bo?.role).toBe("member");
    await removeMember(acme, bo?.id ?? "", NOW);
    expect((await signOn("bo@acme.com")).refused).toBe("removed");
    await inviteMember(acme, { email: "bo@acme.com", role: "finance" });
    expect((await signOn("bo@acme.com")).refused).toBeNull();
    expect((await membershipOf("bo@acme.com"))?.role).toBe("finance");
  });

  it("follows a person whose address changed at the provider", async () => {
    await inviteMember(acme, { email: "ada@acme.com", role: "admin" });
    const { userId } = await signIn("ada@acme.com");
    await pool().query(
      "INSERT INTO accounts (user_id, type, provider, provider_account_id) VALUES ($1, 'oauth', 'oidc', 'sub ada.l@acme.com')",
      [userId],
    );
    expect((await signOn("ada.l@acme.com")).refused).toBeNull();
    await claimMemberships(pool(), userId);
    const { token } = await startSession(userId, NOW);
    expect((await enter(token, slug, NOW))?.person).toMatchObject({ email: "ada.l@acme.com", role: "admin" });
  });
});

describe("one-time links", () => {
  it("sign in once, though used twice at once, and looking does not use them up", async () => {
    await inviteMember(acme, { email: "ada@acme.com", role: "member" });
    const { path } = await createSignInLink("Ada@acme.com", NOW);
    const token = path.split("/").at(-1) ?? "";
    expect(await linkedAddress(token, NOW)).toBe("ada@acme.com");
    const uses = await Promise.all([consumeSignInLink(token, NOW), consumeSignInLink(token, NOW)]);
    expect(uses.filter((use) => use !== null)).toHaveLength(1);
    expect(await linkedAddress(token, NOW)).toBeNull();
  });

  it("end after a day, and are not kept as they are", async () => {
    await inviteMember(acme, { email: "ada@acme.com", role: "member" });
    const { path } = await createSignInLink("ada@acme.com", NOW);
    const token = path.split("/").at(-1) ?? "";
    expect(JSON.stringify((await pool().query("SELECT * FROM sign_in_links")).rows)).not.toContain(token);
    expect(await consumeSignInLink(token, new Date(NOW.getTime() + 24 * 3_600_000))).toBeNull();
  });

  it("are not made for strangers", async () => {
    await expect(createSignInLink("eve@evil.example", NOW)).rejects.toMatchObject({ code: "not_found" });
  });

  it("make the first owner, founding the organization, until an owner has signed in", async () => {
    await pool().query("DELETE FROM organizations");
    const first = await offerFirstOwnerLink("ada@acme.com", NOW);
    const second = await offerFirstOwnerLink("ada@acme.com", NOW);
    expect(await consumeSignInLink(first?.path.split("/").at(-1) ?? "", NOW)).toBeNull();
    const person = await consumeSignInLink(second?.path.split("/").at(-1) ?? "", NOW);
    expect(await organizationsOf(person?.userId ?? "")).toEqual([{ slug: "acme", name: "Acme", role: "owner" }]);
    expect(await offerFirstOwnerLink("eve@acme.com", NOW)).toBeNull();
  });
});

describe("sessions", () => {
  beforeEach(async () => {
    await inviteMember(acme, { email: "ada@acme.com", role: "owner" });
  });

  it("are kept as a hash, and end at their time", async () => {
    const { token, userId } = await signIn("ada@acme.com");
    expect(JSON.stringify((await pool().query("SELECT * FROM sessions")).rows)).not.toContain(token);
    expect(await personOf(token, NOW)).toMatchObject({ userId, email: "ada@acme.com" });
    expect(await personOf(token, LATER)).toBeNull();
    expect(await enter(token, slug, LATER)).toBeNull();
    await startSession(userId, LATER);
    expect((await pool().query("SELECT 1 FROM sessions WHERE user_id = $1", [userId])).rowCount).toBe(1);
  });

  it("do not open to the hash itself", async () => {
    await signIn("ada@acme.com");
    const [row] = (await pool().query("SELECT session_token FROM sessions")).rows;
    expect(await personOf(row.session_token, NOW)).toBeNull();
  });

  it("end at once by signing out, signing out everywhere, removal; and do not open another organization", async () => {
    await inviteMember(acme, { email: "bo@acme.com", role: "member" });
    const bo = (await membershipOf("bo@acme.com"))?.id ?? "";
    const one = await signIn("bo@acme.com");
    const two = await signIn("bo@acme.com");
    await endSession(one.token);
    expect([await personOf(one.token, NOW), (await personOf(two.token, NOW))?.email]).toEqual([null, "bo@acme.com"]);
    expect(await signOutEverywhere(acme, bo)).toBe(1);
    expect(await personOf(two.token, NOW)).toBeNull();

    const three = await signIn("bo@acme.com");
    const other = await createOrganization(pool(), { name: "Other", actor: operator });
    expect(await enter(three.token, other.slug, NOW)).toBeNull();
    expect(await enter(three.token, slug, NOW)).not.toBeNull();
    await removeMember(acme, bo, NOW);
    expect(await personOf(three.token, NOW)).toBeNull();
  });
});

describe("enter", () => {
  async function visibilityOf(role: string) {
    await inviteMember(acme, { email: `${role}@acme.com`, role });
    const { token } = await signIn(`${role}@acme.com`);
    const { rows: developers } = await pool().query(
      `WITH d AS (INSERT INTO developers (organization_id, name) VALUES ($1, $2) RETURNING id),
            a AS (INSERT INTO developer_aliases (organization_id, kind, value, developer_id) SELECT $1, 'email', $3, id FROM d)
       SELECT id FROM d`,
      [acme.organizationId, role, `${role}@acme.com`],
    );
    const { rows: teams } = await pool().query(
      `WITH t AS (INSERT INTO teams (organization_id, name) VALUES ($1, $2) RETURNING id)
       INSERT INTO membership_teams SELECT m.id, t.id FROM t, memberships m WHERE m.email = $3 RETURNING team_id AS id`,
      [acme.organizationId, `team of ${role}`, `${role}@acme.com`],
    );
    return { seen: (await enter(token, slug, NOW))?.scope.visibility, developer: developers[0].id, team: teams[0].id };
  }

  it.each(["owner", "admin", "finance"])("shows the role %s everything", async (role) => {
    expect((await visibilityOf(role)).seen).toEqual({ kind: "all" });
  });

  it("shows a manager the teams chosen for him, and a member himself", async () => {
    const manager = await visibilityOf("manager");
    expect(manager.seen).toEqual({ kind: "teams", teamIds: [manager.team] });
    const member = await visibilityOf("member");
    expect(member.seen).toEqual({ kind: "developers", developerIds: [member.developer] });
  });

  it("takes a changed role at the next request", async () => {
    await inviteMember(acme, { email: "ada@acme.com", role: "owner" });
    await inviteMember(acme, { email: "bo@acme.com", role: "admin" });
    const { token } = await signIn("bo@acme.com");
    await changeRole(acme, (await membershipOf("bo@acme.com"))?.id ?? "", "member");
    expect((await enter(token, slug, NOW))?.scope).toMatchObject({ role: "member", permissions: [] });
  });
});

describe("owners", () => {
  const person = { kind: "person", userId: "u", email: "admin@acme.com" } as const;

  it("are never none: the last can neither be removed nor demoted, two at once neither", async () => {
    for (const email of ["ada@acme.com", "bo@acme.com"]) await inviteMember(acme, { email, role: "owner" });
    const [ada, bo] = [(await membershipOf("ada@acme.com"))?.id ?? "", (await membershipOf("bo@acme.com"))?.id ?? ""];
    const outcomes = await Promise.allSettled([removeMember(acme, ada, NOW), changeRole(acme, bo, "member")]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("are made, changed and removed by owners alone", async () => {
    await inviteMember(acme, { email: "ada@acme.com", role: "owner" });
    await inviteMember(acme, { email: "bo@acme.com", role: "member" });
    const admin = mintPersonScope(acme.organizationId, person, "admin", { kind: "all" });
    const ada = (await membershipOf("ada@acme.com"))?.id ?? "";
    const bo = (await membershipOf("bo@acme.com"))?.id ?? "";
    const attempts = [
      () => inviteMember(admin, { email: "eve@acme.com", role: "owner" }),
      () => changeRole(admin, bo, "owner"),
      () => changeRole(admin, ada, "member"),
      () => removeMember(admin, ada, NOW),
      () => signOutEverywhere(admin, ada),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: "forbidden" });
    await expect(changeRole(admin, bo, "finance")).resolves.toBeUndefined();
  });
});
