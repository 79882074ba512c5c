import { Badge } from "@/app/_components/badge";
import { DIMENSION_WORDS } from "@/app/_components/spend/dimension-words";
import { Money } from "@/app/_components/spend/figures";
import { Table } from "@/app/_components/table";
import type { Day } from "@/lib/domain/day";
import { type ForecastRecord, missedBy } from "@/lib/domain/forecast/record";
import { formatPercent, formatUsd } from "@/lib/domain/format";
import { formatDay, formatMonth } from "@/lib/domain/format-day";
import { type FilterDimension, filterWord } from "@/lib/domain/spend/question";
import type { DimensionValue } from "@/lib/domain/spend/value";
import { subtractUsd, sumUsd, type Usd, usdToApproximateNumber, ZERO_USD } from "@/lib/domain/usd";

interface Part {
  value: DimensionValue;
  spentUsd: Usd;
  monthEndUsd: Usd;
  monthEndSevenDayUsd: Usd;
  nextMonthUsd: Usd;
}

/** Rows that are shown unless all are asked for. */
const SHOWN = 12;

const amountCells = (part: Omit<Part, "value">) => ({
  spent: <Money amount={part.spentUsd} />,
  end: <Money amount={part.monthEndUsd} />,
  seven: <Money amount={part.monthEndSevenDayUsd} />,
  next: <Money amount={part.nextMonthUsd} />,
});

/** What the rows that are not shown come to together. */
function restRow(rest: readonly Part[], allHref: string) {
  const sum = (of: keyof Omit<Part, "value">) => sumUsd(rest.map((part) => part[of]));
  const sums = { spentUsd: sum("spentUsd"), monthEndUsd: sum("monthEndUsd"), nextMonthUsd: sum("nextMonthUsd") };
  return {
    key: "the rest",
    href: allHref,
    cells: { name: `${rest.length} more`, ...amountCells({ ...sums, monthEndSevenDayUsd: sum("monthEndSevenDayUsd") }) },
  };
}

/** What the whole is beyond `rows` rows. Each is rounded to 10⁻¹² dollars by itself: what that alone makes reads $0. */
function beyondRow({ value: _, ...amounts }: Part, rows: number) {
  const rounding = BigInt(rows);
  const told = Object.entries(amounts).map(([name, amount]) => {
    return [name, amount >= -rounding && amount <= rounding ? ZERO_USD : amount];
  });
  return { key: "beyond the rows", cells: { name: "The whole beyond these", ...amountCells(Object.fromEntries(told)) } };
}

/** Where each value of a dimension is heading, and what makes the rows add up to the whole. `allHref`: null where all are asked for. */
export function PartsTable({
  parts,
  dimension,
  hrefOf,
  allHref,
}: {
  parts: readonly Part[];
  dimension: FilterDimension;
  hrefOf: (word: string) => string;
  allHref: string | null;
}) {
  const named = parts.filter(({ value }) => value.kind !== "difference");
  const shown = allHref === null || named.length <= SHOWN + 1 ? named : named.slice(0, SHOWN);
  const rest = named.slice(shown.length);
  const beyond = parts.filter(({ value }) => value.kind === "difference");
  return (
    <Table
      caption={`What is expected, by ${DIMENSION_WORDS[dimension].one}`}
      empty="Nothing is known that a forecast could be made of."
      columns={[
        { key: "name", label: DIMENSION_WORDS[dimension].title },
        { key: "spent", label: "Spent this month", align: "right" },
        { key: "end", label: "Expected by its end", align: "right" },
        { key: "seven", label: "By the seven-day rule", align: "right", phone: "hidden" },
        { key: "next", label: "Next month", align: "right" },
      ]}
      rows={[
        ...shown.map((part) => {
          const word = filterWord(dimension, part.value);
          return {
            key: word,
            href: hrefOf(word),
            cells: { name: part.value.label, ...amountCells(part) },
          };
        }),
        ...(rest.length > 0 && allHref !== null ? [restRow(rest, allHref)] : []),
        ...beyond.map((part) => beyondRow(part, parts.length)),
      ]}
    />
  );
}

function off(said: Usd, actual: Usd): string {
  const share = usdToApproximateNumber(subtractUsd(said, actual)) / usdToApproximateNumber(actual);
  if (!Number.isFinite(share)) return "";
  const percent = formatPercent(Math.abs(share) * 100);
  return share < 0 ? `${percent} too low` : `${percent} too high`;
}

/** How former forecasts did, in a sentence; null without any. */
export function recordSentence(record: readonly ForecastRecord[]): string | null {
  const missed = missedBy(record);
  if (!missed) return null;
  const [ours, seven] = [missed.ours, missed.sevenDay].map((share) => formatPercent(share * 100));
  return `Over ${record.length} looks at finished months the forecast was off by ${ours} on average, the seven-day rule by ${seven}.`;
}

/** What was said of finished months on their 1st, 8th, 15th and 22nd, against what came; earlier ones on demand. */
export function RecordTables({ record, today }: { record: readonly ForecastRecord[]; today: Day }) {
  const lastMonth = record[0]?.month;
  const earlier = record.filter(({ month }) => month !== lastMonth);
  return (
    <>
      <RecordTable caption="of the last finished month" record={record.slice(0, record.length - earlier.length)} today={today} />
      {earlier.length > 0 && (
        <details className="border-t border-line">
          <summary className="cursor-pointer px-4 py-3 text-sm text-brand-strong">Earlier months</summary>
          <RecordTable caption="of earlier months" record={earlier} today={today} />
        </details>
      )}
    </>
  );
}

function RecordTable({ caption, record, today }: { caption: string; record: readonly ForecastRecord[]; today: Day }) {
  return (
    <Table
      caption={`Forecast against actual, ${caption}`}
      empty="No month that the books have whole is over yet."
      columns={[
        { key: "month", label: "Month" },
        { key: "made", label: "As of" },
        { key: "expected", label: "Expected", align: "right" },
        { key: "seven", label: "Seven-day rule", align: "right" },
        { key: "actual", label: "Came to", align: "right" },
        { key: "kept", label: "" },
      ]}
      rows={record.map(({ month, madeOn, expectedUsd, sevenDayUsd, actualUsd, reckoned }) => ({
        key: madeOn,
        cells: {
          month: formatMonth(month),
          made: formatDay(madeOn, today),
          expected: <Said amount={expectedUsd} actual={actualUsd} />,
          seven: <Said amount={sevenDayUsd} actual={actualUsd} />,
          actual: <Money amount={actualUsd} />,
          kept: reckoned ? (
            <Badge title="No forecast was kept of that day: it is what the method says, given today’s books up to then.">
              reckoned
            </Badge>
          ) : (
            <Badge tone="good" title="Said and kept on that day.">
              kept
            </Badge>
          ),
        },
      }))}
    />
  );
}

function Said({ amount, actual }: { amount: Usd; actual: Usd }) {
  return (
    <span title={off(amount, actual)}>
      {formatUsd(amount)} <span className="block text-xs text-muted">{off(amount, actual)}</span>
    </span>
  );
}
