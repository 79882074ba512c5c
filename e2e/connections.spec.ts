import { expect } from "@playwright/test";
import { DISABLED_KEY, EXPIRED_KEY, INFERENCE_KEY, MANAGEMENT_KEY, OTHER_MANAGEMENT_KEY, UNKNOWN_KEY } from "./account";
import { billOf } from "./bill";
import { connect, foundOrganization, test } from "./organizations";
import { ConnectionsPage } from "./pages/connections";
import { enter } from "./pages/sign-in";
import { billed } from "./pages/spend";

const REFUSED = [
  ["an inference key", INFERENCE_KEY, "This is an inference key: it can spend money but cannot read what was spent."],
  ["a disabled key", DISABLED_KEY, "This key is disabled at OpenRouter."],
  ["an expired key", EXPIRED_KEY, "expired"],
  ["a key that OpenRouter does not know", UNKNOWN_KEY, "OpenRouter does not know this key"],
  ["what is no key at all", "my key is secret", "This does not look like a key"],
] as const;

test("a key that cannot be used is refused in its own words, and nothing is stored", async ({ page }) => {
  const organization = await foundOrganization("wrong-keys");
  const connections = new ConnectionsPage(page, organization.slug);
  await enter(page, organization.people.owner, connections.path);
  for (const [what, key, words] of REFUSED) {
    await connections.paste(key);
    await expect(page.getByRole("alert").filter({ hasText: words }), what).toBeVisible();
  }
  await page.reload();
  await expect(page.getByRole("heading", { name: "Import your first management key" })).toBeVisible();
});

test("a pasted management key is read to the end with progress shown, and never shown again", async ({ page }) => {
  const organization = await foundOrganization("first-key");
  const connections = new ConnectionsPage(page, organization.slug);
  await enter(page, organization.people.admin, connections.path);
  await connections.paste(`  "${MANAGEMENT_KEY}"\n`, "Main account");
  await expect(page.getByText("The key is imported. Its first sync has begun.")).toBeVisible();

  const card = connections.card("Main account");
  await expect(card.getByRole("progressbar")).toBeVisible();
  await expect(card.getByText("Up to date")).toBeVisible({ timeout: 50_000 });
  await expect(card.getByRole("progressbar")).toBeHidden();

  await expect(card.getByText(`${MANAGEMENT_KEY.slice(0, 12)}...${MANAGEMENT_KEY.slice(-3)}`)).toBeVisible();
  expect(await page.content()).not.toContain(MANAGEMENT_KEY.slice(0, -3));
  await page.reload();
  await expect(card).toBeVisible();
  expect(await page.content()).not.toContain(MANAGEMENT_KEY.slice(0, -3));

  const { from, to, total } = await wholeHistory();
  await page.goto(`/${organization.slug}/overview?from=${from}&to=${to}`);
  expect(await billed(page)).toBe(total);
});

test("another key of the same account is refused, naming the connection that has it", async ({ page, books }) => {
  const connections = new ConnectionsPage(page, books.slug);
  await enter(page, books.people.owner, connections.path);
  await connections.paste(OTHER_MANAGEMENT_KEY);
  await expect(page.getByRole("alert").filter({ hasText: "Test account" })).toBeVisible();
  await expect(page.getByRole("list", { name: "Connections" }).getByRole("heading")).toHaveCount(1);
});

test("a connection is renamed, paused, resumed and removed; its spend stays in the books", async ({ page }) => {
  const organization = await connect(await foundOrganization("kept"));
  const connections = new ConnectionsPage(page, organization.slug);
  await enter(page, organization.people.owner, connections.path);
  await connections.card("Test account").getByRole("button", { name: "Rename" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Renamed account");
  await dialog.getByRole("button", { name: "Rename" }).click();
  const card = connections.card("Renamed account");
  await expect(card).toBeVisible();

  await card.getByRole("button", { name: "Pause" }).click();
  await expect(card.getByText("Paused", { exact: true })).toBeVisible();
  await expect(card.getByRole("button", { name: "Sync now" })).toBeHidden();
  await card.getByRole("button", { name: "Resume" }).click();
  await expect(card.getByRole("button", { name: "Sync now" })).toBeVisible();

  await card.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove connection" }).click();
  await expect(card).toBeHidden();
  const { from, to, total } = await wholeHistory();
  await page.goto(`/${organization.slug}/overview?from=${from}&to=${to}`);
  expect(await billed(page)).toBe(total);
});

async function wholeHistory(): Promise<{ from: string; to: string; total: string }> {
  const { rows, total } = await billOf("2026-01-01", new Date().toISOString().slice(0, 10), "day");
  return { from: rows[0]?.values.day ?? "", to: rows.at(-1)?.values.day ?? "", total: total.costUsd };
}
