"use client";
import { useEffect, useState } from "react";

const EVENT = "waybill-toast";
const SHOWN_MS = 4000;

/** Tells the person, for a few seconds and to screen readers, that something was done. */
export function toast(text: string): void {
  window.dispatchEvent(new CustomEvent<string>(EVENT, { detail: text }));
}

/** Where toasts appear; once, in the root layout. */
export function Toasts() {
  const [text, setText] = useState("");
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = (event: Event) => {
      setText((event as CustomEvent<string>).detail);
      clearTimeout(timer);
      timer = setTimeout(() => setText(""), SHOWN_MS);
    };
    window.addEventListener(EVENT, show);
    return () => {
      window.removeEventListener(EVENT, show);
      clearTimeout(timer);
    };
  }, []);
  return (
    <div role="status" aria-live="polite" className="pointer-events-none fixed inset-x-0 bottom-4 z-50 flex justify-center px-4">
      {text && <p className="rounded-md bg-ink px-3 py-2 text-sm text-page shadow-lg">{text}</p>}
    </div>
  );
}
