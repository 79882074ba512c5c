"use client";
import { X } from "lucide-react";
import { useId } from "react";
import { Button } from "@/app/_components/button";
import { Input, Select } from "@/app/_components/form/field";
import { RULE_FIELDS, type RuleCondition, type RuleField } from "@/lib/domain/attribution/rule";
import { FIELD_WORDS, MATCH_WORDS } from "@/lib/domain/attribution/words";
import { MATCH_KINDS, type MatchKind } from "@/lib/domain/text-pattern";
import { NEW_CONDITION, nameFinder, type RuleChoices } from "./draft-rule";

const HINTS: Record<MatchKind, string> = {
  exact: "The whole value; upper and lower case count.",
  prefix: "The value begins with this.",
  glob: "* stands for anything, ? for one character.",
  regex: "Matches anywhere unless it has ^ and $. Values over 1,000 characters never match.",
};

function suggestions(field: RuleField, { keys, workspaces }: RuleChoices): string[] {
  if (field === "key") return [...new Set(keys.map(({ name }) => name))];
  if (field === "workspace") return [...new Set(workspaces.map(({ name }) => name))];
  return field === "environment" ? ["development", "ci", "production"] : [];
}

function ConditionRow({
  condition,
  number,
  choices,
  change,
  remove,
}: {
  condition: RuleCondition;
  number: number;
  choices: RuleChoices;
  change: (condition: RuleCondition) => void;
  remove: (() => void) | null;
}) {
  const id = useId();
  const { field, tag, match, value } = condition;
  const named = nameFinder(choices)(value);
  return (
    <li className="flex flex-col gap-1 rounded-md border border-line p-2">
      <div className="grid grid-cols-[1fr_1fr_auto] gap-2">
        <Select
          aria-label={`Condition ${number}: what it looks at`}
          value={field}
          onChange={({ target }) => {
            const chosen = target.value as RuleField;
            change({ ...condition, field: chosen, tag: chosen === "tag" ? (tag ?? "") : null });
          }}
        >
          {RULE_FIELDS.map((one) => (
            <option key={one} value={one}>
              {FIELD_WORDS[one]}
            </option>
          ))}
        </Select>
        <Select
          aria-label={`Condition ${number}: how it matches`}
          value={match}
          onChange={({ target }) => change({ ...condition, match: target.value as MatchKind })}
        >
          {MATCH_KINDS.map((one) => (
            <option key={one} value={one}>
              {MATCH_WORDS[one]}
            </option>
          ))}
        </Select>
        <Button look="quiet" aria-label={`Remove condition ${number}`} disabled={!remove} onClick={() => remove?.()}>
          <X aria-hidden size={14} />
        </Button>
      </div>
      {field === "tag" && (
        <Input
          aria-label={`Condition ${number}: the tag's name`}
          placeholder="Name of the tag"
          value={tag ?? ""}
          onChange={({ target }) => change({ ...condition, tag: target.value })}
        />
      )}
      <Input
        aria-label={`Condition ${number}: value`}
        aria-describedby={`${id}-hint`}
        placeholder="Value"
        list={`${id}-list`}
        spellCheck={false}
        value={value}
        onChange={({ target }) => change({ ...condition, value: target.value })}
      />
      <datalist id={`${id}-list`}>
        {suggestions(field, choices).map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <p id={`${id}-hint`} className="text-xs text-muted">
        {named !== null && <strong className="font-medium text-ink">This is {named}. </strong>}
        {HINTS[match]} {(field === "key" || field === "workspace") && "Any name it has had counts, and its id."}
      </p>
    </li>
  );
}

/** All conditions of a rule: each must be met. */
export function ConditionFields({
  conditions,
  choices,
  change,
}: {
  conditions: readonly RuleCondition[];
  choices: RuleChoices;
  change: (conditions: RuleCondition[]) => void;
}) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-sm font-medium text-ink">Where all of this is so</legend>
      <ol className="flex flex-col gap-2">
        {conditions.map((condition, index) => (
          <ConditionRow
            // biome-ignore lint/suspicious/noArrayIndexKey: conditions have nothing else to be known by
            key={index}
            condition={condition}
            number={index + 1}
            choices={choices}
            change={(changed) => change(conditions.map((one, at) => (at === index ? changed : one)))}
            remove={conditions.length > 1 ? () => change(conditions.filter((_, at) => at !== index)) : null}
          />
        ))}
      </ol>
      <div>
        <Button size="small" onClick={() => change([...conditions, NEW_CONDITION])}>
          Add a condition
        </Button>
      </div>
    </fieldset>
  );
}
