import { Card } from "@/app/_components/card";
import { type Row, Table } from "@/app/_components/table";
import type { Attribution } from "@/lib/domain/attribution/attribution";
import { NOBODY_WORDS } from "@/lib/domain/attribution/charge-words";
import type { ExplainedRule } from "@/lib/domain/attribution/explain";
import { capitalized } from "@/lib/domain/format";
import type { GenerationDetail } from "@/lib/queries/generation/detail";
import { chargedName, keyLabel } from "@/lib/queries/generation/names";

type Step = Exclude<Attribution, "none" | "rule">;

const STEPS: readonly { by: Step; asks: string }[] = [
  { by: "user_field", asks: "Does its user field name a developer?" },
  { by: "key_owner", asks: "Who owns its key on that day?" },
  { by: "key_creator", asks: "Which OpenRouter member sent it, or made its key?" },
];

function outcomeOf({ matched, decided, overruled }: ExplainedRule): string {
  if (!matched) return "does not match";
  if (decided.length > 0) return `sets ${decided.join(", ")}`;
  return overruled.length > 0 ? "matches, after another rule decided" : "matches";
}

function ruleRow(explained: ExplainedRule): Row {
  const { rule, position, conditions, decided } = explained;
  const saw = [...new Set(conditions.flatMap((condition) => condition.saw))].join(", ");
  return {
    key: rule.id,
    cells: {
      asks: `Rule ${position}: ${rule.name}`,
      saw: saw || <span className="text-muted">not told</span>,
      answer: <span className={decided.length > 0 ? "font-medium text-ink" : "text-muted"}>{outcomeOf(explained)}</span>,
    },
  };
}

/** The questions in order, up to the one that gave the answer: rules first, then the chain. */
export function WhyCard({ detail }: { detail: GenerationDetail }) {
  const { row, charge, labels, why } = detail;
  const name = chargedName(detail, labels);
  const decided = STEPS.findIndex(({ by }) => by === charge.attribution);
  const saw: Record<Step, string | null> = {
    user_field: row.external_user,
    key_owner: keyLabel(detail, labels),
    key_creator: row.member,
  };
  const answerOf = (index: number) => {
    if (index === decided) return <span className="font-medium text-ink">{name}</span>;
    const isLater = charge.attribution === "rule" || (decided >= 0 && index > decided);
    return <span className="text-muted">{isLater ? "not asked any more" : "nobody"}</span>;
  };
  const steps = STEPS.map(
    ({ by, asks }, index): Row => ({
      key: by,
      cells: { asks, saw: saw[by] ?? <span className="text-muted">not told</span>, answer: answerOf(index) },
    }),
  );
  // Rules that look away are told only where few are there.
  const rules = why.rules.filter(({ matched }) => matched || why.rules.length <= 5);
  return (
    <Card
      title={charge.attribution === "none" ? "Why nobody is charged" : `Why ${name} is charged`}
      note={
        charge.reason
          ? `${capitalized(NOBODY_WORDS[charge.reason])}.`
          : why.version > 0
            ? `Version ${why.version} of the attribution rules. The first answer decides.`
            : "The first answer decides."
      }
      flush
    >
      <Table
        caption="How it was found whom this request is charged to"
        columns={[
          { key: "asks", label: "Question" },
          { key: "saw", label: "The request says" },
          { key: "answer", label: "Answer", align: "right" },
        ]}
        rows={[...rules.map(ruleRow), ...steps]}
      />
    </Card>
  );
}
