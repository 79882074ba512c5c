"use client";
import { Menu, X } from "lucide-react";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "./button";
import { Modal } from "./modal";

/** The side bar of a phone: a button that brings it in; a new page closes it. */
export function Drawer({ children }: { children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const pathname = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page is the reason to close
  useEffect(() => setOpen(false), [pathname]);
  return (
    <>
      <Button look="quiet" aria-label="Menu" aria-haspopup="dialog" className="px-2!" onClick={() => setOpen(true)}>
        <Menu aria-hidden size={18} />
      </Button>
      <Modal isOpen={isOpen} onClose={() => setOpen(false)} label="Menu" className="m-0 h-dvh max-h-none w-72 max-w-[85vw] p-0">
        <div className="flex h-full flex-col p-3">
          <Button look="quiet" aria-label="Close the menu" className="self-end px-2!" onClick={() => setOpen(false)}>
            <X aria-hidden size={18} />
          </Button>
          {children}
        </div>
      </Modal>
    </>
  );
}
