"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import type { Role } from "@/lib/domain/role";
import { Modal } from "../modal";
import { useCarriedQuery } from "./navigation";
import { openDialog, useShellDialog } from "./open-dialog";
import { pagesOf, withQuery } from "./pages";

const LIST: readonly (readonly [string, string])[] = [
  ["Ctrl K or ⌘ K", "Search"],
  ["?", "This list"],
  ["j or ↓", "Next row of a table"],
  ["k or ↑", "Row before"],
  ["Enter", "What the row is made of"],
  ["Esc", "Close"],
];

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Moves the focus among the rows of the page's table; true when there was one. */
function moveRow(by: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row-link]")];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = rows[at === -1 ? (by === 1 ? 0 : rows.length - 1) : at + by];
  next?.focus();
  return next !== undefined;
}

/** Keys that work on every page, and their list. */
export function Shortcuts({ organization, role }: { organization: string; role: Role }) {
  const { isOpen, close } = useShellDialog("shortcuts");
  const router = useRouter();
  const carried = useCarriedQuery();

  useEffect(() => {
    let afterG = false;
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector("dialog[open]")) return;
      const inTable = (event.target as HTMLElement).hasAttribute?.("data-row-link");
      const page = afterG ? pagesOf(role).find((known) => known.key === event.key) : undefined;
      afterG = event.key === "g";
      if (page) router.push(withQuery(`/${organization}/${page.path}`, page.path.startsWith("settings") ? "" : carried));
      else if (event.key === "?") openDialog("shortcuts");
      else if ((event.key === "j" || (event.key === "ArrowDown" && inTable)) && moveRow(1)) event.preventDefault();
      else if ((event.key === "k" || (event.key === "ArrowUp" && inTable)) && moveRow(-1)) event.preventDefault();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [organization, role, carried, router]);

  const pages = pagesOf(role).map((page) => [`g ${page.key}`, page.label] as const);
  return (
    <Modal
      isOpen={isOpen}
      onClose={close}
      label="Keyboard shortcuts"
      className="m-auto w-[calc(100%-2rem)] max-w-sm rounded-lg p-5"
    >
      <h2 className="mb-3 text-base font-semibold">Keyboard shortcuts</h2>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 text-sm">
        {[...LIST, ...pages].map(([keys, does]) => [
          <dt key={`${keys} keys`}>
            <kbd className="rounded border border-line bg-sunken px-1.5 py-0.5 font-sans text-xs">{keys}</kbd>
          </dt>,
          <dd key={keys} className="text-muted">
            {does}
          </dd>,
        ])}
      </dl>
    </Modal>
  );
}
