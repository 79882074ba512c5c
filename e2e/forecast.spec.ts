import { expect } from "@playwright/test";
import { foundOrganization, test } from "./organizations";
import { enter } from "./pages/sign-in";

test("an owner sees where the month is heading, by what, and narrows it to one", async ({ page, books }) => {
  await enter(page, books.people.owner, `/${books.slug}/forecast`);
  await expect(page.getByRole("heading", { name: "Where spend is heading" })).toBeVisible();
  await page.getByRole("button", { name: "Show as a table" }).click();
  await expect(page.getByRole("table", { name: "The month running up, as of each day’s end" })).toBeVisible();
  await page.getByRole("navigation", { name: "Parts by" }).getByRole("link", { name: "Model" }).click();
  const parts = page.getByRole("table", { name: "What is expected, by model" });
  const first = parts.getByRole("link").first();
  const name = await first.textContent();
  await first.click();
  await expect(page.getByRole("list", { name: "Filters" })).toContainText(name ?? "");
});

test("a member is told of himself, and of nobody's credits", async ({ page, books }) => {
  await enter(page, books.people.member, `/${books.slug}/forecast`);
  await expect(page.getByRole("heading", { name: "Where spend is heading" })).toBeVisible();
  await expect(page.getByText("How long the credits last")).toHaveCount(0);
  await page.goto(`/${books.slug}/spikes`);
  await expect(page.getByRole("heading", { name: "What was not as usual" })).toBeVisible();
});

test("an owner notes a subscription and finds its charge", async ({ page }) => {
  const { slug, people } = await foundOrganization("other-costs");
  await enter(page, people.owner, `/${slug}/settings/other-costs`);
  await page.getByRole("button", { name: "Add a subscription" }).click();
  await page.getByLabel("Name").fill("Team seats");
  await page.getByLabel("US dollars a month").fill("120.50");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("table", { name: "Subscriptions" })).toContainText("$120.50");
  await expect(page.getByRole("table", { name: "Charges" })).toContainText("Team seats");
});
