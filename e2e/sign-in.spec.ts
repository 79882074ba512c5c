import { expect, test } from "@playwright/test";
import { ROLES } from "@/lib/domain/role";
import { setAllowedDomains } from "@/lib/ledger/organizations";
import { createSignInLink } from "@/lib/ledger/people/sign-in-links";
import { foundOrganization, type Organization } from "./organizations";
import { signIn } from "./pages/sign-in";

let organization: Organization;
/** Its address, without a slash at the end. */
let home: string;

test.beforeAll(async () => {
  organization = await foundOrganization("entrance");
  home = `/${organization.slug}`;
  await setAllowedDomains(organization.scope, [`allowed.${organization.slug}.example`]);
});

for (const role of ROLES) {
  test(`the ${role} signs in by single sign-on and lands on the overview`, async ({ page }) => {
    await signIn(page, organization.people[role]);
    await expect(page).toHaveURL(`${home}/overview`);
    await expect(page.getByTitle(organization.people[role])).toBeVisible();
    await expect(page.getByRole("complementary").getByText(role, { exact: true })).toBeVisible();
  });
}

test("signing in leads back to the page that was asked for, its query included", async ({ page }) => {
  const asked = `${home}/keys?period=90d&compare=none`;
  await signIn(page, organization.people.finance, asked);
  await expect(page).toHaveURL(asked);
});

test("a colleague of an allowed domain joins as a member", async ({ page }) => {
  await signIn(page, `newcomer@allowed.${organization.slug}.example`);
  await expect(page).toHaveURL(`${home}/overview`);
  await expect(page.getByRole("complementary").getByText("member", { exact: true })).toBeVisible();
});

for (const [who, email, words] of [
  ["a stranger of another domain", "eve@elsewhere.example", "its domain is not one that may join by itself"],
  ["an address that the provider has not verified", "eve+unverified@elsewhere.example", "has not verified your e-mail address"],
] as const) {
  test(`${who} is refused, with words`, async ({ page }) => {
    await signIn(page, email);
    await expect(page.getByRole("alert").filter({ hasText: words })).toBeVisible();
    await page.goto(`${home}/overview`);
    await expect(page).toHaveURL(/\/sign-in/);
  });
}

test("a one-time link works once", async ({ page, browser }) => {
  const { path } = await createSignInLink(organization.people.admin, new Date());
  await page.goto(path);
  await expect(page.getByText(organization.people.admin)).toBeVisible();
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(`${home}/overview`);

  const elsewhere = await browser.newPage();
  await elsewhere.goto(path);
  await expect(elsewhere.getByRole("heading", { name: "This link does not work any more" })).toBeVisible();
  await elsewhere.close();
});

test("signing out ends the session, also for who kept its cookie", async ({ page, context }) => {
  await signIn(page, organization.people.owner);
  const cookies = await context.cookies();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await context.addCookies(cookies);
  await page.goto(`${home}/overview`);
  await expect(page).toHaveURL(/\/sign-in/);
});

test("'Sign out everywhere' ends somebody's session at the next click", async ({ page, browser }) => {
  const theirs = await browser.newPage();
  await signIn(theirs, organization.people.manager);
  await signIn(page, organization.people.owner, `${home}/settings/members`);
  const row = page.getByRole("row").filter({ hasText: organization.people.manager });
  await row.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page.getByText("Every browser is signed out.")).toBeVisible();
  await theirs.getByRole("link", { name: "Keys" }).click();
  await expect(theirs.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await theirs.close();
});
