import { expect, test } from "@playwright/test";
import { connect, foundOrganization, type Organization } from "./organizations";
import { faults } from "./pages/faults";
import { enter } from "./pages/sign-in";
import { billed, exact } from "./pages/spend";

let organization: Organization;
test.beforeAll(async () => {
  organization = await connect(await foundOrganization("budgets"));
});

test("a first budget is offered, made with its daily one, counts what the overview shows, and is exceeded by a lower amount", async ({
  page,
}) => {
  await enter(page, organization.people.finance, `/${organization.slug}/budgets`);
  expect.soft(await faults(page)).toEqual([]);
  await page.getByRole("link", { name: /^Start with \$/ }).click();
  await expect(page.getByRole("table", { name: "Spend of past periods against the amount" })).toBeVisible();
  expect.soft(await faults(page)).toEqual([]);

  await page.getByLabel("Name").fill("Everything");
  await page.getByLabel("US dollars").fill("0");
  await page.getByRole("button", { name: "Make budget" }).click();
  await expect(page.getByText("A budget of nothing is reached before anything is spent.")).toBeVisible();
  await page.getByLabel("US dollars").fill("99,999");
  await page.getByLabel(/^Also a daily budget/).check();
  await expect(page.getByLabel("Amount a day")).toHaveValue("4545.41");
  await page.getByRole("button", { name: "Make budget" }).click();

  await expect(page.getByRole("heading", { name: "Everything", level: 1 })).toBeVisible();
  await expect(page.getByText("On track").first()).toBeVisible();
  expect.soft(await faults(page)).toEqual([]);
  await page.getByRole("button", { name: "Show as a table" }).click();
  const table = page.getByRole("region", { name: "Spend against the budget, as of each day’s end, as a table" });
  const today = table.getByRole("row").filter({ hasNotText: "Still ahead." }).last();
  const cell = today.getByRole("cell").nth(2);
  const counted = await exact(cell.locator("[title]").or(cell).last());
  await page.getByRole("link", { name: "The spend that counts" }).click();
  await expect(page.getByRole("heading", { name: "What was spent" })).toBeVisible();
  expect(await billed(page)).toBe(counted);

  await page.goto(`/${organization.slug}/budgets`);
  await expect(page.getByRole("link", { name: "Everything (daily)" })).toBeVisible();
  await page.getByRole("link", { name: "Everything", exact: true }).click();
  await page.getByRole("button", { name: "Change amount" }).click();
  await page.getByRole("dialog").getByLabel("US dollars a month").fill("0.01");
  await page.getByRole("dialog").getByRole("button", { name: "Change amount" }).click();
  await expect(page.getByText("Exceeded").first()).toBeVisible();

  await page.goto(`/${organization.slug}/overview`);
  const card = page.getByRole("region").or(page.locator("section")).filter({ hasText: "Budgets now" }).last();
  await expect(card.getByText("Exceeded").first()).toBeVisible();
});

test("a member makes none and sees none that is not his", async ({ page }) => {
  await enter(page, organization.people.member, `/${organization.slug}/budgets`);
  await expect(page.getByRole("heading", { name: "No budget holds yet" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Make a budget" })).toHaveCount(0);
  await page.goto(`/${organization.slug}/budgets/new`);
  await expect(page.getByText("This page is not open to the role member")).toBeVisible();
});
