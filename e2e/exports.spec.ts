import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { addDays, type Day, dayOf, weekday } from "@/lib/domain/day";
import { formatUsd, formatUsdExact } from "@/lib/domain/format";
import { weekOf } from "@/lib/domain/iso-week";
import { namedPeriod } from "@/lib/domain/period";
import { parseUsd, sumUsd, usdToString } from "@/lib/domain/usd";
import { type ReadFile, readFile } from "@/lib/exports/read-file";
import { weeklyReportMessage } from "@/lib/notify/weekly-report-message";
import { connectionsOf } from "@/lib/queries/connections";
import { makeWeeklyReport } from "@/lib/queries/weekly-report/make";
import { addSubscriptions, readPastCredits } from "@/scripts/run/furnish-other-costs";
import { creditsBoughtOn, MANAGEMENT_KEY } from "./account";
import { billOf, spendOf } from "./bill";
import { type Organization, test } from "./organizations";
import { pressUntil } from "./pages/shortcuts";
import { enter } from "./pages/sign-in";
import { billed, parts } from "./pages/spend";
import { makeToken } from "./pages/tokens";

const now = new Date();
const { from, to } = namedPeriod("last-month", dayOf(now));
const month = from.slice(0, 7);

const sum = (amounts: readonly string[]) => usdToString(sumUsd(amounts.map((amount) => parseUsd(amount || "0"))));
const columnSum = ({ records }: ReadFile, column: string) => sum(records.map((record) => record[column] ?? ""));

/** A file as the API gives it, held against its own control file. */
async function fileOf(token: string, kind: string, query: Record<string, string>): Promise<ReadFile> {
  const ask = async (part: string) => {
    const url = new URL(`/api/v1/exports/${kind}?${new URLSearchParams({ ...query, part })}`, process.env.WAYBILL_URL);
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    expect(response.status, `${url}`).toBe(200);
    return response.text();
  };
  const text = await ask("file");
  const file = readFile(text);
  expect(JSON.parse(await ask("control"))).toMatchObject({
    rows: file.records.length,
    sha256: createHash("sha256").update(text).digest("hex"),
  });
  return file;
}

/** A file as the page gives it to whoever presses the button. */
async function downloaded(page: Page, path: string): Promise<ReadFile> {
  await page.goto(path);
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download CSV" }).click();
  return readFile(readFileSync(await (await waiting).path(), "utf8"));
}

/** The whole weeks of the month, Monday to Sunday. */
function weeks(): Day[] {
  const mondays: Day[] = [];
  for (let day = from; addDays(day, 6) <= to; day = addDays(day, 1)) if (weekday(day) === 1) mondays.push(day);
  return mondays;
}

/** What is paid beside usage in that month: two subscriptions and the fee on $400 of credits. */
async function payBeside({ scope }: Organization): Promise<Record<"subscription" | "fee", string>> {
  const [connection] = await connectionsOf(scope);
  const bought = creditsBoughtOn(dayOf(now));
  const owner = { organizationId: scope.organizationId, connectionId: connection?.id ?? "" };
  await readPastCredits(owner, MANAGEMENT_KEY, [addDays(bought, -1), bought]);
  await addSubscriptions(scope, [
    { name: "Coding assistant, 20 seats", amount: "380", from, to: "" },
    { name: '=Prompt "tracing"', amount: "59.99", from, to },
  ]);
  return { subscription: "439.99", fee: "22" };
}

