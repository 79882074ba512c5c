"use client";
import type { ReactNode } from "react";
import { Button, type ButtonLook } from "../button";
import { Dialog } from "../dialog";
import { toast } from "../shell/toast";
import { type ActionState, NOT_SENT } from "./action-state";
import { HeldForm } from "./held-form";
import { SubmitButton } from "./submit-button";

export interface ActionFormProps {
  action: (state: ActionState, form: FormData) => Promise<ActionState>;
  /** Sent along unseen. */
  fields: Record<string, string>;
  /** The verb on its button, and what the button says meanwhile. */
  submit: string;
  pending?: string;
  /** Said when it was done. */
  done: string;
  look?: ButtonLook;
  size?: "small" | "medium";
  onDone?: () => void;
  cancel?: () => void;
  children?: ReactNode;
}

/** A form with its button; what was typed goes when it was done. */
export function ActionForm({ action, fields, submit, pending, done, look, size, onDone, cancel, children }: ActionFormProps) {
  return (
    <HeldForm
      action={action}
      start={NOT_SENT}
      onDone={(_, form) => {
        form?.reset();
        toast(done);
        onDone?.();
      }}
      className="flex flex-col gap-4"
    >
      {({ busy, error }) => (
        <>
          {Object.entries(fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          {children}
          {error}
          <div className={`flex gap-2 ${cancel ? "justify-end" : ""}`}>
            {cancel && <Button onClick={cancel}>Cancel</Button>}
            <SubmitButton look={look} size={size} pending={pending} disabled={busy}>
              {busy ? (pending ?? "Working…") : submit}
            </SubmitButton>
          </div>
        </>
      )}
    </HeldForm>
  );
}

/** The same behind a button, in a dialog that closes when it was done. */
export function ActionDialog({
  trigger,
  triggerLook,
  title,
  ...form
}: Omit<ActionFormProps, "onDone" | "cancel" | "size"> & { trigger: ReactNode; triggerLook?: ButtonLook; title: string }) {
  return (
    <Dialog trigger={trigger} look={triggerLook} size="small" title={title}>
      {(close) => <ActionForm {...form} onDone={close} cancel={close} />}
    </Dialog>
  );
}
