"use client";
import { type ReactNode, startTransition, useActionState, useRef } from "react";
import { type ActionState, NOT_SENT } from "./action-state";
import { Button, type ButtonLook } from "./button";
import { Dialog } from "./dialog";
import { Notice } from "./states";
import { SubmitButton } from "./submit-button";
import { toast } from "./toast";

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

/** A form whose action tells in words what went wrong; what was typed stays then, and goes when it was done. */
export function ActionForm({ action, fields, submit, pending, done, look, size, onDone, cancel, children }: ActionFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [state, send, busy] = useActionState(async (before: ActionState, data: FormData) => {
    const after = await action(before, data);
    if (after.done) {
      form.current?.reset();
      toast(done);
      onDone?.();
    }
    return after;
  }, NOT_SENT);
  return (
    // As `action`, React would empty the form also when it was refused. It stands there for a form that is sent before
    // the page is alive: React then holds it back, and no key ends up in an address.
    <form
      ref={form}
      action={send}
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        startTransition(() => send(data));
      }}
    >
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
      {state.error && !busy && (
        <Notice tone="bad">
          {state.error.message} {state.error.todo}
        </Notice>
      )}
      <div className={`flex gap-2 ${cancel ? "justify-end" : ""}`}>
        {cancel && <Button onClick={cancel}>Cancel</Button>}
        <SubmitButton look={look} size={size} pending={pending} disabled={busy}>
          {busy ? (pending ?? "Working…") : submit}
        </SubmitButton>
      </div>
    </form>
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
