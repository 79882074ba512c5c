"use client";
import { ChevronDown } from "lucide-react";
import { usePathname, useSearchParams } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { buttonClass } from "./button";

/**
 * A button with a panel under it, made of `details` so that it opens without scripts. A choice, Escape or a click
 * elsewhere closes it.
 */
export function Menu({
  label,
  name,
  align = "left",
  size = "medium",
  children,
}: {
  label: ReactNode /** For screen readers, before the label. */;
  name: string;
  align?: "left" | "right";
  size?: "small" | "medium";
  children: ReactNode;
}) {
  const details = useRef<HTMLDetailsElement>(null);
  const address = `${usePathname()}?${useSearchParams()}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new address is the choice that was made
  useEffect(() => {
    if (details.current) details.current.open = false;
  }, [address]);
  useEffect(() => {
    const close = (event: Event) => {
      const menu = details.current;
      if (!menu?.open) return;
      if (event instanceof KeyboardEvent) {
        if (event.key !== "Escape") return;
        menu.open = false;
        menu.querySelector("summary")?.focus();
      } else if (!menu.contains(event.target as Node)) menu.open = false;
    };
    document.addEventListener("click", close);
    document.addEventListener("keydown", close);
    return () => {
      document.removeEventListener("click", close);
      document.removeEventListener("keydown", close);
    };
  }, []);
  return (
    <details ref={details} className="group relative">
      <summary className={`${buttonClass({ size })} list-none [&::-webkit-details-marker]:hidden`}>
        <span className="sr-only">{name}: </span>
        {label}
        <ChevronDown aria-hidden size={14} className="text-muted" />
      </summary>
      <div
        className={`absolute top-full z-30 mt-1 max-h-[70vh] min-w-56 overflow-y-auto rounded-md border border-line bg-surface p-1 shadow-lg ${align === "right" ? "right-0" : "left-0"}`}
      >
        {children}
      </div>
    </details>
  );
}
