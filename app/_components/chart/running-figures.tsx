import type { ReactNode } from "react";
import type { Day } from "@/lib/domain/day";
import { formatDay } from "@/lib/domain/format-day";
import type { Usd } from "@/lib/domain/usd";
import { Money, Unknown } from "../spend/figures";
import { ChartFigures } from "./figures";

/** The figures of a period that is running up, as of each day's end; `more`: columns beside what was spent, a cell a day. */
export function RunningFigures({
  title,
  days,
  today,
  more,
}: {
  title: string;
  days: readonly { day: Day; costUsd: Usd | null; spentUsd: Usd | null }[];
  today: Day;
  more: readonly { label: string; cells: readonly ReactNode[] }[];
}) {
  const spent = (day: Day, amount: Usd | null) => (day <= today ? <Money amount={amount} /> : <Unknown reason="Still ahead." />);
  return (
    <ChartFigures
      title={title}
      columns={[
        { key: "day", label: "Day" },
        { key: "cost", label: "On the day", align: "right" },
        { key: "spent", label: "Spent by then", align: "right" },
        ...more.map(({ label }) => ({ key: label, label, align: "right" as const })),
      ]}
      rows={days.map(({ day, costUsd, spentUsd }, index) => ({
        key: day,
        cells: {
          day: formatDay(day, today),
          cost: spent(day, costUsd),
          spent: spent(day, spentUsd),
          ...Object.fromEntries(more.map(({ label, cells }) => [label, cells[index]])),
        },
      }))}
    />
  );
}
