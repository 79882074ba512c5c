import { expect, type Page } from "@playwright/test";
import Papa from "papaparse";
import { addDays, dayOf } from "@/lib/domain/day";
import { parseUsd, type Usd, usdToString } from "@/lib/domain/usd";
import { demoUrl } from "./bill";
import { test } from "./organizations";
import { pressUntil } from "./pages/shortcuts";
import { enter } from "./pages/sign-in";
import { billed, decimalOf, spendTable } from "./pages/spend";

const TODAY = dayOf(new Date());
/** Days that are over, and of which OpenRouter tells single requests. */
const PERIOD = { from: addDays(TODAY, -12), to: addDays(TODAY, -3) };
const QUERY = `from=${PERIOD.from}&to=${PERIOD.to}`;

const dearest = (page: Page) => page.getByRole("list", { name: "The most expensive requests" }).getByRole("listitem");
const requests = (page: Page) =>
  page.getByRole("table", { name: "Single requests", exact: true }).locator("tbody").getByRole("row");
const ids = (page: Page) =>
  requests(page)
    .getByRole("link")
    .evaluateAll((links) =>
      links.map((link) => decodeURIComponent(new URL((link as HTMLAnchorElement).href).pathname.split("/").at(-1) ?? "")),
    );

interface LogRow {
  generation_id: string;
  cost_total: string;
  created_at: string;
}

/** What the account's own log says of the days, the most expensive first. Its costs are cut at six decimals. */
async function log(): Promise<LogRow[]> {
  const text = await (await fetch(demoUrl("log.csv", PERIOD))).text();
  const { data } = Papa.parse<LogRow>(text, { header: true, skipEmptyLines: true });
  return data.toSorted((a, b) => Number(parseUsd(b.cost_total) - parseUsd(a.cost_total)));
}

test("from the chart to a key to its requests to one of them, and the shared address shows somebody else the same", async ({
  page,
  browser,
  books,
}) => {
  await enter(page, books.people.owner, `/${books.slug}/keys?${QUERY}`);
  const legend = page.getByRole("figure").getByRole("listitem").first().getByRole("link");
  const name = (await legend.textContent()) ?? "";
  await legend.click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  const ofKey = await billed(page);

  await page.getByRole("link", { name: "The single requests" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Which requests");
  await expect(page).toHaveURL(new RegExp(`/generations\\?${QUERY}&key=`));
  expect(await billed(page)).toBe(ofKey);
  for (const row of await requests(page).all()) await expect(row).toContainText(name);
  const address = page.url();
  const shown = await ids(page);
  expect(shown.length).toBeGreaterThan(5);

  const elsewhere = await browser.newContext();
  const theirs = await elsewhere.newPage();
  await enter(theirs, books.people.finance, new URL(address).pathname + new URL(address).search);
  expect(await ids(theirs)).toEqual(shown);
  await elsewhere.close();

  await requests(page).getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(shown[0] ?? "");
  await expect(page.getByRole("table", { name: "Every field of this request, with its source" })).toContainText(name);
  await expect(page.getByText("List price, not the bill")).toBeVisible();
  await page.goBack();
  expect(await ids(page)).toEqual(shown);
});

test("the most expensive are those that the account's own log says", async ({ page, books }) => {
  await enter(page, books.people.finance, `/${books.slug}/generations?${QUERY}`);
  const costs = await dearest(page).evaluateAll((rows) =>
    rows.map((row) => row.querySelector("[title^='$']")?.getAttribute("title") ?? row.firstElementChild?.textContent ?? ""),
  );
  const cut = (amount: Usd) => usdToString(((amount / 1_000_000n) * 1_000_000n) as Usd);
  const wanted = (await log()).slice(0, 10).map(({ cost_total: cost }) => usdToString(parseUsd(cost)));
  expect(costs.map((cost) => cut(parseUsd(decimalOf(cost))))).toEqual(wanted);
});

test("pages turn forwards and back to the same requests, by time and by cost", async ({ page, books }) => {
  await enter(page, books.people.owner, `/${books.slug}/generations?${QUERY}`);
  const byTime = (await log()).toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1)).map(({ generation_id: id }) => id);
  const first = await ids(page);
  expect(first).toEqual(byTime.slice(0, 30));
  await page.getByRole("link", { name: "Older" }).click();
  await expect(page).toHaveURL(/after=/);
  expect(await ids(page)).toEqual(byTime.slice(30, 60));
  await page.getByRole("link", { name: "Newer" }).click();
  await expect(page).toHaveURL(/before=/);
  expect(await ids(page)).toEqual(first);

  await page.getByRole("columnheader", { name: "Cost" }).getByRole("link").click();
  await expect(page).toHaveURL(/order=cost/);
  const dear = await ids(page);
  await page.getByRole("link", { name: "Cheaper" }).click();
  await expect(page).toHaveURL(/after=/);
  expect(new Set([...dear, ...(await ids(page))]).size).toBe(60);
});

test("one request is found by its id, on the page and from the palette, and OpenRouter is asked about it", async ({
  page,
  books,
}) => {
  const [{ generation_id: id } = { generation_id: "" }] = await log();
  await enter(page, books.people.owner, `/${books.slug}/generations?${QUERY}`);
  await page.getByLabel("Generation id").fill(id);
  await page.getByRole("button", { name: "Find" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(id);

  await page.getByRole("button", { name: "Ask OpenRouter about this request" }).click();
  await expect(page.getByText("OpenRouter answered.")).toBeVisible();

  await page.goto(`/${books.slug}/overview`);
  await pressUntil(page, ["ControlOrMeta+k"], page.getByPlaceholder(/generation id/));
  await page.getByPlaceholder(/generation id/).fill(id);
  await page.getByRole("option", { name: id }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(id);

  await page.goto(`/${books.slug}/generations?id=gen-0-nobody`);
  await expect(page.getByText('There is no request "gen-0-nobody"')).toBeVisible();
});

test("a narrowed list says what it is narrowed by in its address, and the bill beside it stays whole", async ({
  page,
  books,
}) => {
  await enter(page, books.people.owner, `/${books.slug}/generations?${QUERY}`);
  const whole = await billed(page);
  await page.getByText("Narrow by what only requests tell").click();
  await page.getByLabel("Cost at least, $").fill("0.01");
  await page.getByRole("button", { name: "Narrow", exact: true }).click();
  await expect(page).toHaveURL(/minimum=0.01/);
  expect(await billed(page)).toBe(whole);
  const wanted = (await log()).filter(({ cost_total: cost }) => parseUsd(cost) >= parseUsd("0.01"));
  expect((await ids(page)).length).toBe(Math.min(30, wanted.length));
  await page.goto(`/${books.slug}/keys?${QUERY}`);
  const table = spendTable(page, "key");
  await expect(table).toBeVisible();
});
