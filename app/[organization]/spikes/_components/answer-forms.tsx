"use client";
import { ActionDialog, ActionForm } from "@/app/_components/form/action-form";
import { Field, Input } from "@/app/_components/form/field";
import type { SpikeAnswer } from "@/lib/domain/spike/spike";
import { answer } from "../actions";

function AnswerForm({
  fields,
  trigger,
  kind,
  about,
}: {
  fields: Record<string, string>;
  trigger: string;
  kind: SpikeAnswer;
  about: string;
}) {
  return (
    <ActionDialog
      trigger={trigger}
      title={trigger}
      action={answer}
      fields={{ ...fields, spikeAnswer: kind }}
      submit={trigger}
      done="Noted"
    >
      <p className="text-sm text-muted">{about}</p>
      <Field id={`note-${kind}`} label="Note" hint="Optional: what it was, and what was done.">
        <Input id={`note-${kind}`} name="note" maxLength={500} />
      </Field>
    </ActionDialog>
  );
}

/** What somebody says to a spike. */
export function AnswerForms({
  organization,
  spikeId,
  given,
}: {
  organization: string;
  spikeId: string;
  given: SpikeAnswer | null;
}) {
  const fields = { organization, spikeId };
  if (given !== null) {
    return (
      <ActionForm
        action={answer}
        fields={{ ...fields, spikeAnswer: "" }}
        submit="Take the answer back"
        done="Taken back"
        size="small"
      />
    );
  }
  return (
    <>
      <AnswerForm fields={fields} trigger="Acknowledge" kind="acknowledged" about="Somebody knows of it and looks after it." />
      <AnswerForm
        fields={fields}
        trigger="Mark as expected"
        kind="expected"
        about="It was meant to be: a load test, a migration, a launch."
      />
    </>
  );
}
