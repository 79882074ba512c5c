import { ArrowDown } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Money, Tokens } from "@/app/_components/spend/figures";
import { type Row, Table } from "@/app/_components/table";
import type { GenerationOrder } from "@/lib/domain/generation/list";
import { chargedName, featureName, keyLabel } from "@/lib/queries/generation/names";
import type { ListedGeneration } from "@/lib/queries/generation/pages";
import type { Labels } from "@/lib/queries/spend/labels";
import { formatMoment, generationPath, tokensOf } from "./generation-words";

/** Of requests in one order: heads of what they can be ordered by lead there. */
export interface Ordered {
  order: GenerationOrder;
  hrefOf: (order: GenerationOrder) => string;
}

function Head({ of, label, ordered }: { of: GenerationOrder; label: string; ordered: Ordered | undefined }): ReactNode {
  if (!ordered) return label;
  if (ordered.order === of) {
    return (
      <span className="inline-flex items-center gap-1 text-ink">
        {label} <ArrowDown aria-label="greatest first" size={12} />
      </span>
    );
  }
  return (
    <Link href={ordered.hrefOf(of)} prefetch={false} scroll={false} className="hover:text-ink hover:underline">
      {label}
    </Link>
  );
}

/** Single requests, each leading to its own page. */
export function GenerationTable({
  organization,
  caption,
  listed,
  labels,
  ordered,
  current,
  empty,
}: {
  organization: string;
  caption: string;
  listed: readonly ListedGeneration[];
  labels: Labels;
  ordered?: Ordered;
  /** The one whose page it is. */
  current?: string;
  empty?: ReactNode;
}) {
  const rows = listed.map((one): Row => {
    const { row } = one;
    const isHere = row.generation_id === current;
    return {
      key: row.generation_id,
      ...(isHere ? {} : { href: generationPath(organization, row.generation_id) }),
      cells: {
        time: (
          <span className="whitespace-nowrap tabular-nums" title={row.created_at.toISOString()}>
            {formatMoment(row.created_at)}
            {isHere && <span className="ml-2 font-normal text-muted">this one</span>}
          </span>
        ),
        model: labels("model", { kind: "value", id: row.model }).label,
        who: chargedName(one, labels),
        key: keyLabel(one, labels) ?? <span className="text-muted">not told</span>,
        feature: featureName(one) ?? <span className="text-muted">none</span>,
        tokens: <Tokens tokens={tokensOf(one)} />,
        cost: <Money amount={row.cost_usd} reason="No source told the cost of this request." />,
      },
    };
  });
  return (
    <Table
      caption={caption}
      empty={empty}
      columns={[
        { key: "time", label: <Head of="time" label="Time (UTC)" ordered={ordered} /> },
        { key: "model", label: "Model" },
        { key: "who", label: "Charged to" },
        { key: "key", label: "Key", phone: "hidden" },
        { key: "feature", label: "Feature", phone: "hidden" },
        { key: "tokens", label: "Tokens", align: "right" },
        { key: "cost", label: <Head of="cost" label="Cost" ordered={ordered} />, align: "right" },
      ]}
      rows={rows}
    />
  );
}
