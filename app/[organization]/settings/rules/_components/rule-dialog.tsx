"use client";
import { useId, useState } from "react";
import { Button } from "@/app/_components/button";
import { Field, Input } from "@/app/_components/form/field";
import { Modal } from "@/app/_components/modal";
import { type AttributionRule, RULE_THINGS } from "@/lib/domain/attribution/rule";
import { ConditionFields } from "./condition-fields";
import type { RuleChoices } from "./draft-rule";
import { ShareFields } from "./share-fields";

function RuleFields({
  rule,
  choices,
  done,
  cancel,
}: {
  rule: AttributionRule;
  choices: RuleChoices;
  done: (rule: AttributionRule) => void;
  cancel: () => void;
}) {
  const [draft, setDraft] = useState(rule);
  const id = useId();
  return (
    <form
      className="flex flex-col gap-5 p-5 text-left"
      onSubmit={(event) => {
        event.preventDefault();
        done(draft);
      }}
    >
      <h2 className="text-base font-semibold">{rule.name === "" ? "New rule" : "Change the rule"}</h2>
      <Field id={`${id}-name`} label="Name" hint="What people will read when they ask why.">
        <Input
          id={`${id}-name`}
          data-first-focus
          required
          maxLength={100}
          value={draft.name}
          onChange={({ target }) => setDraft({ ...draft, name: target.value })}
        />
      </Field>
      <ConditionFields
        conditions={draft.conditions}
        choices={choices}
        change={(conditions) => setDraft({ ...draft, conditions })}
      />
      <div className="flex flex-col gap-4">
        <p className="text-sm font-medium text-ink">The spend is charged to</p>
        {RULE_THINGS.map((thing) => (
          <ShareFields
            key={thing}
            thing={thing}
            shares={draft.sets[thing]}
            choices={choices}
            change={(shares) => setDraft({ ...draft, sets: { ...draft.sets, [thing]: shares } })}
          />
        ))}
      </div>
      <div className="flex justify-end gap-2">
        <Button onClick={cancel}>Cancel</Button>
        <Button type="submit" look="primary">
          Keep in the draft
        </Button>
      </div>
    </form>
  );
}

/** One rule to be changed, in a dialog. What is kept goes into the draft; nothing is saved by it. */
export function RuleDialog({
  rule,
  choices,
  done,
  cancel,
}: {
  rule: AttributionRule | null;
  choices: RuleChoices;
  done: (rule: AttributionRule) => void;
  cancel: () => void;
}) {
  return (
    <Modal isOpen={rule !== null} onClose={cancel} label="Rule" className="m-auto w-[calc(100%-2rem)] max-w-xl rounded-lg p-0">
      {rule && <RuleFields key={rule.id} rule={rule} choices={choices} done={done} cancel={cancel} />}
    </Modal>
  );
}
