"use client";
import { useState } from "react";
import { NOT_SENT } from "@/app/_components/form/action-state";
import { CopyButton } from "@/app/_components/form/copy-button";
import { Field, Input, Select } from "@/app/_components/form/field";
import { HeldForm } from "@/app/_components/form/held-form";
import { SubmitButton } from "@/app/_components/form/submit-button";
import { toast } from "@/app/_components/shell/toast";
import { Notice } from "@/app/_components/states";
import type { ChannelKind } from "@/lib/domain/alert/channel";
import { type AddedState, add } from "../actions";
import { RuleBoxes } from "./rule-boxes";

const START: AddedState = { ...NOT_SENT, signingSecret: null };

const TO: Record<ChannelKind, { label: string; hint: string; placeholder: string }> = {
  email: {
    label: "Addresses",
    hint: "Up to 20, separated by commas. All of them stand in one mail.",
    placeholder: "platform-leads@example.com",
  },
  slack: {
    label: "Incoming webhook",
    hint: "In Slack: Apps, Incoming Webhooks, Add to a channel. The address is a secret; it is kept sealed.",
    placeholder: "https://hooks.slack.com/services/…",
  },
  webhook: {
    label: "Address",
    hint: "Gets a POST with JSON, signed as Standard Webhooks say. The secret is shown once.",
    placeholder: "https://example.com/hooks/waybill",
  },
};

/** Adds a channel; a webhook's secret is shown this once. */
export function NewChannelForm({ organization }: { organization: string }) {
  const [kind, setKind] = useState<ChannelKind>("email");
  const to = TO[kind];
  return (
    <HeldForm
      action={add}
      start={START}
      onDone={(_, form) => {
        form?.reset();
        toast("The channel is added. Send a test to see whether it is reached.");
      }}
      className="flex flex-col gap-4"
    >
      {({ state, error }) => (
        <>
          <input type="hidden" name="organization" value={organization} />
          <div className="grid gap-4 sm:grid-cols-2">
            <Field id="channel-kind" label="Kind">
              <Select
                id="channel-kind"
                name="channelKind"
                value={kind}
                onChange={(event) => setKind(event.target.value as ChannelKind)}
              >
                <option value="email">E-mail</option>
                <option value="slack">Slack</option>
                <option value="webhook">Webhook</option>
              </Select>
            </Field>
            <Field id="channel-name" label="Name" hint="Who reads it, such as “Platform leads”.">
              <Input id="channel-name" name="name" required maxLength={100} autoComplete="off" />
            </Field>
          </div>
          <Field id="channel-to" label={to.label} hint={to.hint}>
            <Input id="channel-to" name="to" required maxLength={2000} autoComplete="off" placeholder={to.placeholder} />
          </Field>
          <RuleBoxes chosen={null} />
          {error}
          {state.signingSecret && (
            <Notice tone="good" action={<CopyButton text={state.signingSecret} label="Copy secret" size="small" />}>
              <p>Copy the signing secret now: it is not shown again. Receivers check each message by it.</p>
              <code className="font-mono text-xs break-all text-ink">{state.signingSecret}</code>
            </Notice>
          )}
          <div>
            <SubmitButton pending="Adding…">Add channel</SubmitButton>
          </div>
        </>
      )}
    </HeldForm>
  );
}
