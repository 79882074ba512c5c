import type { UnattributedReason } from "@/lib/domain/attribution";
import { formatCount } from "@/lib/domain/format";
import type { DifferenceReason } from "@/lib/domain/rollup-line";
import type { Usd } from "@/lib/domain/usd";
import { Card } from "./card";
import { Money } from "./figures";
import { Table } from "./table";

/** What each reason means and what can be done about it. */
const WORDS: Record<UnattributedReason | DifferenceReason, { why: string; todo: string }> = {
  no_user_no_owner: {
    why: "The requests name no user, and nobody answers for their key.",
    todo: "Assign the key’s owner, or send the user field with each request.",
  },
  no_evidence_no_owner: {
    why: "Only the bill is known, no single request, and nobody answers for the key.",
    todo: "Assign the key’s owner.",
  },
  key_unknown: {
    why: "The requests name no user, and OpenRouter does not tell their key.",
    todo: "Send the user field with each request.",
  },
  evidence_exceeds_bill: {
    why: "Single requests add up to more than OpenRouter billed.",
    todo: "Usually settles within two days; if it stays, ask OpenRouter about these days.",
  },
  log_csv_cut: {
    why: "The log CSV cuts each cost at six decimals, so its sum falls short of the bill.",
    todo: "Nothing to do: at most a millionth of a dollar a request.",
  },
  rounding: {
    why: "The bill’s sum and its requests’ sum differ below the last digit that is stored.",
    todo: "Nothing to do.",
  },
};

/** Why spend belongs to nobody, or what a difference is; the rows add up to the page's total. */
export function ReasonsCard({
  reasons,
  title = "Why",
}: {
  reasons: readonly { reason: UnattributedReason | DifferenceReason; costUsd: Usd; requests: number }[];
  title?: string;
}) {
  if (reasons.length === 0) return null;
  return (
    <Card title={title} flush>
      <Table
        caption="Reasons, with what can be done"
        columns={[
          { key: "why", label: "Reason" },
          { key: "todo", label: "What to do" },
          { key: "cost", label: "Cost", align: "right" },
          { key: "requests", label: "Requests", align: "right" },
        ]}
        rows={reasons.map(({ reason, costUsd, requests }) => ({
          key: reason,
          cells: {
            ...WORDS[reason],
            cost: <Money amount={costUsd} />,
            requests: formatCount(requests),
          },
        }))}
      />
    </Card>
  );
}
