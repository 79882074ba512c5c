"use client";
import { type ComponentProps, useCallback, useEffect, useState } from "react";

/** Dialogs that stand once in the shell and are opened from several places. */
export type ShellDialog = "search" | "shortcuts";

const EVENT = "waybill-open-dialog";

export function openDialog(name: ShellDialog): void {
  window.dispatchEvent(new CustomEvent<ShellDialog>(EVENT, { detail: name }));
}

/** Whether the shell's dialog of that name is asked for. */
export function useShellDialog(name: ShellDialog): { isOpen: boolean; close: () => void } {
  const [isOpen, setOpen] = useState(false);
  const close = useCallback(() => setOpen(false), []);
  useEffect(() => {
    const listen = (event: Event) => {
      if ((event as CustomEvent<ShellDialog>).detail === name) setOpen(true);
    };
    window.addEventListener(EVENT, listen);
    return () => window.removeEventListener(EVENT, listen);
  }, [name]);
  return { isOpen, close };
}

/** A button that opens one of them. */
export function OpenDialog({ dialog, ...rest }: { dialog: ShellDialog } & ComponentProps<"button">) {
  return <button type="button" aria-haspopup="dialog" {...rest} onClick={() => openDialog(dialog)} />;
}
