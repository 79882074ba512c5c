import { expect } from "@playwright/test";
import { readFile } from "@/lib/exports/read-file";
import { test } from "./organizations";
import { openMenu } from "./pages/menu";
import { enter } from "./pages/sign-in";
import { billed, readTable, spendTable } from "./pages/spend";

test("from the chart to a table to a key's detail, and the shared address shows somebody else the same", async ({
  page,
  context,
  browser,
  books,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await enter(page, books.people.owner, `/${books.slug}/overview`);

  // The period is chosen from its menu, the chart's stack from the links above it.
  await openMenu(page, "Period");
  await page.getByRole("link", { name: /^Last 30 days/ }).click();
  await expect(page).toHaveURL(/period=30d/);
  await page.getByRole("navigation", { name: "Stack the chart by" }).getByRole("link", { name: "Key", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Spend by day and key" })).toBeVisible();
  const whole = await billed(page);

  // The chart's legend leads to what a band is made of.
  const legend = page.getByRole("figure").getByRole("listitem").first();
  const name = (await legend.getByRole("link").textContent()) ?? "";
  const amount = await legend.getByTitle(/^\$/).getAttribute("title");
  await legend.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  expect(`$${await billed(page)}`).toBe(amount?.replaceAll(",", ""));

  // All keys, with the same period, and into the same key by its row.
  await page.getByRole("link", { name: "All keys" }).click();
  await expect(page).toHaveURL(/\/keys\?period=30d/);
  expect(await billed(page)).toBe(whole);
  const table = spendTable(page, "key");
  const rows = (await readTable(table)).rows;
  await table.getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  const shown = await billed(page);
  expect(shown).toBe(rows.find(({ label }) => label === name)?.costUsd);
  const models = await readTable(spendTable(page, "model"));
  expect(models.total).toBe(shown);

  await page.getByRole("button", { name: "Share" }).click();
  await expect(page.getByText("The address of this view is copied")).toBeVisible();
  const address = await page.evaluate(() => navigator.clipboard.readText());
  expect(address).toBe(page.url());

  const elsewhere = await browser.newContext();
  const theirs = await elsewhere.newPage();
  await enter(theirs, books.people.finance, new URL(address).pathname + new URL(address).search);
  expect(theirs.url()).toBe(address);
  await expect(theirs.getByRole("heading", { level: 1 })).toHaveText(name);
  expect(await billed(theirs)).toBe(shown);
  expect(await readTable(spendTable(theirs, "model"))).toEqual(models);
  await elsewhere.close();
});

test("a filter narrows every page, stays from page to page, and comes off", async ({ page, books }) => {
  await enter(page, books.people.owner, `/${books.slug}/overview?period=30d&by=workspace`);
  const whole = await billed(page);
  await page.getByRole("figure").getByRole("listitem").first().getByRole("link").click();
  const filters = page.getByRole("list", { name: "Filters" });
  await expect(filters).toBeVisible();
  const narrowed = await billed(page);
  expect(narrowed).not.toBe(whole);
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Models" }).click();
  await expect(page).toHaveURL(/\/models\?.*workspace=/);
  expect(await billed(page)).toBe(narrowed);
  expect((await readTable(spendTable(page, "model"))).total).toBe(narrowed);
  await filters.getByRole("link", { name: /^Take off the filter workspace/ }).click();
  await expect(filters).toBeHidden();
  expect(await billed(page)).toBe(whole);
});

test("the page's figures leave as a CSV that adds up to them", async ({ page, books }) => {
  await enter(page, books.people.finance, `/${books.slug}/models?period=30d`);
  const { rows } = await readTable(spendTable(page, "model"));
  await openMenu(page, "Export");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "By model", exact: true }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^waybill-spend-by-model-\d{4}-\d\d-\d\d-to-\d{4}-\d\d-\d\d\.csv$/);
  const { records } = readFile((await (await file.createReadStream()).toArray()).join(""));
  const costs = (list: readonly { costUsd?: string }[]) => list.map(({ costUsd }) => costUsd).sort();
  expect(costs(records)).toEqual(costs(rows));
});
