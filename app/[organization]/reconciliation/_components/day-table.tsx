import { Badge } from "@/app/_components/badge";
import { Money } from "@/app/_components/spend/figures";
import { FinalityBadge } from "@/app/_components/spend/finality-badge";
import { type Column, type Row, Table } from "@/app/_components/table";
import type { Day } from "@/lib/domain/day";
import { formatUsd, formatUsdExact } from "@/lib/domain/format";
import { formatDay } from "@/lib/domain/format-day";
import type { DayToReconcile, Reconciled } from "@/lib/domain/reconciliation/reconciliation";
import { CAUSE_WORDS } from "@/lib/domain/reconciliation/words";

interface ShownDay extends DayToReconcile, Reconciled {
  connection: { id: string; name: string };
}

export interface DayTableProps {
  days: readonly ShownDay[];
  today: Day;
  /** Several connections are shown. */
  several: boolean;
  hrefOf: (day: ShownDay) => string;
}

const COLUMNS: Column[] = [
  { key: "day", label: "Day (UTC)" },
  { key: "connection", label: "Connection" },
  { key: "billed", label: "Billed", align: "right" },
  { key: "explained", label: "Explained", align: "right" },
  { key: "remainder", label: "Remainder", align: "right" },
  { key: "difference", label: "Difference", align: "right" },
  { key: "activity", label: "Activity report", align: "right", phone: "hidden" },
  { key: "why", label: "Why" },
  { key: "state", label: "State" },
];

function Why({ causes }: Pick<Reconciled, "causes">) {
  return (
    <ul className="flex flex-col gap-0.5 text-xs text-muted">
      {causes.map(({ kind, usd }) => {
        const { title, means, todo } = CAUSE_WORDS[kind];
        return (
          <li key={kind} title={`${means} ${todo}${usd === null ? "" : ` ${formatUsdExact(usd)}`}`}>
            {title}
            {usd !== null && <span className="tabular-nums"> {formatUsd(usd)}</span>}
          </li>
        );
      })}
    </ul>
  );
}

function State({ day }: { day: ShownDay }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap max-sm:flex-wrap">
      {day.state === "off" && <Badge tone="bad">Does not balance</Badge>}
      {day.state === "rebuilding" && <Badge tone="brand">Being added up</Badge>}
      {day.state === "balanced" && <Badge tone="good">Balances</Badge>}
      <FinalityBadge finality={day.finality} />
    </span>
  );
}

const noActivity = "OpenRouter's activity report tells the last 30 finished days, once it was read.";

/** One row a day and connection, leading to what it is made of. */
export function DayTable({ days, today, several, hrefOf }: DayTableProps) {
  const columns = several ? COLUMNS : COLUMNS.filter(({ key }) => key !== "connection");
  const rows = days.map((day): Row => {
    const cells = {
      day: <span className="whitespace-nowrap">{formatDay(day.day, today)}</span>,
      connection: day.connection.name,
      billed: <Money amount={day.billedUsd} />,
      explained: <Money amount={day.explainedUsd} />,
      remainder: <Money amount={day.remainderUsd} />,
      difference: <Money amount={day.differenceUsd} />,
      activity: (
        <Money amount={day.activityUsd} reason={day.books === "activity" ? "It is what the books are made of." : noActivity} />
      ),
      why: <Why causes={day.causes} />,
      state: <State day={day} />,
    };
    return { key: `${day.day} ${day.connection.id}`, href: hrefOf(day), cells };
  });
  return (
    <div className="overflow-x-auto">
      <Table
        caption="Reconciliation by day, newest first"
        columns={columns}
        rows={rows}
        empty="The books have no day of this period."
      />
    </div>
  );
}
