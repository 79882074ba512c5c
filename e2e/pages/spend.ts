import { expect, type Locator, type Page } from "@playwright/test";

/** `$1,234.50` as the decimal that the API writes. */
export function decimalOf(shown: string): string {
  const plain = shown.replace("−", "-").replace(/[$,]/g, "");
  expect(plain, shown).toMatch(/^-?\d+(\.\d{1,12})?$/);
  return plain;
}

/** Every digit of an amount: they stand in its title where the page shows fewer. */
export async function exact(amount: Locator): Promise<string> {
  return decimalOf((await amount.getAttribute("title")) ?? (await amount.textContent()) ?? "");
}

/** What was billed, by the strip at the top. */
export function billed(page: Page): Promise<string> {
  return exact(page.getByRole("region", { name: "Balance" }).getByTitle(/^−?\$[\d,.]+$/));
}

/** The parts that the strip says the bill is made of. */
export async function parts(page: Page): Promise<string[]> {
  const titles = await page
    .getByRole("region", { name: "Balance" })
    .getByTitle(/\. −?\$[\d,.]+$/)
    .evaluateAll((found) => found.map((part) => part.getAttribute("title") ?? ""));
  return titles.map((title) => decimalOf(title.slice(title.lastIndexOf(". ") + 2)));
}

export function spendTable(page: Page, dimension: string): Locator {
  return page.getByRole("table", { name: `Spend by ${dimension}`, exact: true });
}

export interface TableRow {
  label: string;
  /** By what the row's address calls it: an id, a model's slug, a feature. */
  word: string;
  costUsd: string;
}

/** A table row by row, to the last digit, and its total. */
export async function readTable(table: Locator): Promise<{ rows: TableRow[]; total: string }> {
  const read = await table.getByRole("row").evaluateAll((rows) =>
    rows.flatMap((row) => {
      const [name, cost] = [...(row as HTMLTableRowElement).cells];
      if (!name || !cost || cost.getAttribute("scope") === "col") return [];
      const amount = cost.getAttribute("title") ?? cost.textContent ?? "";
      const link = name.querySelector("a");
      return [
        { label: link?.title ?? "", path: link ? new URL(link.href).pathname : "", isTotal: name.tagName === "TH", amount },
      ];
    }),
  );
  const rows = read.filter(({ isTotal }) => !isTotal);
  const total = read.find(({ isTotal }) => isTotal)?.amount ?? "";
  return {
    rows: rows.map(({ label, path, amount }) => {
      return { label, word: decodeURIComponent(path.split("/").at(-1) ?? ""), costUsd: decimalOf(amount) };
    }),
    total: decimalOf(total),
  };
}

/** The chart's figures by day: the exact total of each, as its table shows them; null where a day is unknown. */
export async function readDays(page: Page): Promise<(string | null)[]> {
  await page.getByRole("button", { name: "Show as a table" }).click();
  const table = page.getByRole("region", { name: /, as a table$/ }).getByRole("table");
  const heads = await table.getByRole("columnheader").allInnerTexts();
  const column = heads.indexOf("Total");
  const cells = await table
    .locator("tbody")
    .getByRole("row")
    .evaluateAll((rows, at) => rows.map((row) => (row as HTMLTableRowElement).cells[at]?.textContent ?? ""), column);
  return cells.map((cell) => (cell === "–" ? null : decimalOf(cell)));
}
