import { expect, type Page } from "@playwright/test";
import { addDays, type Day, dayOf, eachDay } from "@/lib/domain/day";
import { namedPeriod, type PeriodKey } from "@/lib/domain/period";
import { parseUsd, sumUsd, usdToString } from "@/lib/domain/usd";
import { billOf, type Spend, spendOf } from "./bill";
import { test } from "./organizations";
import { enter } from "./pages/sign-in";
import { billed, parts, readDays, readTable, spendTable } from "./pages/spend";
import { makeToken } from "./pages/tokens";

const today = dayOf(new Date());
const sum = (amounts: string[]) => usdToString(sumUsd(amounts.map(parseUsd)));

/** Periods of the address with the days they stand for. */
const PERIODS: { query: string; from: Day; to: Day }[] = [
  ...(["month", "last-month", "7d", "30d"] as PeriodKey[]).map((key) => ({ query: `period=${key}`, ...namedPeriod(key, today) })),
  ...[
    [addDays(today, -69), today],
    [addDays(today, -45), addDays(today, -33)],
    [addDays(today, -3), addDays(today, -3)],
  ].map(([from = today, to = today]) => ({ query: `from=${from}&to=${to}`, from, to })),
];

const LISTS = { developers: "developer", keys: "key", models: "model", features: "feature" } as const;

/** Label and cost, in the order of the labels: pages and API may break ties in cost differently. */
function byLabel(rows: { label: string; costUsd: string }[]): string[] {
  return rows.map(({ label, costUsd }) => `${label}: ${costUsd}`).sort();
}

function labelled({ rows }: Spend, dimension: string) {
  return rows.map((row) => ({ label: row[dimension]?.label ?? "", costUsd: row.costUsd }));
}

/** Pages also show what cost something in the period before and nothing in this one. */
function withoutGone(rows: { label: string; costUsd: string }[], api: Spend, dimension: string) {
  const labels = new Set(labelled(api, dimension).map(({ label }) => label));
  return rows.filter(({ label, costUsd }) => labels.has(label) || costUsd !== "0");
}

async function tokenOf(page: Page, slug: string, email: string): Promise<string> {
  await enter(page, email, `/${slug}/overview`);
  return makeToken(page, slug, "balance");
}

test("page, API and OpenRouter's bill are one number, for every period and grouping", async ({ page, books }) => {
  const token = await tokenOf(page, books.slug, books.people.finance);
  for (const { query, from, to } of PERIODS) {
    const bill = await billOf(from, to);
    for (const [path, dimension] of Object.entries(LISTS)) {
      const asked = `${path}?${query}`;
      const api = await spendOf(token, { from, to, by: dimension });
      await page.goto(`/${books.slug}/${path}?${query}&rows=all`);
      const table = await readTable(spendTable(page, dimension));
      // How many tokens were written to caches is told by no source of a day's bill.
      expect(api.total, asked).toEqual({ ...bill.total, cacheWriteTokens: null });
      expect(sum(api.rows.map((row) => row.costUsd)), asked).toBe(bill.total.costUsd);
      expect(await billed(page), asked).toBe(bill.total.costUsd);
      expect(sum(await parts(page)), asked).toBe(bill.total.costUsd);
      expect(table.total, asked).toBe(bill.total.costUsd);
      expect(byLabel(withoutGone(table.rows, api, dimension)), asked).toEqual(byLabel(labelled(api, dimension)));
    }
  }
});

test("keys and models cost what OpenRouter billed each", async ({ page, books }) => {
  const token = await tokenOf(page, books.slug, books.people.owner);
  const [from, to] = [addDays(today, -60), today];
  for (const [split, dimension] of [
    ["key_name", "key"],
    ["model", "model"],
  ] as const) {
    const bill = await billOf(from, to, split);
    const api = await spendOf(token, { from, to, by: dimension });
    const named = split === "model" ? "id" : "label";
    const ours = api.rows.map((row) => ({ label: row[dimension]?.[named] ?? "", costUsd: row.costUsd }));
    expect(byLabel(ours)).toEqual(byLabel(bill.rows.map((row) => ({ label: row.values[split] ?? "", costUsd: row.costUsd }))));
  }
});

test("the chart's days, page by page, are the bill's days", async ({ page, books }) => {
  const [from, to] = [addDays(today, -40), today];
  const billedOn = new Map((await billOf(from, to, "day")).rows.map(({ values, costUsd }) => [values.day, costUsd]));
  await enter(page, books.people.owner, `/${books.slug}/overview`);
  for (const by of ["developer", "key", "model", "feature", "provider", "workspace", "evidence"]) {
    await page.goto(`/${books.slug}/overview?from=${from}&to=${to}&by=${by}`);
    expect(await readDays(page), by).toEqual(eachDay(from, to).map((day) => billedOn.get(day) ?? "0"));
  }
});
