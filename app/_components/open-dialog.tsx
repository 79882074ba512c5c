"use client";
import type { ComponentProps } from "react";

/** Dialogs that stand once in the shell and are opened from several places. */
export type ShellDialog = "search" | "shortcuts";

export function openDialog(name: ShellDialog): void {
  const dialog = document.getElementById(name);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

/** A button that opens one of them. */
export function OpenDialog({ dialog, ...rest }: { dialog: ShellDialog } & ComponentProps<"button">) {
  return <button type="button" aria-haspopup="dialog" {...rest} onClick={() => openDialog(dialog)} />;
}
