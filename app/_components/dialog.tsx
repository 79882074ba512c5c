"use client";
import { X } from "lucide-react";
import { type ReactNode, useId, useRef } from "react";
import { Button, type ButtonLook } from "./button";
import { SubmitButton } from "./submit-button";

/** A button that opens a modal with `children`. Escape, the cross and a click beside it close it. */
export function Dialog({
  trigger,
  look,
  size,
  title,
  children,
}: {
  trigger: ReactNode;
  look?: ButtonLook;
  size?: "small" | "medium";
  title: string;
  children: ReactNode | ((close: () => void) => ReactNode);
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const close = () => dialog.current?.close();
  return (
    <>
      <Button look={look} size={size} aria-haspopup="dialog" onClick={() => dialog.current?.showModal()}>
        {trigger}
      </Button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a native dialog already */}
      <dialog
        ref={dialog}
        aria-labelledby={titleId}
        onClick={(event) => event.target === dialog.current && close()}
        className="m-auto w-[calc(100%-2rem)] max-w-lg rounded-lg border border-line bg-surface p-0 text-ink shadow-xl backdrop:bg-black/40"
      >
        <div className="flex flex-col gap-4 p-5 text-left whitespace-normal">
          <div className="flex items-start justify-between gap-4">
            <h2 id={titleId} className="text-base font-semibold">
              {title}
            </h2>
            <Button look="quiet" size="small" aria-label="Close" onClick={close}>
              <X aria-hidden size={14} />
            </Button>
          </div>
          {typeof children === "function" ? children(close) : children}
        </div>
      </dialog>
    </>
  );
}

/** Asks before it submits `action` with the hidden `fields`; closes when the action has run. */
export function ConfirmButton({
  action,
  fields = {},
  trigger,
  title,
  children,
  confirm,
  look = "danger",
  size = "small",
}: {
  action: (form: FormData) => Promise<unknown>;
  fields?: Record<string, string>;
  trigger: ReactNode;
  title: string;
  /** What will happen and what is kept. */
  children: ReactNode;
  /** The verb on the button that does it. */
  confirm: string;
  look?: ButtonLook;
  size?: "small" | "medium";
}) {
  return (
    <Dialog trigger={trigger} look={look} size={size} title={title}>
      {(close) => (
        <form
          className="flex flex-col gap-4"
          action={async (form) => {
            await action(form);
            close();
          }}
        >
          <div className="text-sm text-muted">{children}</div>
          {Object.entries(fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <div className="flex justify-end gap-2">
            <Button onClick={close}>Cancel</Button>
            <SubmitButton look={look}>{confirm}</SubmitButton>
          </div>
        </form>
      )}
    </Dialog>
  );
}
