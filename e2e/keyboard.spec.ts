import { expect } from "@playwright/test";
import { test } from "./organizations";
import { openMenu } from "./pages/menu";
import { pressUntil } from "./pages/shortcuts";
import { enter } from "./pages/sign-in";
import { readTable, spendTable } from "./pages/spend";

test("the first Tab skips to the content", async ({ page, books }) => {
  await enter(page, books.people.owner, `/${books.slug}/overview`);
  await page.goto(`/${books.slug}/keys`);
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to the content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});

for (const combination of ["Control+k", "Meta+k"]) {
  test(`${combination} finds a key and goes there, with the period kept`, async ({ page, books }) => {
    await enter(page, books.people.owner, `/${books.slug}/keys?period=30d`);
    const [first] = (await readTable(spendTable(page, "key"))).rows;
    const name = first?.label ?? "";
    const search = page.getByRole("dialog", { name: "Search" });
    await pressUntil(page, [combination], search);
    await expect(search.getByRole("combobox")).toBeFocused();
    await page.keyboard.type(name);
    await expect(search.getByRole("option").filter({ hasText: name }).first()).toHaveAttribute("data-selected", "true");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    await expect(page).toHaveURL(/\/keys\/[0-9a-f-]{36}\?period=30d$/);
    await expect(search).toBeHidden();
  });
}

test("Escape closes the search, the shortcuts and a menu", async ({ page, books }) => {
  await enter(page, books.people.owner, `/${books.slug}/overview`);
  await pressUntil(page, ["Control+k"], page.getByRole("dialog", { name: "Search" }));
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Search" })).toBeHidden();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeHidden();
  const choice = page.getByRole("link", { name: /^Last 90 days/ });
  await openMenu(page, "Period");
  await expect(choice).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(choice).toBeHidden();
});

test("g and a letter goes to a page; j, k and Enter walk a table", async ({ page, books }) => {
  await enter(page, books.people.owner, `/${books.slug}/overview`);
  await pressUntil(page, ["g", "m"], page.getByRole("heading", { level: 1, name: "Which model" }));
  await expect(page).toHaveURL(new RegExp(`/${books.slug}/models$`));
  const links = spendTable(page, "model").locator("tbody").getByRole("link");
  await page.keyboard.press("j");
  await expect(links.nth(0)).toBeFocused();
  await page.keyboard.press("j");
  await expect(links.nth(1)).toBeFocused();
  await page.keyboard.press("k");
  await expect(links.nth(0)).toBeFocused();
  const name = (await links.nth(0).textContent()) ?? "";
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
});
