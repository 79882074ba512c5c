import Link from "next/link";
import { Money } from "@/app/_components/spend/figures";
import { type Row, Table } from "@/app/_components/table";
import { type ChargedLine, whyOfLine } from "@/lib/domain/attribution/line-why";
import { formatCount } from "@/lib/domain/format";
import { evidenceLabel } from "@/lib/domain/spend/value";
import type { Usd } from "@/lib/domain/usd";

type Named = "developer" | "key" | "model" | "feature";

interface ShownLine extends ChargedLine {
  evidence: string;
  values: Record<Named, { label: string }>;
  costUsd: Usd;
  requests: number;
}

const COLUMNS = [
  { key: "developer", label: "Charged to" },
  { key: "why", label: "Why" },
  { key: "feature", label: "Feature" },
  { key: "key", label: "Key" },
  { key: "model", label: "Model" },
  { key: "evidence", label: "Known by" },
  { key: "requests", label: "Requests", align: "right" as const },
  { key: "cost", label: "Amount", align: "right" as const },
];

/**
 * The lines of a day: whom each is charged to, and why. `requestsOf` leads to the requests that a line sums, `rulesOf` to
 * every rule beside a line that no request is known of.
 */
export function LineTable<Line extends ShownLine>({
  lines,
  requestsOf,
  rulesOf,
}: {
  lines: readonly Line[];
  requestsOf: (line: Line) => string | null;
  rulesOf: (line: Line) => string | null;
}) {
  const rows = lines.map((line, index): Row => {
    const href = requestsOf(line);
    const rules = rulesOf(line);
    return {
      // Lines have no identity; they stand in the order of their amounts.
      key: `${index}`,
      ...(href && { href }),
      cells: {
        developer: <span className="block sm:min-w-22">{line.values.developer.label}</span>,
        why: (
          <ul className="text-xs text-muted">
            {whyOfLine(line).map((words) => (
              <li key={words}>{words}</li>
            ))}
            {rules && (
              <li>
                <Link href={rules} prefetch={false} className="underline hover:text-ink">
                  Every rule beside it
                </Link>
              </li>
            )}
          </ul>
        ),
        feature: line.values.feature.label,
        key: line.values.key.label,
        model: line.values.model.label,
        evidence: evidenceLabel(line.evidence),
        requests: formatCount(line.requests),
        cost: <Money amount={line.costUsd} />,
      },
    };
  });
  return <Table caption="Lines of the day, with why each is charged so" columns={COLUMNS} rows={rows} empty="There are none." />;
}
