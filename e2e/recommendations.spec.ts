import { expect, test } from "@playwright/test";
import { recommend } from "@/lib/jobs/recommend";
import { connect, foundOrganization, type Organization } from "./organizations";
import { faults } from "./pages/faults";
import { enter } from "./pages/sign-in";

let organization: Organization;
test.beforeAll(async () => {
  organization = await connect(await foundOrganization("savings"));
  const { signal } = new AbortController();
  await recommend(organization.scope.organizationId, { now: () => new Date(), signal });
});

test("a recommendation is looked at, put on trial, rejected for a reason, and taken up again", async ({ page }) => {
  await enter(page, organization.people.owner, `/${organization.slug}/recommendations`);
  await expect(page.getByRole("heading", { name: "What would save dollars", level: 1 })).toBeVisible();
  await expect(page.getByText(/ a month$/).first()).toBeVisible();
  expect.soft(await faults(page)).toEqual([]);
  const first = page.getByRole("table", { name: "Open recommendations" }).getByRole("link").first();
  const title = (await first.locator("span > span").first().textContent()) ?? "";
  await first.click();
  await expect(page.getByRole("heading", { name: title, level: 1 })).toBeVisible();
  await expect(page.getByRole("button", { name: "Copy the change" })).toBeVisible();
  expect.soft(await faults(page)).toEqual([]);

  await page.getByRole("button", { name: "Put on trial" }).click();
  await expect(page.getByRole("heading", { name: /^Trial: replay \d+ requests$/ })).toBeVisible();
  await page.getByRole("button", { name: "Reject" }).click();
  await page.getByRole("dialog").getByLabel("Reason").fill("Quality first");
  await page.getByRole("dialog").getByRole("button", { name: "Reject" }).click();
  await expect(page.getByText(/rejected by .*: Quality first/)).toBeVisible();

  await page.getByRole("link", { name: "All recommendations" }).click();
  await expect(page.getByRole("table", { name: "Rejected recommendations" }).getByText("Quality first")).toBeVisible();
  await page.getByRole("table", { name: "Rejected recommendations" }).getByRole("link").first().click();
  await page.getByRole("button", { name: "Take back" }).click();
  await expect(page.getByRole("button", { name: "Accept" })).toBeVisible();
});

test("who sees only his own spend decides nothing", async ({ page }) => {
  await enter(page, organization.people.member, `/${organization.slug}/recommendations`);
  await expect(page.getByRole("heading", { name: "What would save dollars", level: 1 })).toBeVisible();
  await expect(page.getByRole("button", { name: "Look again" })).toHaveCount(0);
});
