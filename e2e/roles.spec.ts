import { expect, type Page, test } from "@playwright/test";
import { transaction } from "@/lib/db/sql";
import { aliasesOfUser } from "@/lib/domain/attribution/developer-alias";
import { addDays, dayOf } from "@/lib/domain/day";
import { parseUsd, sumUsd, usdToString } from "@/lib/domain/usd";
import { ensureDevelopers } from "@/lib/ledger/people/developer-aliases";
import { inviteMember } from "@/lib/ledger/people/members";
import { createTeam, setManagedTeams, setTeam } from "@/lib/ledger/people/teams";
import { addressOf } from "./account";
import { connect, foundOrganization, type Organization } from "./organizations";
import { enter } from "./pages/sign-in";
import { billed, readTable, spendTable, type TableRow } from "./pages/spend";

const now = new Date();
const today = dayOf(now);
const PERIOD = `from=${addDays(today, -20)}&to=${today}&rows=all`;
const [OWN, ...TEAM] = [addressOf(2), addressOf(3), addressOf(4)] as const;

let organization: Organization;
/** Ids of the developers by their addresses. */
const ids = new Map<string, string>();

test.beforeAll(async () => {
  organization = await foundOrganization("roles");
  const { scope } = organization;
  for (const email of [OWN, ...TEAM]) {
    const identity = { aliases: aliasesOfUser(email), name: null };
    const known = await transaction((client) => ensureDevelopers(client, scope.organizationId, [identity]));
    for (const id of known.values()) ids.set(email, id);
  }
  const { id: teamId } = await createTeam(scope, "Search");
  for (const email of TEAM) await setTeam(scope, ids.get(email) ?? "", teamId, addDays(today, -400), now);
  await inviteMember(scope, { email: OWN, role: "member" });
  const manager = await inviteMember(scope, { email: "lead@search.example", role: "manager" });
  await setManagedTeams(scope, manager.id, [teamId]);
  await connect(organization);
});

/** What the owner, who sees everything, sees of these developers. */
async function spendOf(page: Page, developers: readonly string[]): Promise<TableRow[]> {
  await enter(page, organization.people.owner, `/${organization.slug}/developers?${PERIOD}`);
  const { rows } = await readTable(spendTable(page, "developer"));
  const theirs = rows.filter(({ word }) => developers.some((email) => ids.get(email) === word));
  expect(theirs).toHaveLength(developers.length);
  await page.context().clearCookies();
  return theirs;
}

for (const [who, email, developers] of [
  ["a member sees own spend alone", OWN, [OWN]],
  ["a manager sees the spend of own teams alone", "lead@search.example", TEAM],
] as const) {
  test(`${who}, on every page`, async ({ page }) => {
    const theirs = await spendOf(page, developers);
    const total = usdToString(sumUsd(theirs.map(({ costUsd }) => parseUsd(costUsd))));
    await enter(page, email, `/${organization.slug}/developers?${PERIOD}`);
    expect((await readTable(spendTable(page, "developer"))).rows).toEqual(theirs);
    for (const path of ["overview", "developers", "keys", "models", "features"]) {
      await page.goto(`/${organization.slug}/${path}?${PERIOD}`);
      expect(await billed(page), path).toBe(total);
    }
  });
}

test("a member cannot open another developer's page, and the search does not know it", async ({ page }) => {
  const other = ids.get(TEAM[0]) ?? "";
  const search = `/${organization.slug}/search?q=developer`;
  await enter(page, organization.people.owner, `/${organization.slug}/overview`);
  expect((await page.goto(`/${organization.slug}/developers/${other}`))?.status()).toBe(200);
  expect(await (await page.request.get(search)).text()).toContain(other);
  await page.context().clearCookies();
  await enter(page, OWN, `/${organization.slug}/overview`);
  expect((await page.goto(`/${organization.slug}/developers/${other}`))?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  expect(await (await page.request.get(search)).text()).not.toContain(other);
});

for (const role of ["manager", "member"] as const) {
  test(`settings are not open to the ${role}, who is told which roles they are`, async ({ page }) => {
    await enter(page, organization.people[role], `/${organization.slug}/overview`);
    for (const path of ["connections", "imports", "members", "tokens", "audit"]) {
      await page.goto(`/${organization.slug}/settings/${path}`);
      await expect(page.getByRole("heading", { name: `This page is not open to the role ${role}` }), path).toBeVisible();
      await expect(page.getByRole("main").getByRole("textbox"), path).toHaveCount(0);
    }
  });
}

test("another organization's addresses lead nowhere", async ({ page }) => {
  const stranger = await foundOrganization("neighbours");
  await enter(page, stranger.people.owner, `/${stranger.slug}/overview`);
  for (const path of ["overview", "keys", "settings/connections", "settings/members", "export", "search?q=a"]) {
    expect((await page.goto(`/${organization.slug}/${path}`))?.status(), path).toBe(404);
  }
});
