import { expect, type Page, test } from "@playwright/test";
import { addDays, dayOf } from "@/lib/domain/day";
import { parseUsd } from "@/lib/domain/usd";
import { attributionInForce, rulesProgress } from "@/lib/queries/attribution/attribution";
import { connect, foundOrganization, type Organization } from "./organizations";
import { enter } from "./pages/sign-in";
import { decimalOf, readTable, spendTable } from "./pages/spend";

const today = dayOf(new Date());
const HISTORY = `from=${addDays(today, -100)}&to=${today}&rows=all`;

let organization: Organization;
let rulesPath: string;
test.beforeAll(async () => {
  organization = await connect(await foundOrganization("rules"));
  rulesPath = `/${organization.slug}/settings/rules`;
});

/** Cost of every developer, by what pages call them. */
async function costs(page: Page): Promise<Map<string, bigint>> {
  await page.goto(`/${organization.slug}/developers?${HISTORY}`);
  const { rows } = await readTable(spendTable(page, "developer"));
  return new Map(rows.map(({ label, costUsd }) => [label, parseUsd(costUsd)]));
}

/** What the preview says that each developer gains or loses. */
async function previewed(page: Page): Promise<Map<string, bigint>> {
  const rows = await page
    .getByRole("table", { name: "What moves between developers" })
    .getByRole("row")
    .evaluateAll((found) =>
      found.slice(1).map((row) => {
        const cells = [...(row as HTMLTableRowElement).cells];
        const value = (cell?: HTMLTableCellElement) => cell?.querySelector(":scope > span:last-child");
        const cost = value(cells[2]);
        return [value(cells[0]), value(cells[1]), cost?.querySelector("[title]") ?? cost].map(
          (shown) => shown?.getAttribute("title") ?? shown?.textContent ?? "",
        );
      }),
    );
  const changes = new Map<string, bigint>();
  for (const [from = "", to = "", cost = ""] of rows) {
    const amount = parseUsd(decimalOf(cost));
    changes.set(from, (changes.get(from) ?? 0n) - amount);
    changes.set(to, (changes.get(to) ?? 0n) + amount);
  }
  return new Map([...changes].filter(([, change]) => change !== 0n));
}

async function rebuilt(): Promise<void> {
  await expect.poll(async () => (await rulesProgress(organization.scope)).left, { timeout: 50_000 }).toBe(0);
}

test("a rule moves exactly the dollars that its preview says, splits to the last digit, and can be taken back", async ({
  page,
}) => {
  const [one, other] = (await attributionInForce(organization.scope)).developers;
  await enter(page, organization.people.owner, rulesPath);
  const before = await costs(page);
  await page.goto(rulesPath);
  await page.getByRole("button", { name: "Add a rule" }).click();
  const dialog = page.getByRole("dialog", { name: "Rule" });
  await dialog.getByLabel("Name", { exact: true }).fill("Shared platform");
  await dialog.getByLabel("Condition 1: what it looks at").selectOption("model");
  await dialog.getByLabel("Condition 1: how it matches").selectOption("glob");
  await dialog.getByLabel("Condition 1: value").fill("*/*");
  await dialog.getByRole("button", { name: "Set the developer" }).click();
  await dialog.getByLabel("Developer 1", { exact: true }).selectOption(one?.id ?? "");
  await dialog.getByRole("button", { name: "Split with another" }).click();
  await dialog.getByLabel("Developer 2", { exact: true }).selectOption(other?.id ?? "");
  await dialog.getByLabel("Percent of developer 1").fill("66.7");
  await dialog.getByLabel("Percent of developer 2").fill("33.2");
  await expect(dialog.getByText("99.9 %: 0.1 % is missing")).toBeVisible();
  await dialog.getByRole("button", { name: "Keep in the draft" }).click();
  await page.getByLabel("Days to compare").selectOption("Whole history");
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await expect(page.getByText("The percentages between developers add up to 99.9, not to 100: 0.1 is missing.")).toBeVisible();

  await page.getByRole("button", { name: "Change Shared platform" }).click();
  await dialog.getByLabel("Percent of developer 2").fill("33.3");
  await dialog.getByRole("button", { name: "Keep in the draft" }).click();
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await expect(page.getByText(/lines of the books would change in \d+ days\.$/)).toBeVisible({ timeout: 30_000 });
  const foreseen = await previewed(page);
  expect(foreseen.size).toBeGreaterThan(2);

  await page.getByLabel("Note", { exact: true }).fill("The platform is shared");
  await page.getByRole("button", { name: "Save as version 1" }).click();
  await expect(page.getByRole("table", { name: "Versions of the rules" }).getByText("The platform is shared")).toBeVisible();
  await rebuilt();
  const after = await costs(page);
  const changes = new Map<string, bigint>();
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const change = (after.get(name) ?? 0n) - (before.get(name) ?? 0n);
    if (change !== 0n) changes.set(name, change);
  }
  const inOrder = (amounts: Map<string, bigint>) => [...amounts].sort(([a], [b]) => (a < b ? -1 : 1));
  expect(inOrder(changes)).toEqual(inOrder(foreseen));

  await page.goto(rulesPath);
  await page.getByRole("button", { name: "Delete Shared platform" }).click();
  await page.getByLabel("Note", { exact: true }).fill("Taken back");
  await page.getByRole("button", { name: "Save as version 2" }).click();
  await expect(page.getByRole("table", { name: "Versions of the rules" }).getByText("Taken back")).toBeVisible();
  await rebuilt();
  expect(inOrder(await costs(page))).toEqual(inOrder(before));
  await page.goto(rulesPath);
  await page.getByRole("link", { name: "Compare" }).click();
  await expect(page.getByRole("heading", { name: "From version 1 to version 2" })).toBeVisible();
  // Looking changes nothing: the rules are the saved ones still.
  await expect(page.getByText("Draft, not saved")).toHaveCount(0);
  await expect(page.getByText("Removed", { exact: true })).toBeVisible();
});

test("an expression that cannot be read is refused in words, and what was typed stays", async ({ page }) => {
  await enter(page, organization.people.admin, rulesPath);
  await page.getByRole("button", { name: "Add a rule" }).click();
  const dialog = page.getByRole("dialog", { name: "Rule" });
  await dialog.getByLabel("Name", { exact: true }).fill("Broken");
  await dialog.getByLabel("Condition 1: how it matches").selectOption("regex");
  await dialog.getByLabel("Condition 1: value").fill("(a+)+$(");
  await dialog.getByRole("button", { name: "Set the feature" }).click();
  await dialog.getByLabel("Feature 1", { exact: true }).fill("batch");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /^Save as version/ }).click();
  await expect(page.getByText("Condition 1 is not a regular expression that can be used")).toBeVisible();
  await expect(page.getByRole("button", { name: "Change Broken" })).toBeVisible();
});

test("finance looks at the rules and changes nothing; asking why of no request says so", async ({ page }) => {
  await enter(page, organization.people.finance, `${rulesPath}?why=gen-unknown`);
  await expect(page.getByText("The role finance may look.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Add a rule" })).toHaveCount(0);
  await expect(page.getByText("There is no such request in the books.")).toBeVisible();
});
