"use client";
import { type ReactNode, useLayoutEffect, useRef } from "react";

/**
 * A native modal dialog. What it holds exists only while it is open. Escape and a click beside it close it, and the
 * focus goes back to where it was. It opens on what is marked `data-first-focus`, else on the first control.
 */
export function Modal({
  isOpen,
  onClose,
  label,
  className = "",
  children,
}: {
  isOpen: boolean;
  onClose: () => void;
  label: string;
  className?: string;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Before the next key press: what is typed right after the shortcut belongs into the dialog.
  useLayoutEffect(() => {
    if (isOpen && !dialog.current?.open) {
      dialog.current?.showModal();
      dialog.current?.querySelector<HTMLElement>("[data-first-focus]")?.focus();
    }
    if (!isOpen) dialog.current?.close();
  }, [isOpen]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a native dialog already
    <dialog
      ref={dialog}
      aria-label={label}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
      className={`border border-line bg-surface text-ink shadow-xl backdrop:bg-black/40 ${className}`}
    >
      {isOpen && children}
    </dialog>
  );
}
