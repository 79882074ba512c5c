import type { UnattributedReason } from "@/lib/domain/attribution/attribution";
import { NOBODY_WORDS } from "@/lib/domain/attribution/charge-words";
import { capitalized, formatCount } from "@/lib/domain/format";
import type { DifferenceReason } from "@/lib/domain/rollup/line";
import type { Usd } from "@/lib/domain/usd";
import { Card } from "../card";
import { Table } from "../table";
import { Money } from "./figures";

/** What can be done about each reason. */
const REMEDY: Record<UnattributedReason | DifferenceReason, string> = {
  no_user_no_owner: "Assign the key’s owner, or send the user field with each request.",
  no_evidence_no_owner: "Assign the key’s owner.",
  key_unknown: "Send the user field with each request.",
  evidence_exceeds_bill: "Usually settles within two days; if it stays, ask OpenRouter about these days.",
  log_csv_cut: "Nothing to do: at most a millionth of a dollar a request.",
  rounding: "Nothing to do.",
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
            why: `${capitalized(NOBODY_WORDS[reason])}.`,
            todo: REMEDY[reason],
            cost: <Money amount={costUsd} />,
            requests: formatCount(requests),
          },
        }))}
      />
    </Card>
  );
}
