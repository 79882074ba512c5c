"use client";
import { X } from "lucide-react";
import { type ReactNode, useCallback, useState } from "react";
import { Button, type ButtonLook } from "./button";
import { Modal } from "./modal";

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
  const [isOpen, setOpen] = useState(false);
  const close = useCallback(() => setOpen(false), []);
  return (
    <>
      <Button look={look} size={size} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {trigger}
      </Button>
      <Modal isOpen={isOpen} onClose={close} label={title} className="m-auto w-[calc(100%-2rem)] max-w-lg rounded-lg p-0">
        <div className="flex flex-col gap-4 p-5 text-left whitespace-normal">
          <div className="flex items-start justify-between gap-4">
            <h2 className="text-base font-semibold">{title}</h2>
            <Button look="quiet" size="small" aria-label="Close" onClick={close}>
              <X aria-hidden size={14} />
            </Button>
          </div>
          {typeof children === "function" ? children(close) : children}
        </div>
      </Modal>
    </>
  );
}
