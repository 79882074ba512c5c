"use client";
import { type ReactNode, startTransition, useActionState, useRef } from "react";
import { Notice } from "../states";
import type { ActionState } from "./action-state";

/** A form that keeps what was typed until its action took it, and says in words what went wrong. */
export function HeldForm<State extends ActionState>({
  action,
  start,
  onDone,
  className,
  children,
}: {
  action: (state: Awaited<State>, form: FormData) => Promise<State>;
  start: Awaited<State>;
  onDone: (state: State, form: HTMLFormElement | null) => void;
  className: string;
  /** `error` stands where it is put: beside the button that was pressed. */
  children: (sent: { state: Awaited<State>; busy: boolean; error: ReactNode }) => ReactNode;
}) {
  const form = useRef<HTMLFormElement>(null);
  const [state, send, busy] = useActionState(async (before: Awaited<State>, data: FormData): Promise<State> => {
    const after = await action(before, data);
    if (after.done) onDone(after, form.current);
    return after;
  }, start);
  const error = state.error && !busy && (
    <Notice tone="bad">
      {state.error.message} {state.error.todo}
    </Notice>
  );
  return (
    // As `action`, React would empty the form also when it was refused. It stands there for a form that is sent before
    // the page is alive: React then holds it back, and no key ends up in an address.
    <form
      ref={form}
      action={send}
      className={className}
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        startTransition(() => send(data));
      }}
    >
      {children({ state, busy, error })}
    </form>
  );
}
