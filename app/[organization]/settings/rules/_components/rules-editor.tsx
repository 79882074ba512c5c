"use client";
import { useMemo, useState } from "react";
import { Badge } from "@/app/_components/badge";
import { Button } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { ActionForm } from "@/app/_components/form/action-form";
import { Field, Input, Select } from "@/app/_components/form/field";
import { EmptyState, Notice } from "@/app/_components/states";
import type { AttributionRule, RuleCondition } from "@/lib/domain/attribution/rule";
import type { Day } from "@/lib/domain/day";
import { save } from "../actions";
import { nameFinder, newRule, type RuleChoices } from "./draft-rule";
import { PreviewResult } from "./preview-result";
import { RuleDialog } from "./rule-dialog";
import { RuleList } from "./rule-list";
import { usePreview } from "./use-preview";

const PERIODS = [
  { days: 30, label: "Last 30 days" },
  { days: 90, label: "Last 90 days" },
  { days: null, label: "Whole history" },
] as const;

interface RulesEditorProps {
  organization: string;
  version: number;
  rules: readonly AttributionRule[];
  choices: RuleChoices;
  mayChange: boolean;
  /** Conditions of a new rule that is open from the start; none: none is. */
  started: readonly RuleCondition[];
  today: Day;
}

/** The rules as a draft: change them, see what they would move, save them as a new version. */
export function RulesEditor({ organization, version, rules, choices, mayChange, started, today }: RulesEditorProps) {
  // A refresh of the page brings equal rules as another array; another version makes another editor.
  const [saved] = useState(rules);
  const [draft, setDraft] = useState<readonly AttributionRule[]>(saved);
  const [edited, edit] = useState<AttributionRule | null>(() =>
    started.length > 0 ? { ...newRule(), conditions: started } : null,
  );
  const [period, setPeriod] = useState<number | null>(90);
  /** The draft that the preview is of. */
  const [previewed, setPreviewed] = useState<readonly AttributionRule[] | null>(null);
  const { preview, ask, stop, clear } = usePreview(`/${organization}/settings/rules/preview`);
  const nameOf = useMemo(() => nameFinder(choices), [choices]);
  const isChanged = draft !== saved;
  /** Closes the dialog for good: the page begins anew when a version is saved, and must not open it again. */
  const close = () => {
    edit(null);
    if (started.length === 0) return;
    const address = new URL(window.location.href);
    for (const { field } of started) address.searchParams.delete(field);
    window.history.replaceState(null, "", address);
  };
  const keep = (rule: AttributionRule) => {
    const isKnown = draft.some(({ id }) => id === rule.id);
    setDraft(isKnown ? draft.map((one) => (one.id === rule.id ? rule : one)) : [...draft, rule]);
    close();
  };
  const undo = () => {
    setDraft(saved);
    setPreviewed(null);
    clear();
  };
  return (
    <>
      <Card
        title={<>Rules {isChanged && <Badge tone="warn">Draft, not saved</Badge>}</>}
        note="For developer, team and feature each, the first rule from the top that matches and sets it decides. Where none does, the user field, the key's owner and its creator count, in this order."
        actions={mayChange && <Button onClick={() => edit(newRule())}>Add a rule</Button>}
      >
        {draft.length === 0 ? (
          <EmptyState title="No rules yet">
            A rule says whose spend something is, or what it is for, where requests do not say it themselves: all spend of the key
            ci-build is Ada's; sessions that begin with night- are the feature batch.
          </EmptyState>
        ) : (
          <RuleList rules={draft} nameOf={nameOf} change={mayChange ? setDraft : null} edit={edit} />
        )}
      </Card>
      <RuleDialog rule={edited} choices={choices} done={keep} cancel={close} />
      {mayChange && isChanged && (
        <Card
          title="What would move"
          note="Computed over the same requests and bills as the books; nothing is changed by looking."
        >
          <div className="flex flex-col gap-5">
            <div className="flex flex-wrap items-end gap-2">
              <Select
                aria-label="Days to compare"
                className="w-auto!"
                value={String(period)}
                onChange={({ target }) => setPeriod(target.value === "null" ? null : Number(target.value))}
              >
                {PERIODS.map(({ days, label }) => (
                  <option key={label} value={String(days)}>
                    {label}
                  </option>
                ))}
              </Select>
              <Button
                look={previewed === draft ? "secondary" : "primary"}
                onClick={() => {
                  setPreviewed(draft);
                  void ask(draft, period);
                }}
              >
                Preview
              </Button>
              <Button look="quiet" onClick={undo}>
                Undo all changes
              </Button>
            </div>
            {preview && previewed !== draft && <Notice tone="warn">The draft changed since this preview. Preview again.</Notice>}
            {preview && <PreviewResult preview={preview} today={today} stop={stop} />}
            <ActionForm
              action={save}
              fields={{ organization, basedOn: String(version), rules: JSON.stringify(draft) }}
              submit={`Save as version ${version + 1}`}
              pending="Saving…"
              done="Saved. The books are being rebuilt by these rules."
            >
              <Field id="rules-note" label="Note" hint="Why, for whoever reads the versions later.">
                <Input id="rules-note" name="note" maxLength={500} />
              </Field>
            </ActionForm>
          </div>
        </Card>
      )}
    </>
  );
}
