import type { ReactNode } from "react";
import { formatChange, formatCount, formatShare, formatTokens, formatUsd, formatUsdExact } from "@/lib/domain/format";
import type { SortColumn, TableFigures } from "@/lib/domain/spend/table";
import type { Usd } from "@/lib/domain/usd";
import { Sparkline } from "../../chart/sparkline";
import { Unknown } from "../figures";

/** What stands in a cell, and on hover the exact figure where that is another. */
interface Cell {
  content: ReactNode;
  exact?: string;
  quiet?: boolean;
}

interface Column {
  label: string;
  /** What the URL sorts by; null: it cannot be sorted by. */
  sort: SortColumn | null;
  /** Its class in spend-table.module.css. */
  look: "cost" | "change" | "medium" | "wide" | "trend" | null;
  cell: (figures: TableFigures, spark?: readonly (Usd | null)[]) => Cell;
}

function unknown(reason: string): Cell {
  return { content: <Unknown reason={reason} /> };
}

function money(amount: Usd): Cell {
  const [content, exact] = [formatUsd(amount), formatUsdExact(amount)];
  return content === exact ? { content } : { content, exact };
}

/** Signed dollars and percent, or the word where a percent would lie. More spend is not bad, so it has no colour. */
function change({ change: moved }: TableFigures): Cell {
  const content = formatChange(moved);
  return moved.kind === "change" ? { content, exact: formatUsdExact(moved.byUsd) } : { content, quiet: true };
}

/** The columns a spend table can have; each has one unit. */
export const SPEND_COLUMNS = {
  cost: { label: "Cost", sort: "cost", look: "cost", cell: (row) => money(row.costUsd) },
  change: { label: "Change", sort: "change", look: "change", cell: change },
  requests: { label: "Requests", sort: "requests", look: null, cell: (row) => ({ content: formatCount(row.requests) }) },
  "cost-per-request": {
    label: "Per request",
    sort: "cost-per-request",
    look: "wide",
    cell: ({ costPerRequestUsd: each }) => (each === null ? unknown("There were no requests.") : money(each)),
  },
  tokens: {
    label: "Tokens",
    sort: "tokens",
    look: "medium",
    cell: ({ tokens }) =>
      tokens === null
        ? unknown("No source tells the tokens.")
        : { content: formatTokens(tokens), exact: `${formatCount(tokens)} tokens` },
  },
  "cached-share": {
    label: "Cached",
    sort: "cached-share",
    look: "wide",
    cell: ({ cachedShare: share }) =>
      share === null ? unknown("No source tells the cached tokens.") : { content: formatShare(share) },
  },
  trend: {
    label: "Last 30 days",
    sort: null,
    look: "trend",
    cell: (_, spark) => ({ content: spark && <Sparkline amounts={spark} /> }),
  },
} as const satisfies Record<string, Column>;
export type SpendColumn = keyof typeof SPEND_COLUMNS;
