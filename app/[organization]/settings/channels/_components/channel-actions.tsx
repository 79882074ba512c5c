"use client";
import { ActionDialog, ActionForm } from "@/app/_components/form/action-form";
import { Field, Input } from "@/app/_components/form/field";
import { change, pause, remove, resume, test } from "../actions";
import { RuleBoxes } from "./rule-boxes";

interface Named {
  organization: string;
  channelId: string;
  name: string;
  inUse: boolean;
  /** null: all. */
  rules: readonly string[] | null;
}

/** What can be done with a channel. */
export function ChannelActions({ organization, channelId, name, inUse, rules }: Named) {
  const fields = { organization, channelId };
  return (
    <div className="flex flex-wrap gap-2 sm:justify-end xl:flex-nowrap">
      <ActionForm
        action={test}
        fields={fields}
        submit="Send test"
        pending="Asking…"
        done="A test is on its way; the log below shows what comes of it."
        look="secondary"
        size="small"
      />
      {inUse ? (
        <ActionForm
          action={pause}
          fields={fields}
          submit="Pause"
          done="Nothing is sent there now, and what changes meanwhile is not told there."
          look="secondary"
          size="small"
        />
      ) : (
        <ActionForm
          action={resume}
          fields={fields}
          submit="Resume"
          done="What waited is on its way."
          look="secondary"
          size="small"
        />
      )}
      <ActionDialog trigger="Change" title={`Change ${name}`} action={change} fields={fields} submit="Save" done="Saved.">
        <Field id={`channel-name-${channelId}`} label="Name">
          <Input id={`channel-name-${channelId}`} name="name" required maxLength={100} defaultValue={name} />
        </Field>
        <RuleBoxes chosen={rules} />
      </ActionDialog>
      <ActionDialog
        trigger="Remove"
        triggerLook="danger"
        title={`Remove ${name}?`}
        action={remove}
        fields={fields}
        submit="Remove channel"
        done="The channel is removed."
        look="danger"
      >
        <p className="text-sm text-muted">
          Its address and secret are wiped, and messages that wait for it are dropped. The log keeps what was sent.
        </p>
      </ActionDialog>
    </div>
  );
}
