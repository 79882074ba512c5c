import type { AttributionRule } from "@/lib/domain/attribution/rule";
import { conditionPhrase, setPhrases } from "@/lib/domain/attribution/words";

/** What a rule says, in words. */
export function RuleWords({ rule, nameOf }: { rule: AttributionRule; nameOf: (id: string) => string | null }) {
  return (
    <p className="text-sm text-muted [overflow-wrap:anywhere]">
      Where {rule.conditions.map((condition) => conditionPhrase(condition, nameOf)).join(" and ")}:{" "}
      <span className="text-ink">{setPhrases(rule, nameOf).join("; ") || "nothing yet"}</span>
    </p>
  );
}
