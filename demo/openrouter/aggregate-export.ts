import Papa from "papaparse";
import { type Day, dayOf, eachDay } from "../../lib/domain/day";
import { usdToString } from "../../lib/domain/usd";
import { keyNameOn } from "../account/cast";
import { addInto, type Cell, type Measures, noMeasures } from "../account/generation";
import type { Demo } from "./state";

const HEADER = ["Date", "Slug", "Usage", "BYOK Usage", "Requests", "Prompt Tokens", "Completion Tokens", "Reasoning Tokens"];

/** The website's summary export: a row a day and model, and key if asked. Sums are whole, not cut. */
export function aggregateExport(demo: Demo, { from, to, byKey }: { from: Day; to: Day; byKey: boolean }): string {
  const nameOf = (cell: Cell) => (cell.key ? keyNameOn(cell.key, dayOf(demo.now())) : "");
  const rows = new Map<string, { cell: Cell; sum: Measures }>();
  for (const day of eachDay(from, to)) {
    for (const cell of demo.account.cellsOf(day, demo.now())) {
      const name = JSON.stringify([day, cell.model.permaslug, byKey ? nameOf(cell) : ""]);
      const row = rows.get(name) ?? { cell, sum: noMeasures() };
      rows.set(name, row);
      addInto(row.sum, cell);
    }
  }
  const lines = [...rows.values()].map(({ cell, sum }) => [
    cell.day,
    cell.model.permaslug,
    usdToString(sum.costUsd),
    usdToString(sum.byokUsd),
    sum.requests,
    sum.promptTokens,
    sum.completionTokens,
    sum.reasoningTokens,
    ...(byKey ? [nameOf(cell)] : []),
  ]);
  return `${Papa.unparse([byKey ? [...HEADER, "API Key"] : HEADER, ...lines], { newline: "\n" })}\n`;
}
