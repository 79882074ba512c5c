import { expect, type Page, test } from "@playwright/test";
import { addDays, dayOf } from "@/lib/domain/day";
import { parseUsd, subtractUsd, sumUsd, usdToString } from "@/lib/domain/usd";
import { addressOf, OWNERLESS_KEY } from "./account";
import { spendOf } from "./bill";
import { connect, foundOrganization, type Organization, settled } from "./organizations";
import { enter } from "./pages/sign-in";
import { decimalOf, readTable, spendTable } from "./pages/spend";
import { makeToken } from "./pages/tokens";

const today = dayOf(new Date());
const FROM = addDays(today, -50);
const PERIOD = `from=${FROM}&to=${today}`;

let organization: Organization;
test.beforeAll(async () => {
  organization = await connect(await foundOrganization("unattributed"));
});

const EXPLAINED = "Spend whose developer is known.";
const UNATTRIBUTED = "Billed, and nothing says whose it is.";

/** One part of the strip at the top, to the last digit. */
async function part(page: Page, means: string): Promise<string> {
  const found = page.getByRole("region", { name: "Balance" }).getByTitle(`${means} $`);
  if ((await found.count()) === 0) return "0";
  const title = (await found.first().getAttribute("title")) ?? "";
  return decimalOf(title.slice(title.lastIndexOf(". ") + 2));
}

/** The dollars in a row, to the last digit: they stand in a title where the page shows fewer. */
async function dollars(row: ReturnType<Page["getByRole"]>): Promise<string> {
  const amount = row
    .getByRole("cell")
    .getByText(/^\$[\d,.]+$/)
    .last();
  return decimalOf((await amount.getAttribute("title")) ?? (await amount.textContent()) ?? "");
}

test("one click gives an ownerless key its owner, and exactly the dollars beside it move", async ({ page }) => {
  await enter(page, organization.people.admin, `/${organization.slug}/unattributed?${PERIOD}`);
  const before = { unattributed: await part(page, UNATTRIBUTED), explained: await part(page, EXPLAINED) };
  const row = page.getByRole("table", { name: "Keys without an owner" }).getByRole("row", { name: OWNERLESS_KEY });
  const moving = await dollars(row);
  expect(parseUsd(moving) > 0n).toBe(true);

  await row.getByRole("button", { name: /^Charge to / }).click();
  await expect(page.getByText(/answers for the key\. The days it concerns are being rebuilt/)).toBeVisible();
  await settled(organization);

  await page.goto(`/${organization.slug}/unattributed?${PERIOD}`);
  const less = subtractUsd(parseUsd(before.unattributed), parseUsd(moving));
  const more = sumUsd([parseUsd(before.explained), parseUsd(moving)]);
  expect(await part(page, UNATTRIBUTED)).toBe(usdToString(less));
  expect(await part(page, EXPLAINED)).toBe(usdToString(more));
  await expect(page.getByRole("table", { name: "Keys without an owner" }).getByRole("row", { name: OWNERLESS_KEY })).toHaveCount(
    0,
  );
});

test("a missing feature tag leads to a rule that begins with its key", async ({ page }) => {
  await enter(page, organization.people.admin, `/${organization.slug}/unattributed?${PERIOD}`);
  const link = page
    .getByRole("table", { name: "Spend without a feature by key and app" })
    .getByRole("link", { name: "Make a rule" })
    .first();
  const key = new URL((await link.getAttribute("href")) ?? "", page.url()).searchParams.get("key") ?? "";
  await link.click();
  const rule = page.getByRole("dialog", { name: "Rule" });
  await expect(rule.getByLabel("Condition 1: value")).toHaveValue(key);
  // The address forgets it: otherwise the dialog would open again as soon as a version is saved.
  await rule.getByRole("button", { name: "Cancel" }).click();
  await expect(page).not.toHaveURL(/key=/);
});

test("a dated team move splits the period at its day", async ({ page }) => {
  const { slug, people } = organization;
  await enter(page, people.owner, `/${slug}/settings/people`);
  await page.getByRole("button", { name: "Add a team" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Harbour");
  await page.getByRole("button", { name: "Add team" }).click();
  await expect(page.getByRole("table", { name: "Teams" }).getByRole("row", { name: "Harbour" })).toBeVisible();

  await page.getByRole("searchbox", { name: "Find a developer" }).fill(addressOf(3));
  await page.getByRole("button", { name: "Find" }).click();
  await expect(page).toHaveURL(/q=/);
  const link = page.getByRole("table", { name: "Developers" }).getByRole("link");
  await expect(link).toHaveCount(1);
  const developer = (await link.getAttribute("href"))?.split("/").at(-1) ?? "";
  await link.click();
  const moved = addDays(today, -20);
  await page.getByRole("button", { name: "Set team" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Team", { exact: true }).selectOption("Harbour");
  await dialog.getByLabel("From").fill(moved);
  await dialog.getByRole("button", { name: "Set team" }).click();
  await expect(page.getByRole("table", { name: "Teams by dates" }).getByRole("row", { name: "Harbour" })).toBeVisible();

  // Days that the team has already are not another's: said so, and nothing changes.
  await page.getByRole("button", { name: "Set team" }).click();
  await dialog.getByLabel("Team", { exact: true }).selectOption("Harbour");
  await dialog.getByLabel("From").fill(addDays(moved, 5));
  await dialog.getByLabel("Until").fill(addDays(moved, 3));
  await dialog.getByRole("button", { name: "Set team" }).click();
  await expect(dialog.getByText(/It would end on .* before it begins/)).toBeVisible();
  await page.keyboard.press("Escape");
  await settled(organization);

  const token = await makeToken(page, slug, "teams");
  const days = await spendOf(token, { from: FROM, to: today, by: "day", developer });
  const sumOf = (from: string, to: string) => {
    const within = days.rows.filter((row) => (row.day?.id ?? "") >= from && (row.day?.id ?? "") <= to);
    return usdToString(sumUsd(within.map((row) => parseUsd(row.costUsd))));
  };
  await page.goto(`/${slug}/teams?${PERIOD}&developer=${developer}&rows=all`);
  const { rows } = await readTable(spendTable(page, "team"));
  expect(Object.fromEntries(rows.map(({ label, costUsd }) => [label, costUsd]))).toEqual({
    Harbour: sumOf(moved, today),
    "No team": sumOf(FROM, addDays(moved, -1)),
  });
});
