"use client";
import { ActionDialog, ActionForm } from "@/app/_components/form/action-form";
import { look, turnOff, turnOn } from "../actions";

interface Asked {
  organization: string;
  connectionId: string;
}

/** Asks OpenRouter how Broadcast is set up. Changes nothing. */
export function LookForm({ label, ...fields }: Asked & { label: string }) {
  return (
    <ActionForm
      action={look}
      fields={{ ...fields }}
      submit={label}
      pending="Asking OpenRouter…"
      done="OpenRouter's settings are read."
      look="secondary"
      size="small"
    />
  );
}

/** What will be changed, sentence by sentence, the consent to exactly that, and the button that does it. */
export function TurnOnForm({ said, isOn, ...fields }: Asked & { said: readonly string[]; isOn: boolean }) {
  return (
    <ActionForm
      action={turnOn}
      fields={{ ...fields }}
      submit={isOn ? "Repair Broadcast" : "Turn on Broadcast"}
      pending="Setting up at OpenRouter…"
      done="Broadcast is set up."
      look="primary"
    >
      <div className="flex flex-col gap-2 text-sm">
        <p className="text-ink">This is what Waybill will change at OpenRouter, and nothing else:</p>
        <ol className="flex list-decimal flex-col gap-1 pl-5 text-ink [overflow-wrap:anywhere]">
          {said.map((sentence) => (
            <li key={sentence}>
              {sentence}
              <input type="hidden" name="said[]" value={sentence} />
            </li>
          ))}
        </ol>
        <label className="flex items-start gap-2">
          <input type="checkbox" name="consent" value="given" required className="mt-1" />
          <span>I consent that Waybill changes this in our OpenRouter account. I can turn it off here at any time.</span>
        </label>
      </div>
    </ActionForm>
  );
}

export function TurnOffForm(fields: Asked) {
  return (
    <ActionDialog
      trigger="Turn off"
      triggerLook="danger"
      title="Turn off Broadcast?"
      action={turnOff}
      fields={{ ...fields }}
      submit="Turn off Broadcast"
      pending="Removing at OpenRouter…"
      done="Broadcast is turned off and the consent is withdrawn."
      look="danger"
    >
      <p className="text-sm text-muted">
        The destinations that Waybill made are removed at OpenRouter, their access tokens are revoked, and your consent is
        withdrawn. What was delivered so far stays. A workspace’s own switch for Broadcast stays on, since others may use it.
      </p>
    </ActionDialog>
  );
}
