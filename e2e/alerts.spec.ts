import { expect, test } from "@playwright/test";
import { addDays, dayOf } from "@/lib/domain/day";
import { createBudget } from "@/lib/ledger/budget/budgets";
import { connect, foundOrganization, type Organization } from "./organizations";
import { enter } from "./pages/sign-in";

let organization: Organization;
test.beforeAll(async () => {
  organization = await foundOrganization("alerts");
});

test("a channel is refused where it leads into the machine, added, tested, and its log says what came of it", async ({
  page,
}) => {
  await enter(page, organization.people.owner, `/${organization.slug}/settings/channels`);
  const form = page.locator("section").filter({ has: page.getByRole("heading", { name: "Add a channel" }) });
  await form.getByLabel("Kind").selectOption("webhook");
  await form.getByLabel("Name").fill("Operations");
  await form.getByLabel("Address").fill("http://169.254.169.254/latest/meta-data");
  await form.getByRole("button", { name: "Add channel" }).click();
  await expect(form.getByRole("alert")).toContainText("an address of a private network");

  await form.getByLabel("Kind").selectOption("email");
  await form.getByLabel("Name").fill("Leads");
  await form.getByLabel("Addresses").fill("leads@acme.example");
  await form.getByRole("button", { name: "Add channel" }).click();
  const channel = page.getByRole("table", { name: "Alert channels" }).getByRole("row", { name: /Leads/ });
  await expect(channel).toContainText("E-mail: leads@acme.example");

  await channel.getByRole("button", { name: "Send test" }).click();
  const log = page.getByRole("table", { name: "Delivery log" }).getByRole("row", { name: /Waybill reaches this channel/ });
  // The tests' Waybill has no mail server.
  await expect(log).toContainText("Waybill has no mail server", { timeout: 30_000 });

  await channel.getByRole("button", { name: "Pause" }).click();
  await expect(channel).toContainText("Paused by");
});

test("a budget that is used up stands on the overview and among the alerts, until somebody looks after it", async ({ page }) => {
  const connected = await connect(await foundOrganization("alerted"));
  const now = new Date();
  const budget = { name: "Everything", per: "month", filters: {}, amount: "0.01", startsOn: addDays(dayOf(now), -40) };
  await createBudget(connected.scope, budget, now);
  await expect(async () => {
    await enter(page, connected.people.finance, `/${connected.slug}/alerts`);
    await expect(page.getByRole("link", { name: /budget Everything reached 100\s%/ }).first()).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
  await page.goto(`/${connected.slug}/overview`);
  await page
    .getByRole("link", { name: /budget Everything reached 100\s%/ })
    .first()
    .click();
  await page.getByRole("button", { name: "Acknowledge" }).click();
  await expect(page.getByText(/looks after it since/)).toBeVisible();
  await page.goto(`/${connected.slug}/overview`);
  await expect(page.getByRole("link", { name: /budget Everything reached 100\s%/ })).toHaveCount(0);
});
