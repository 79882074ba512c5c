import type { ReactNode } from "react";
import { formatCount, formatShare } from "@/lib/domain/format";
import type { SortColumn, TableFigures } from "@/lib/domain/spend-table";
import type { Usd } from "@/lib/domain/usd";
import { ChangeText, Money, Tokens, Unknown } from "./figures";
import { Sparkline } from "./sparkline";

interface Column {
  label: string;
  /** What the URL sorts by; null: it cannot be sorted by. */
  sort: SortColumn | null;
  /** Less important columns leave when the window is narrow. */
  shown: string;
  cell: (figures: TableFigures, spark?: readonly (Usd | null)[]) => ReactNode;
}

/** The columns a spend table can have; each has one unit. */
export const SPEND_COLUMNS = {
  cost: { label: "Cost", sort: "cost", shown: "", cell: (row) => <Money amount={row.costUsd} /> },
  change: { label: "Change", sort: "change", shown: "max-sm:text-left", cell: (row) => <ChangeText change={row.change} /> },
  requests: { label: "Requests", sort: "requests", shown: "", cell: (row) => formatCount(row.requests) },
  "cost-per-request": {
    label: "Per request",
    sort: "cost-per-request",
    shown: "max-xl:hidden max-sm:hidden!",
    cell: (row) => <Money amount={row.costPerRequestUsd} reason="There were no requests." />,
  },
  tokens: { label: "Tokens", sort: "tokens", shown: "max-md:hidden max-sm:flex!", cell: (row) => <Tokens tokens={row.tokens} /> },
  "cached-share": {
    label: "Cached",
    sort: "cached-share",
    shown: "max-xl:hidden max-sm:hidden!",
    cell: (row) =>
      row.cachedShare === null ? <Unknown reason="No source tells the cached tokens." /> : formatShare(row.cachedShare),
  },
  byok: { label: "BYOK", sort: null, shown: "max-xl:hidden max-sm:hidden!", cell: (row) => <Money amount={row.byokUsd} /> },
  trend: {
    label: "Last 30 days",
    sort: null,
    shown: "max-lg:hidden max-sm:hidden!",
    cell: (_, spark) => spark && <Sparkline amounts={spark} />,
  },
} as const satisfies Record<string, Column>;
export type SpendColumn = keyof typeof SPEND_COLUMNS;
