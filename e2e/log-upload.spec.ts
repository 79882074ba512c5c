import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { parseUsd, sumUsd, usdToString } from "@/lib/domain/usd";
import { foundOrganization, type Organization } from "./organizations";
import { csvFile, ImportsPage } from "./pages/imports";
import { enter } from "./pages/sign-in";
import { billed, decimalOf, readDays, readTable, spendTable } from "./pages/spend";

const NAME = "arbiter-2026-02.csv";
const TEXT = readFileSync(`lib/openrouter/fixtures/${NAME}`, "utf8");
const [HEADER = "", ...LINES] = TEXT.trimEnd().split(/\r?\n/);
const column = (name: string) => {
  const at = HEADER.split(",").indexOf(name);
  return LINES.map((line) => line.split(",")[at] ?? "");
};
const total = (costs: string[]) => usdToString(sumUsd(costs.map(parseUsd)));
const COSTS = column("cost_total");
const DAYS = [...new Set(column("created_at").map((instant) => instant.slice(0, 10)))].sort();
const [FROM = "", TO = ""] = [DAYS[0], DAYS.at(-1)];

let organization: Organization;
let imports: ImportsPage;

async function uploadWhole(page: Page, name = NAME): Promise<void> {
  await page.goto(imports.path);
  await imports.upload(csvFile(name, TEXT));
  await expect(page.getByRole("heading", { name })).toBeVisible();
  await expect(page.getByText("Done", { exact: true })).toBeVisible({ timeout: 30_000 });
}

test.beforeEach(async ({ page }) => {
  organization = await foundOrganization("uploads");
  imports = new ImportsPage(page, organization.slug);
  await enter(page, organization.people.finance, imports.path);
});

test("a real log, uploaded through the page, shows its exact total, models and days", async ({ page }) => {
  await uploadWhole(page);
  expect(decimalOf((await imports.fact("Total of its accepted rows").textContent()) ?? "")).toBe(total(COSTS));
  await expect(imports.fact("Rows")).toHaveText(String(LINES.length));
  await expect(imports.fact("New")).toHaveText(String(LINES.length));
  await expect(imports.fact("Refused")).toHaveText("0");

  await page.goto(`/${organization.slug}/models?from=${FROM}&to=${TO}`);
  expect(await billed(page)).toBe(total(COSTS));
  const { rows } = await readTable(spendTable(page, "model"));
  const models = Map.groupBy(column("model_permaslug").entries(), ([, model]) => model);
  const wanted = [...models].map(([model, of]) => `${model}: ${total([...of].map(([at]) => COSTS[at] ?? ""))}`);
  expect(models.size).toBe(15);
  expect(rows.map(({ word, costUsd }) => `${word}: ${costUsd}`).sort()).toEqual(wanted.sort());

  const days = Map.groupBy(column("created_at").entries(), ([, instant]) => instant.slice(0, 10));
  const byDay = (await readDays(page)).filter((cost) => cost !== null);
  expect(byDay).toEqual(DAYS.map((day) => total([...(days.get(day) ?? [])].map(([at]) => COSTS[at] ?? ""))));
});

test("every page with money says that the log is the books of these days", async ({ page }) => {
  await uploadWhole(page);
  const period = `from=${FROM}&to=${TO}`;
  const says = page.getByRole("status").filter({ hasText: "on logs or reports alone, not on OpenRouter’s own totals" });
  for (const path of ["overview", "developers", "keys", "models", "features"]) {
    await page.goto(`/${organization.slug}/${path}?${period}`);
    await expect(says, path).toBeVisible();
  }
  await page.goto(`/${organization.slug}/models?${period}`);
  await spendTable(page, "model").locator("tbody").getByRole("link").first().click();
  await expect(page.getByRole("link", { name: "All models" })).toBeVisible();
  await expect(says).toBeVisible();
});

test("the same file a second time doubles nothing, and says so", async ({ page }) => {
  await uploadWhole(page);
  await uploadWhole(page, "the-same-again.csv");
  await expect(imports.fact("New")).toHaveText("0");
  await expect(imports.fact("Known already")).toHaveText(String(LINES.length));
  await page.goto(`/${organization.slug}/overview?from=${FROM}&to=${TO}`);
  expect(await billed(page)).toBe(total(COSTS));
});

test("bad rows are refused one by one, named, and can be downloaded; the good ones count", async ({ page }) => {
  const [good = "", other = ""] = LINES;
  const fields = good.split(",");
  const withField = (name: string, value: string) => fields.with(HEADER.split(",").indexOf(name), value).join(",");
  const file = [
    HEADER,
    other.replace("2026-02", "2026-01"),
    withField("tokens_prompt", "1e9"),
    withField("cost_total", ""),
    withField("created_at", "27.02.2026"),
    good.slice(0, 40),
  ].join("\n");
  await imports.upload(csvFile("partly-broken.csv", file));
  await expect(page.getByText("Done, with refused rows")).toBeVisible({ timeout: 30_000 });
  await expect(imports.fact("Refused")).toHaveText("4");
  await expect(imports.fact("New")).toHaveText("1");
  const refused = page.getByRole("table", { name: "Refused rows" });
  for (const [line, where, reason, value] of [
    ["3", "tokens_prompt", "in plain digits", "1e9"],
    ["4", "cost_total", "is empty", ""],
    ["5", "created_at", "is not a time", "27.02.2026"],
    ["6", "–", "the row ends early", "2026-02-27"],
  ] as const) {
    const row = refused.getByRole("row").filter({ has: page.getByRole("cell", { name: line, exact: true }) });
    for (const text of [where, reason, value]) await expect(row).toContainText(text);
  }
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download refused rows" }).click();
  const text = (await (await (await download).createReadStream()).toArray()).join("");
  expect(text.trimEnd().split("\r\n")).toHaveLength(5);
  expect(text).toContain("3,tokens_prompt,");
});

const REFUSED = [
  ["empty.csv", "", "The file is empty."],
  ["header.csv", `${HEADER}\n`, "The file has a header and no rows."],
  ["book.xlsx", "PK\u0003\u0004 and so on", "This file is a spreadsheet (.xlsx) or zip archive"],
  ["people.csv", "name,age\nAda,36\n", "This is no log of OpenRouter"],
  ["semicolons.csv", TEXT.replaceAll(",", ";"), "separated by semicolons"],
  ["costless.csv", TEXT.replace("cost_total", "price"), "lacks the column cost_total"],
] as const;

test("a file that is no whole log is refused in words and changes nothing", async ({ page }) => {
  await uploadWhole(page);
  for (const [name, text, words] of REFUSED) {
    await page.goto(imports.path);
    await imports.upload(csvFile(name, text));
    await expect(page.getByRole("alert").filter({ hasText: words }), name).toBeVisible();
    await page.reload();
    await expect(page.getByRole("row").filter({ hasText: name }), name).toContainText("Failed");
  }
  await page.goto(`/${organization.slug}/overview?from=${FROM}&to=${TO}`);
  expect(await billed(page)).toBe(total(COSTS));
});
