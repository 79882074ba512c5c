import { Checkbox } from "@/app/_components/form/field";
import { ALERT_RULES } from "@/lib/domain/alert/alert";
import { RULE_WORDS } from "@/lib/domain/alert/words";

/** Which rules' messages a channel takes. `chosen` null: all. */
export function RuleBoxes({ chosen }: { chosen: readonly string[] | null }) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="pb-1 text-sm font-medium text-ink">Messages about</legend>
      <div className="grid gap-x-6 gap-y-1.5 sm:grid-cols-2">
        {ALERT_RULES.map((rule) => (
          <Checkbox
            key={rule}
            name="rules[]"
            value={rule}
            label={RULE_WORDS[rule].name}
            defaultChecked={chosen === null || chosen.includes(rule)}
          />
        ))}
      </div>
    </fieldset>
  );
}
