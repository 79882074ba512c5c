import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { test } from "./organizations";
import { openMenu } from "./pages/menu";
import { enter } from "./pages/sign-in";
import { spendTable } from "./pages/spend";

const LISTS = { developers: "developer", keys: "key", models: "model", features: "feature" } as const;
const SETTINGS = ["connections", "imports", "members", "tokens", "audit"];

/** Every page of the organization: lists, one detail of each, settings. */
async function allPages(page: Page, slug: string): Promise<string[]> {
  const details: string[] = [];
  for (const [path, dimension] of Object.entries(LISTS)) {
    await page.goto(`/${slug}/${path}`);
    details.push((await spendTable(page, dimension).locator("tbody").getByRole("link").first().getAttribute("href")) ?? "");
  }
  return [
    `/${slug}/overview`,
    ...Object.keys(LISTS).map((path) => `/${slug}/${path}`),
    ...details,
    ...SETTINGS.map((path) => `/${slug}/settings/${path}`),
    `/${slug}/overview?from=2024-01-01&to=2024-01-31&by=weather`,
    `/${slug}/nothing`,
  ];
}

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`nothing on any page keeps somebody out, in the ${colorScheme} theme`, async ({ page, books }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto("/sign-in");
    expect(await violations(page), "/sign-in").toEqual([]);
    await page.goto("/sign-in/link/unknown");
    expect(await violations(page), "/sign-in/link/unknown").toEqual([]);
    await enter(page, books.people.owner, `/${books.slug}/overview`);
    for (const path of await allPages(page, books.slug)) {
      await page.goto(path);
      await expect.soft(violations(page), path).resolves.toEqual([]);
    }
  });
}

test("menus, dialogs and the search are open to everybody", async ({ page, books }) => {
  await enter(page, books.people.owner, `/${books.slug}/overview`);
  await openMenu(page, "Period");
  expect(await violations(page), "period").toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Show as a table" }).click();
  expect(await violations(page), "the chart as a table").toEqual([]);
  await page.keyboard.press("Control+k");
  expect(await violations(page), "search").toEqual([]);
  await page.goto(`/${books.slug}/settings/connections`);
  await page.getByRole("button", { name: "Remove" }).click();
  expect(await violations(page), "dialog").toEqual([]);
});

test("on a phone no page scrolls sideways", async ({ page, books }) => {
  await enter(page, books.people.owner, `/${books.slug}/overview`);
  const paths = await allPages(page, books.slug);
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ["/sign-in?error=not_invited", ...paths]) {
    await page.goto(path);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect.soft(width, path).toBeLessThanOrEqual(390);
  }
});

test("on a phone the menu leads on and closes", async ({ page, books }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await enter(page, books.people.owner, `/${books.slug}/overview`);
  await page.getByRole("button", { name: "Menu" }).click();
  const menu = page.getByRole("dialog", { name: "Menu" });
  await menu.getByRole("link", { name: "Keys", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/${books.slug}/keys$`));
  await expect(menu).toBeHidden();
});
