import { expect, type Page, test } from "@playwright/test";
import { addUsd, parseUsd, subtractUsd, sumUsd, usdToString } from "@/lib/domain/usd";
import { connect, foundOrganization, type Organization } from "./organizations";
import { faults } from "./pages/faults";
import { enter } from "./pages/sign-in";
import { billed, readDays, readTable, spendTable } from "./pages/spend";

let organization: Organization;
test.beforeAll(async () => {
  organization = await connect(await foundOrganization("tiers"));
});

const plain = (shown: string) => usdToString(parseUsd(shown));

/** Spend by tier: each tier's dollars. */
async function byTier(page: Page): Promise<Record<string, string>> {
  await page.goto(`/${organization.slug}/tiers`);
  const { rows, total } = await readTable(spendTable(page, "tier"));
  expect(usdToString(sumUsd(rows.map(({ costUsd }) => parseUsd(costUsd))))).toBe(plain(total));
  expect(plain(total)).toBe(plain(await billed(page)));
  return Object.fromEntries(rows.map(({ word, costUsd }) => [word, plain(costUsd)]));
}

async function setTier(page: Page, model: string, tier: string): Promise<void> {
  await page.goto(`/${organization.slug}/settings/tiers`);
  const row = page
    .getByRole("table", { name: "Models you use" })
    .getByRole("row")
    .filter({ has: page.getByRole("cell", { name: model, exact: true }) });
  await row.getByRole("button", { name: "Change" }).click();
  await page.getByRole("dialog").getByLabel("Tier").selectOption(tier);
  await page.getByRole("dialog").getByRole("button", { name: "Set tier" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
}

test("every model's tier follows from its price by the stated rule, one's own word moves its dollars for all days, and back", async ({
  page,
}) => {
  const owner = organization.people.owner;
  await enter(page, owner, `/${organization.slug}/models`);
  const models = (await readTable(spendTable(page, "model"))).rows;
  const before = await byTier(page);
  expect.soft(await faults(page)).toEqual([]);

  await page.goto(`/${organization.slug}/settings/tiers`);
  await expect(page.getByText("three parts prompt price and one part completion price")).toBeVisible();
  expect.soft(await faults(page)).toEqual([]);
  const frontier = page
    .getByRole("table", { name: "Models you use" })
    .getByRole("row")
    .filter({ has: page.getByRole("cell", { name: "Frontier", exact: true }) });
  const names = await frontier.evaluateAll((rows) => rows.map((row) => (row as HTMLTableRowElement).cells[0]?.textContent ?? ""));
  // The dearest, as models stand by their cost.
  const model = models.find(({ label }) => names.includes(label));
  const [name, moved] = [model?.label ?? "no frontier model", parseUsd(model?.costUsd ?? "0")];
  expect(moved).toBeGreaterThan(0n);

  await setTier(page, name, "light");
  await expect(page.getByText(`Set by ${owner}`)).toBeVisible();
  const after = await byTier(page);
  expect(after.frontier ?? "0").toBe(usdToString(subtractUsd(parseUsd(before.frontier ?? "0"), moved)));
  expect(after.light).toBe(usdToString(addUsd(parseUsd(before.light ?? "0"), moved)));

  await spendTable(page, "tier").getByRole("link", { name: "Light", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Light", level: 1 })).toBeVisible();
  expect(plain(await billed(page))).toBe(after.light);
  const days = (await readDays(page)).flatMap((day) => (day === null ? [] : parseUsd(day)));
  expect(usdToString(sumUsd(days))).toBe(after.light);
  expect.soft(await faults(page)).toEqual([]);

  await setTier(page, name, "");
  expect(await byTier(page)).toEqual(before);
});

test("who may not set tiers sees them", async ({ page }) => {
  await enter(page, organization.people.finance, `/${organization.slug}/settings/tiers`);
  await expect(page.getByRole("table", { name: "Models you use" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Change" })).toHaveCount(0);
});
