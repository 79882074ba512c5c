import { expect } from "@playwright/test";
import { pool } from "@/lib/db/client";
import { addDays, type Day, dayOf } from "@/lib/domain/day";
import { namedPeriod } from "@/lib/domain/period";
import { parseUsd, sumUsd, usdToString } from "@/lib/domain/usd";
import { requestSync } from "@/lib/ledger/sync/runs";
import { connectionsOf } from "@/lib/queries/connections";
import { billOf, reconciliationOf } from "./bill";
import { connect, foundOrganization, test } from "./organizations";
import { enter } from "./pages/sign-in";
import { billed, decimalOf, parts } from "./pages/spend";
import { makeToken } from "./pages/tokens";

const today = dayOf(new Date());
const sum = (amounts: string[]) => usdToString(sumUsd(amounts.map(parseUsd)));
const PERIODS: [query: string, from: Day, to: Day][] = [
  ...(["month", "7d", "30d"] as const).map((key): [string, Day, Day] => {
    const { from, to } = namedPeriod(key, today);
    return [`period=${key}`, from, to];
  }),
  [`from=${addDays(today, -45)}&to=${addDays(today, -33)}`, addDays(today, -45), addDays(today, -33)],
];

test("the page, its parts, its rows, the API and every other page tell one total", async ({ page, books }) => {
  await enter(page, books.people.finance, `/${books.slug}/overview`);
  const token = await makeToken(page, books.slug, "reconciliation");
  for (const [query, from, to] of PERIODS) {
    await page.goto(`/${books.slug}/reconciliation?${query}`);
    const total = await billed(page);
    expect(sum(await parts(page)), query).toBe(total);
    expect(total, query).toBe((await billOf(from, to)).total.costUsd);
    const api = await reconciliationOf(token, { from, to });
    expect(api, query).toMatchObject({ balances: true, total: { billedUsd: total } });
    expect(sum(api.days.map((day) => day.billedUsd)), query).toBe(total);
    const rows = page.getByRole("table", { name: "Reconciliation by day, newest first" }).locator("tbody").getByRole("row");
    await expect(rows).toHaveCount(api.days.length);
    await page.goto(`/${books.slug}/overview?${query}`);
    expect(await billed(page), query).toBe(total);
  }
  await expect(page.getByRole("main").getByRole("alert")).toHaveCount(0);
});

test("a day leads to its keys and models, which add up to it", async ({ page, books }) => {
  await enter(page, books.people.owner, `/${books.slug}/reconciliation?period=30d`);
  const table = page.getByRole("table", { name: "Reconciliation by day, newest first" });
  await table.getByRole("row").nth(5).getByRole("link").click();
  const cells = page.getByRole("table", { name: "Billed against explained, by key and model" }).locator("tbody").getByRole("row");
  await expect(cells.first()).toBeVisible();
  const amounts = await cells.evaluateAll((rows) =>
    rows.map((row) => {
      const cell = (row as HTMLTableRowElement).cells[2];
      const shown = cell?.querySelector("[title]")?.getAttribute("title") ?? cell?.textContent ?? "";
      return /−?\$[\d,.]+/.exec(shown)?.[0] ?? shown;
    }),
  );
  expect(sum(amounts.map(decimalOf))).toBe(await billed(page));
});

test("books that were tampered with raise an alarm that says what to do, and doing it mends them", async ({ page }) => {
  test.setTimeout(120_000);
  const organization = await connect(await foundOrganization("reconciliation"));
  const { slug, people, scope } = organization;
  const day = addDays(today, -10);
  await pool().query(
    `UPDATE spend_lines SET cost_usd = cost_usd + 1 WHERE ctid = (
       SELECT ctid FROM spend_lines WHERE organization_id = $1 AND day = $2 AND evidence <> 'difference' LIMIT 1)`,
    [scope.organizationId, day],
  );
  const path = `/${slug}/reconciliation?from=${day}&to=${day}`;
  await enter(page, people.owner, path);
  const alarm = page.getByRole("alert").filter({ hasText: "The spend lines do not add up to the bill" });
  await expect(alarm).toContainText("Have the day added up again");
  await expect(page.getByText("Does not balance")).toBeVisible();

  // The check after the next sync tells every page.
  const [connection] = await connectionsOf(scope);
  await requestSync(scope, connection?.id ?? "", "manual");
  const notice = page.getByRole("alert").filter({ hasText: "do not balance" });
  await expect(async () => {
    await page.goto(`/${slug}/overview`);
    await expect(notice).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 80_000 });
  await notice.getByRole("link", { name: "See what to do" }).click();
  await expect(alarm).toBeVisible();

  await alarm.getByRole("button", { name: "Add up again" }).click();
  await expect(async () => {
    await page.goto(path);
    await expect(page.getByText("Everything that can be checked balances")).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
});

test("those who do not see all spend do not see it", async ({ page, books }) => {
  await enter(page, books.people.manager, `/${books.slug}/reconciliation`);
  await expect(page.getByText("This page is not open to the role manager")).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Reconciliation" })).toHaveCount(0);
});
