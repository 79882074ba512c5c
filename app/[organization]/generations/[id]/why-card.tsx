import { Card } from "@/app/_components/card";
import { Table } from "@/app/_components/table";
import type { Attribution, UnattributedReason } from "@/lib/domain/attribution";
import type { GenerationDetail } from "@/lib/queries/generation-detail";
import { chargedName, keyLabel } from "../generation-words";

const STEPS: readonly { by: Exclude<Attribution, "none">; asks: string }[] = [
  { by: "user_field", asks: "Does its user field name a developer?" },
  { by: "key_owner", asks: "Who owns its key on that day?" },
  { by: "key_creator", asks: "Which OpenRouter member sent it, or made its key?" },
];

const REASONS: Record<UnattributedReason, string> = {
  no_user_no_owner: "It names no user, and nobody answers for its key.",
  no_evidence_no_owner: "Nobody answers for its key.",
  key_unknown: "It names no user, and no source tells its key.",
};

/** The questions in their order, up to the one that was answered. */
export function WhyCard({ detail }: { detail: GenerationDetail }) {
  const { row, charge, labels } = detail;
  const { found } = charge;
  const decided = STEPS.findIndex(({ by }) => by === found.attribution);
  const saw: Record<(typeof STEPS)[number]["by"], string | null> = {
    user_field: row.external_user,
    key_owner: keyLabel(detail, labels),
    key_creator: row.member,
  };
  const rows = STEPS.map(({ by, asks }, index) => ({
    key: by,
    cells: {
      asks,
      saw: saw[by] ?? <span className="text-muted">not told</span>,
      answer:
        index === decided ? (
          <span className="font-medium text-ink">{chargedName(detail, labels)}</span>
        ) : (
          <span className="text-muted">{decided >= 0 && index > decided ? "not asked any more" : "nobody"}</span>
        ),
    },
  }));
  return (
    <Card
      title={found.developerId === null ? "Why nobody is charged" : `Why ${chargedName(detail, labels)} is charged`}
      note={found.reason ? REASONS[found.reason] : "The first answer decides."}
      flush
    >
      <Table
        caption="How it was found whom this request is charged to"
        columns={[
          { key: "asks", label: "Question" },
          { key: "saw", label: "The request says" },
          { key: "answer", label: "Answer", align: "right" },
        ]}
        rows={rows}
      />
    </Card>
  );
}
