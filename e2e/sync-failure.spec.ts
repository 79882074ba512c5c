import { expect, test } from "@playwright/test";
import { MANAGEMENT_KEY } from "./account";
import { billOf, demoUrl } from "./bill";
import { foundOrganization, type Organization } from "./organizations";
import { ConnectionsPage } from "./pages/connections";
import { enter } from "./pages/sign-in";
import { billed } from "./pages/spend";

const ANALYTICS = "POST /api/v1/analytics/query";

let organization: Organization;

async function befall(fault: Record<string, unknown>): Promise<void> {
  const response = await fetch(demoUrl("faults"), { method: "POST", body: JSON.stringify(fault) });
  expect(response.status).toBe(201);
}

test.beforeAll(async () => {
  organization = await foundOrganization("trouble");
});

test.afterEach(async () => {
  await fetch(demoUrl("faults"), { method: "DELETE" });
});

test("a first sync that breaks in the middle says why, keeps what it read, and 'Sync now' mends it", async ({ page }) => {
  // Two first syncs of an account, on a machine that builds and serves pages besides.
  test.slow();
  const connections = new ConnectionsPage(page, organization.slug);
  await enter(page, organization.people.owner, connections.path);
  // Cut and malformed once, which is tried again; then refused for good.
  await befall({ kind: "malformed", match: ANALYTICS, after: 1 });
  await befall({ kind: "cut", match: ANALYTICS, after: 2 });
  await befall({ kind: 403, match: ANALYTICS, after: 6, times: 1000 });
  await connections.paste(MANAGEMENT_KEY, "Troubled account");
  const card = connections.card("Troubled account");
  await expect(card.getByText("Last sync failed")).toBeVisible({ timeout: 120_000 });
  await expect(card.getByRole("alert")).toContainText("OpenRouter");
  await expect(card.getByRole("alert")).toContainText("What was read before is kept.");

  await page.goto(`/${organization.slug}/overview`);
  await expect(page.getByRole("status").filter({ hasText: "The last sync of Troubled account failed" })).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Connections" }).first().click();

  await fetch(demoUrl("faults"), { method: "DELETE" });
  await card.getByRole("button", { name: "Sync now" }).click();
  await expect(page.getByText("A sync is on its way.")).toBeVisible();
  await expect(card.getByText("Up to date")).toBeVisible({ timeout: 120_000 });
  await expect(card.getByRole("alert")).toBeHidden();

  const { rows, total } = await billOf("2026-01-01", new Date().toISOString().slice(0, 10), "day");
  await page.goto(`/${organization.slug}/overview?from=${rows[0]?.values.day}&to=${rows.at(-1)?.values.day}`);
  expect(await billed(page)).toBe(total.costUsd);
});

test("OpenRouter in trouble while a key is pasted is told as that, not as a bad key", async ({ page }) => {
  const elsewhere = await foundOrganization("bad-weather");
  const connections = new ConnectionsPage(page, elsewhere.slug);
  await enter(page, elsewhere.people.owner, connections.path);
  await befall({ kind: 503, match: "GET /api/v1/key", times: 1000, retryAfterSeconds: 0 });
  await connections.paste(MANAGEMENT_KEY);
  await expect(page.getByRole("main").getByRole("alert")).toContainText("503", { timeout: 30_000 });
  await expect(connections.keyField).toHaveValue(MANAGEMENT_KEY);
});
