import Link from "next/link";
import type { ExportKind } from "@/lib/domain/export/export";

/** What each file is called and who takes it for what. */
export const KIND_WORDS: Record<ExportKind, { title: string; about: string }> = {
  spend: {
    title: "Spend",
    about: "For a spreadsheet: spend by any dimensions you choose, with requests and tokens. The rows add up to the total.",
  },
  chargeback: {
    title: "Chargeback",
    about:
      "For booking a month: who pays, by cost center, team, developer and feature. Fees, subscriptions and what is unattributed are lines of their own, and the foot ties to OpenRouter’s total.",
  },
  focus: {
    title: "FOCUS 1.2",
    about:
      "For FinOps tools: charges by day, key, model and kind of token in the open cost and usage format, your own dimensions as x_ columns and tags.",
  },
  generations: {
    title: "Single requests",
    about: "For an audit or a data warehouse: every request as it was told, with its cost, tokens and tags. May be large.",
  },
};

/** The kinds of file to choose from, as cards; the one in force is marked. */
export function KindList({
  kinds,
  current,
  hrefOf,
}: {
  kinds: readonly ExportKind[];
  current: ExportKind;
  hrefOf: (kind: ExportKind) => string;
}) {
  return (
    <nav aria-label="Kind of file">
      <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
        {kinds.map((kind) => (
          <li key={kind}>
            <Link
              href={hrefOf(kind)}
              prefetch={false}
              scroll={false}
              aria-current={kind === current ? "true" : undefined}
              className="flex h-full flex-col gap-1 rounded-lg border border-line bg-surface p-4 hover:border-line-strong aria-[current]:border-brand aria-[current]:bg-brand-tint"
            >
              <span className="font-semibold text-ink">{KIND_WORDS[kind].title}</span>
              <span className="text-xs text-muted">{KIND_WORDS[kind].about}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