test("page, e-mail, CSV, FOCUS, chargeback and API of one month tell OpenRouter's bill to the last digit", async ({
  page,
  books,
}) => {
  test.setTimeout(120_000);
  const { total } = await billOf(from, to);
  const beside = await payBeside(books);
  await enter(page, books.people.finance, `/${books.slug}/overview?period=last-month`);
  expect(await billed(page)).toBe(total.costUsd);
  expect(sum(await parts(page))).toBe(total.costUsd);
  const token = await makeToken(page, books.slug, "exports");

  const api = await spendOf(token, { from, to, by: "day,developer,model" });
  expect(api.total).toMatchObject({ costUsd: total.costUsd, byokUsd: total.byokUsd, requests: total.requests });
  expect(sum(api.rows.map(({ costUsd }) => costUsd))).toBe(total.costUsd);

  for (const by of ["day", "team,cost_center", "day,developer,key,model,provider,feature,app,workspace,connection,evidence"]) {
    const csv = await fileOf(token, "spend", { from, to, by });
    expect(columnSum(csv, "costUsd"), by).toBe(total.costUsd);
    expect(columnSum(csv, "byokUsd"), by).toBe(total.byokUsd);
    expect(columnSum(csv, "requests"), by).toBe(String(total.requests));
  }

  const focus = await fileOf(token, "focus", { from, to });
  const usage = { ...focus, records: focus.records.filter(({ ChargeCategory }) => ChargeCategory !== "Purchase") };
  expect(columnSum(usage, "BilledCost")).toBe(total.costUsd);
  expect(columnSum(usage, "x_EstimatedByokCost")).toBe(total.byokUsd);
  expect(columnSum(usage, "x_Requests")).toBe(String(total.requests));
  const bought = (meter: string) => focus.records.filter(({ SkuMeter }) => SkuMeter === meter);
  expect(sum(bought("Subscription").map(({ BilledCost }) => BilledCost ?? ""))).toBe(beside.subscription);
  expect(sum(bought("Credit Purchase Fee").map(({ BilledCost }) => BilledCost ?? ""))).toBe(beside.fee);
  const bySku = await billOf(from, to, "model");
  for (const { values, costUsd } of bySku.rows) {
    const rows = usage.records.filter(({ x_Model }) => x_Model === values.model);
    expect(sum(rows.map(({ BilledCost }) => BilledCost ?? "")), values.model).toBe(costUsd);
  }

  const chargeback = await fileOf(token, "chargeback", { month });
  const charged = chargeback.records.filter(({ line }) => line !== "fee" && line !== "subscription");
  expect(sum(charged.map(({ costUsd }) => costUsd ?? ""))).toBe(total.costUsd);
  const foot = (name: string) => chargeback.foot.find(([first]) => first === `# ${name}`)?.[10];
  expect([foot("Spend"), foot("OpenRouter's total"), foot("Spend less OpenRouter's total")]).toEqual([
    total.costUsd,
    total.costUsd,
    "0",
  ]);
  expect([foot("Subscriptions"), foot("Fees")]).toEqual([beside.subscription, beside.fee]);
  const everything = sum([total.costUsd, beside.subscription, beside.fee]);
  expect(foot("Total with fees and subscriptions")).toBe(everything);
  expect(columnSum(chargeback, "costUsd")).toBe(everything);
  expect(columnSum(focus, "BilledCost")).toBe(everything);

  const asked = `/${books.slug}/exports`;
  for (const [query, column, whole] of [
    ["kind=spend&period=last-month&by=team,model", "costUsd", total.costUsd],
    ["kind=focus&period=last-month", "BilledCost", everything],
    [`kind=chargeback&month=${month}`, "costUsd", everything],
  ] as const) {
    const file = await downloaded(page, `${asked}?${query}`);
    await expect(page.getByTitle(formatUsdExact(parseUsd(total.costUsd)), { exact: true }).first(), query).toBeVisible();
    expect(columnSum(file, column), query).toBe(whole);
  }
  await page.goto(`/${books.slug}/settings/other-costs`);
  const charges = page.getByRole("table", { name: "Charges" });
  for (const text of ["Coding assistant, 20 seats", "$380.00", "$59.99", "$22.00"]) await expect(charges).toContainText(text);

  expect(weeks().length).toBeGreaterThan(2);
  for (const monday of weeks()) {
    const { costUsd } = (await billOf(monday, addDays(monday, 6))).total;
    const report = await makeWeeklyReport(books.scope, { kind: "organization", ids: [] }, weekOf(monday), now);
    expect(report.spend.usd, monday).toBe(costUsd);
    const { mail } = weeklyReportMessage(report, 1, { origin: "http://waybill.example", slug: books.slug });
    expect(mail?.text, monday).toContain(formatUsd(parseUsd(costUsd)));
    expect(mail?.html, monday).toContain(formatUsd(parseUsd(costUsd)));
  }
});

test("a file is chosen by hand, shared by its address, and stands in the list of those taken", async ({ page, books }) => {
  await enter(page, books.people.finance, `/${books.slug}/overview`);
  await pressUntil(page, ["g", "1"], page.getByRole("heading", { level: 1, name: "Take it with you" }));
  await page.getByLabel("Developer", { exact: true }).first().check();
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page).toHaveURL(/by=day&by=developer/);
  const file = await downloaded(page, page.url());
  expect(file.columns.slice(0, 3)).toEqual(["day", "developer", "developerId"]);
  await page.reload();
  await expect(
    page.getByRole("table", { name: "Exports taken lately" }).getByText("waybill-spend-by-day-developer").first(),
  ).toBeVisible();
});

test("a member exports his own spend alone, a manager nothing of single requests", async ({ page, books }) => {
  const kinds = () => page.getByRole("navigation", { name: "Kind of file" }).getByRole("link");
  await enter(page, books.people.member, `/${books.slug}/exports?kind=chargeback`);
  await expect(kinds()).toHaveCount(1);
  await expect(page.getByRole("main").getByRole("alert")).toContainText('There is no export "chargeback" for you here.');
  await page.context().clearCookies();
  await enter(page, books.people.manager, `/${books.slug}/exports`);
  await expect(kinds()).toHaveCount(3);
});
