"use client";
import { Menu, X } from "lucide-react";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { Button } from "./button";

/** The side bar of a phone: a button that slides it in; a link, Escape or a click beside it closes it. */
export function Drawer({ children }: { children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const pathname = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page is the reason to close
  useEffect(() => dialog.current?.close(), [pathname]);
  const close = () => dialog.current?.close();
  return (
    <>
      <Button look="quiet" aria-label="Menu" aria-haspopup="dialog" className="px-2!" onClick={() => dialog.current?.showModal()}>
        <Menu aria-hidden size={18} />
      </Button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a native dialog already */}
      <dialog
        ref={dialog}
        aria-label="Menu"
        onClick={(event) => event.target === dialog.current && close()}
        className="m-0 h-dvh max-h-none w-72 max-w-[85vw] border-r border-line bg-page p-0 text-ink backdrop:bg-black/40"
      >
        <div className="flex h-full flex-col p-3">
          <Button look="quiet" aria-label="Close the menu" className="self-end px-2!" onClick={close}>
            <X aria-hidden size={18} />
          </Button>
          {children}
        </div>
      </dialog>
    </>
  );
}
