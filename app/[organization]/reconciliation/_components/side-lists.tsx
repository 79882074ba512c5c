import { Badge, type Tone } from "@/app/_components/badge";
import { Money } from "@/app/_components/spend/figures";
import { type Row, Table } from "@/app/_components/table";
import type { Day } from "@/lib/domain/day";
import { formatDay, formatInstant } from "@/lib/domain/format-day";
import type { CauseOfPeriod } from "@/lib/domain/reconciliation/causes";
import type { CreditSpan } from "@/lib/domain/reconciliation/credit-spans";
import { CAUSE_WORDS } from "@/lib/domain/reconciliation/words";
import { subtractUsd, type Usd } from "@/lib/domain/usd";

interface Named {
  connection: { id: string; name: string };
}

/** Why not everything is explained, over the period, each with what to do. */
export function CauseTable({ causes }: { causes: readonly CauseOfPeriod[] }) {
  const rows = causes.map(({ kind, usd, days }): Row => {
    const { title, means, todo } = CAUSE_WORDS[kind];
    const cells = {
      cause: (
        <span className="flex flex-col">
          <span className="text-ink">{title}</span>
          <span className="text-xs text-muted">{means}</span>
        </span>
      ),
      todo: <span className="text-muted">{todo}</span>,
      usd: (
        <span className="whitespace-nowrap">
          <Money amount={usd} />
        </span>
      ),
      days: String(days),
    };
    return { key: kind, cells };
  });
  const columns = [
    { key: "cause", label: "Cause" },
    { key: "todo", label: "What to do" },
    { key: "usd", label: "Amount", align: "right" as const },
    { key: "days", label: "Days", align: "right" as const },
  ];
  return (
    <Table caption="Causes, largest first" columns={columns} rows={rows} empty="Every dollar is explained by single requests." />
  );
}

const SPAN_WORDS: Record<CreditSpan["state"], { word: string; tone: Tone; means: string }> = {
  agrees: { word: "Agrees", tone: "good", means: "The growth is what the books have for this time." },
  open: { word: "May still settle", tone: "neutral", means: "They differ, and OpenRouter may still settle a day of it." },
  differs: { word: "Differs", tone: "bad", means: "All days are settled, and the books cannot explain the growth." },
  unknown: { word: "Unknown", tone: "neutral", means: "The books do not have every day of this time from OpenRouter." },
};
const SPANS = 40;

/** How the account's lifetime use grew, against the books. */
export function CreditTable({ spans }: { spans: readonly (CreditSpan & Named)[] }) {
  const rows = spans.slice(0, SPANS).map((span): Row => {
    const { word, tone, means } = SPAN_WORDS[span.state];
    const cells = {
      span: `${formatInstant(span.from)} to ${formatInstant(span.to)}`,
      connection: span.connection.name,
      change: <Money amount={span.changeUsd} />,
      books: span.books ? (
        <span className="whitespace-nowrap">
          <Money amount={span.books.leastUsd} />
          {span.books.mostUsd !== span.books.leastUsd && (
            <>
              {" to "}
              <Money amount={span.books.mostUsd} />
            </>
          )}
        </span>
      ) : (
        <Money amount={null} />
      ),
      state: (
        <Badge tone={tone} title={means}>
          {word}
        </Badge>
      ),
    };
    return { key: `${span.connection.id} ${span.from.getTime()}`, cells };
  });
  const columns = [
    { key: "span", label: "Between two readings" },
    { key: "connection", label: "Connection" },
    { key: "change", label: "Credits used", align: "right" as const },
    { key: "books", label: "Books have", align: "right" as const },
    { key: "state", label: "Result" },
  ];
  const empty = "Credits are read with every sync; the first comparison takes readings of two days.";
  return <Table caption="Credits used against the books, newest first" columns={columns} rows={rows} empty={empty} />;
}

export interface ShownRestatement extends Named {
  day: Day;
  oldUsd: Usd;
  newUsd: Usd;
  at: Date;
}

/** What OpenRouter changed after it was settled: old and new are kept. */
export function RestatementTable({ restatements, today }: { restatements: readonly ShownRestatement[]; today: Day }) {
  const rows = restatements.map(({ connection, day, oldUsd, newUsd, at }): Row => {
    const cells = {
      day: formatDay(day, today),
      connection: connection.name,
      old: <Money amount={oldUsd} />,
      new: <Money amount={newUsd} />,
      by: <Money amount={subtractUsd(newUsd, oldUsd)} />,
      at: formatInstant(at),
    };
    return { key: `${connection.id} ${day} ${at.getTime()}`, cells };
  });
  const columns = [
    { key: "day", label: "Day (UTC)" },
    { key: "connection", label: "Connection" },
    { key: "old", label: "Was", align: "right" as const },
    { key: "new", label: "Is", align: "right" as const },
    { key: "by", label: "Change", align: "right" as const },
    { key: "at", label: "Noticed" },
  ];
  const empty = "OpenRouter changed no day of this period after it was settled.";
  return <Table caption="Restatements, newest first" columns={columns} rows={rows} empty={empty} />;
}
