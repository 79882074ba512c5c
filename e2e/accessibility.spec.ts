import { expect, type Page } from "@playwright/test";
import { test } from "./organizations";
import { PHONE, violations } from "./pages/faults";
import { openMenu } from "./pages/menu";
import { pressUntil } from "./pages/shortcuts";
import { enter } from "./pages/sign-in";
import { spendTable } from "./pages/spend";

const DESK = { width: 1280, height: 720 };
const LISTS = { developers: "developer", keys: "key", models: "model", features: "feature" } as const;
const SETTINGS = ["connections", "imports", "people", "members", "retention", "tokens", "audit"];
const SIGN_IN = ["/sign-in", "/sign-in?error=not_invited", "/sign-in/link/unknown"];

/** The page in the light theme, in the dark one, of which colours alone differ, and on a phone. */
async function lookAt(page: Page, path: string): Promise<void> {
  await page.goto(path);
  expect.soft(await violations(page), `${path}, light`).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  expect.soft(await violations(page, ["color-contrast"]), `${path}, dark`).toEqual([]);
  await page.setViewportSize(PHONE);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect.soft(width, `${path} scrolls sideways on a phone`).toBeLessThanOrEqual(PHONE.width);
  await page.setViewportSize(DESK);
  await page.emulateMedia({ colorScheme: "light" });
}

test.beforeEach(async ({ page }) => {
  await page.setViewportSize(DESK);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
});

test("no page keeps somebody out, light or dark, nor scrolls sideways on a phone", async ({ page, books }) => {
  test.setTimeout(240_000);
  for (const path of SIGN_IN) await lookAt(page, path);
  await enter(page, books.people.owner, `/${books.slug}/overview`);
  await lookAt(page, `/${books.slug}/overview`);
  for (const [list, dimension] of Object.entries(LISTS)) {
    await lookAt(page, `/${books.slug}/${list}`);
    const detail = spendTable(page, dimension).locator("tbody").getByRole("link").first();
    await lookAt(page, (await detail.getAttribute("href")) ?? "");
  }
  await lookAt(page, `/${books.slug}/generations?period=30d`);
  const [dearest] = await page.getByRole("list", { name: "The most expensive requests" }).getByRole("link").all();
  await lookAt(page, (await dearest?.getAttribute("href")) ?? "");
  for (const path of ["unattributed", "cost-centers", "exports", "exports?kind=chargeback"])
    await lookAt(page, `/${books.slug}/${path}`);
  await lookAt(page, `/${books.slug}/reconciliation`);
  const day = page.getByRole("table", { name: "Reconciliation by day, newest first" }).getByRole("link").first();
  await lookAt(page, (await day.getAttribute("href")) ?? "");
  for (const path of SETTINGS) await lookAt(page, `/${books.slug}/settings/${path}`);
  await page.goto(`/${books.slug}/settings/connections`);
  await lookAt(page, (await page.getByRole("link", { name: "Broadcast" }).getAttribute("href")) ?? "");
  for (const path of ["overview?from=2024-01-01&to=2024-01-31&by=weather", "nothing"])
    await lookAt(page, `/${books.slug}/${path}`);
});

test("menus, dialogs and the search are open to everybody", async ({ page, books }) => {
  await enter(page, books.people.owner, `/${books.slug}/overview`);
  await openMenu(page, "Period");
  expect(await violations(page), "period").toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Show as a table" }).click();
  expect(await violations(page), "the chart as a table").toEqual([]);
  await pressUntil(page, ["Control+k"], page.getByRole("dialog", { name: "Search" }));
  expect(await violations(page), "search").toEqual([]);
  await page.goto(`/${books.slug}/settings/connections`);
  await page.getByRole("button", { name: "Remove" }).click();
  expect(await violations(page), "dialog").toEqual([]);
});

test("on a phone the menu leads on and closes", async ({ page, books }) => {
  await page.setViewportSize(PHONE);
  await enter(page, books.people.owner, `/${books.slug}/overview`);
  await page.getByRole("button", { name: "Menu" }).click();
  const menu = page.getByRole("dialog", { name: "Menu" });
  await menu.getByRole("link", { name: "Keys", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/${books.slug}/keys$`));
  await expect(menu).toBeHidden();
});
