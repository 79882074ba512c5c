"use client";
import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import type { Role } from "@/lib/domain/role";
import { Modal } from "../modal";
import { useCarriedQuery } from "./navigation";
import { openDialog, useShellDialog } from "./open-dialog";
import { pagesOf, withQuery } from "./pages";

/** An answer of the search route. */
export interface PaletteHit {
  path: string;
  label: string;
  hint: string | null;
  /** What it is: Developer, Team, Key, Model, Generation … */
  kind: string;
}

const SETTLE_MS = 120;
const EMPTY_WORDS: Partial<Record<Answer["state"], string>> = {
  asked: "Searching…",
  failed: "The search did not answer. Try again.",
};
const ITEM = "flex cursor-pointer items-center justify-between gap-4 rounded-md px-3 py-2 text-sm data-[selected=true]:bg-sunken";

type Answer = { state: "asked" | "answered" | "failed"; hits: PaletteHit[] };

/** What the organization calls by that text; the latest question wins, and earlier hits stay until it is answered. */
function useHits(organization: string, text: string): Answer {
  const [answer, setAnswer] = useState<Answer>({ state: "answered", hits: [] });
  useEffect(() => {
    if (text.trim() === "") {
      setAnswer({ state: "answered", hits: [] });
      return;
    }
    setAnswer(({ hits }) => ({ state: "asked", hits }));
    const gone = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const response = await fetch(`/${organization}/search?q=${encodeURIComponent(text.trim())}`, { signal: gone.signal });
        if (!response.ok) throw new Error(String(response.status));
        setAnswer({ state: "answered", hits: (await response.json()) as PaletteHit[] });
      } catch {
        if (!gone.signal.aborted) setAnswer({ state: "failed", hits: [] });
      }
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      gone.abort();
    };
  }, [organization, text]);
  return answer;
}

/** The field and what it finds; made anew each time the palette opens. */
function Palette({ organization, role, close }: { organization: string; role: Role; close: () => void }) {
  const [text, setText] = useState("");
  const { hits, state } = useHits(organization, text);
  const carried = useCarriedQuery();
  const router = useRouter();
  const go = (href: string) => {
    close();
    router.push(href);
  };
  const wanted = text.trim().toLowerCase();
  const pages = pagesOf(role).filter((page) => page.label.toLowerCase().includes(wanted));
  return (
    <Command shouldFilter={false} label="Search" className="flex flex-col">
      <Command.Input
        value={text}
        onValueChange={setText}
        data-first-focus
        placeholder="A name, a page or a generation id"
        className="h-12 w-full border-b border-line bg-transparent px-4 text-base outline-none placeholder:text-muted"
      />
      <Command.List className="max-h-[50vh] overflow-y-auto p-2">
        <Command.Empty className="px-3 py-6 text-center text-sm text-muted">
          {EMPTY_WORDS[state] ?? `Nothing is called “${text}”.`}
        </Command.Empty>
        {hits.map((hit) => (
          <Command.Item key={hit.path} value={hit.path} onSelect={() => go(withQuery(hit.path, carried))} className={ITEM}>
            <span className="min-w-0 truncate">
              {hit.label}
              {hit.hint && <span className="ml-2 text-xs text-muted">{hit.hint}</span>}
            </span>
            <span className="shrink-0 text-xs text-muted">{hit.kind}</span>
          </Command.Item>
        ))}
        {pages.map((page) => (
          <Command.Item key={page.path} value={page.path} onSelect={() => go(`/${organization}/${page.path}`)} className={ITEM}>
            {page.label}
            <span className="text-xs text-muted">Page</span>
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  );
}

/** Ctrl or Cmd with K: to anything that has a page. */
export function CommandPalette({ organization, role }: { organization: string; role: Role }) {
  const { isOpen, close } = useShellDialog("search");
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      if (isOpen) close();
      else openDialog("search");
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [isOpen, close]);
  return (
    <Modal
      isOpen={isOpen}
      onClose={close}
      label="Search"
      className="mx-auto mt-[12vh] mb-auto w-[calc(100%-2rem)] max-w-xl rounded-lg p-0"
    >
      <Palette organization={organization} role={role} close={close} />
    </Modal>
  );
}
