import Link from "next/link";
import { Badge } from "@/app/_components/badge";
import { Card } from "@/app/_components/card";
import type { BlockCell, BlockTable, ReportBlock } from "@/lib/domain/weekly-report/blocks";

/** Left out on a phone, whose lines are too short for it. */
const WIDE = "max-sm:hidden print:table-cell";

function Cell({ organization, cell }: { organization: string; cell: BlockCell }) {
  return (
    <>
      {cell.path ? (
        <Link href={`/${organization}/${cell.path}`} prefetch={false} className="text-ink hover:underline">
          {cell.text}
        </Link>
      ) : (
        cell.text
      )}
      {cell.note && <span className="block text-xs font-normal text-muted [overflow-wrap:anywhere]">{cell.note}</span>}
      {cell.bar !== undefined && (
        <span
          aria-hidden
          className="mt-1 block h-1 max-w-60 overflow-hidden rounded-xs bg-brand-tint print:[print-color-adjust:exact]"
        >
          <span
            className="block h-full bg-brand print:[print-color-adjust:exact]"
            style={{ width: `${(Math.min(1, Math.max(0, cell.bar)) * 100).toFixed(1)}%` }}
          />
        </span>
      )}
    </>
  );
}

function Rows({ organization, table }: { organization: string; table: BlockTable }) {
  const { caption, columns, rows, hasTotal } = table;
  return (
    <table className="w-full min-w-0 text-left text-sm print:break-inside-avoid">
      <caption className="sr-only">{caption}</caption>
      <thead className="text-xs text-muted">
        <tr>
          {columns.map(({ label, right, wide }) => (
            <th
              key={label}
              scope="col"
              className={`py-1 font-medium ${right ? "pl-3 text-right whitespace-nowrap" : ""} ${wide ? WIDE : ""}`}
            >
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr
            // biome-ignore lint/suspicious/noArrayIndexKey: a stored report's rows never move, and two may read the same
            key={index}
            className={`border-t border-line align-top print:break-inside-avoid ${hasTotal && index === rows.length - 1 ? "font-semibold" : ""}`}
          >
            {row.map((cell, column) => (
              <td
                key={columns[column]?.label}
                className={`py-1.5 text-ink ${columns[column]?.right ? "pl-3 text-right whitespace-nowrap tabular-nums" : "w-full [overflow-wrap:anywhere]"} ${columns[column]?.wide ? WIDE : ""}`}
              >
                <Cell organization={organization} cell={cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** One section of a report: sentences, tables, and where there is more. */
export function ReportBlockCard({ organization, block }: { organization: string; block: ReportBlock }) {
  const { id, title, sentences, tables, more, needsAttention } = block;
  return (
    <div id={id} className={`min-w-0 scroll-mt-16 ${tables.length < 2 ? "print:break-inside-avoid" : ""}`}>
      <Card
        title={
          <span className="inline-flex flex-wrap items-center gap-2">
            {title}
            {needsAttention && <Badge tone="warn">needs a look</Badge>}
          </span>
        }
      >
        <div className="flex flex-col gap-4">
          {sentences.map((sentence) => (
            <p key={sentence} className="max-w-prose text-sm text-ink [overflow-wrap:anywhere]">
              {sentence}
            </p>
          ))}
          {tables.length > 0 && (
            <div className={`grid items-start gap-x-8 gap-y-5 ${tables.length > 1 ? "xl:grid-cols-2 print:grid-cols-1" : ""}`}>
              {tables.map((table) => (
                <Rows key={table.caption} organization={organization} table={table} />
              ))}
            </div>
          )}
          {more && (
            <p className="text-sm print:hidden">
              <Link href={`/${organization}/${more.path}`} prefetch={false} className="text-brand hover:underline">
                {more.label}
              </Link>
            </p>
          )}
        </div>
      </Card>
    </div>
  );
}
