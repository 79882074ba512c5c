"use client";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";

const EVERY_MS = 1500;

/**
 * What the server sent with the page, and while `busy` what `path` answers since. When it is busy no more, the page is
 * made anew. A call that fails is tried again: the page goes on showing what it knew.
 */
export function usePolled<Shown>(initial: Shown, path: string, busy: (shown: Shown) => boolean): Shown {
  const [shown, setShown] = useState(initial);
  const router = useRouter();
  useEffect(() => setShown(initial), [initial]);
  const going = busy(shown);
  useEffect(() => {
    if (!going) return;
    const abort = new AbortController();
    const timer = setInterval(async () => {
      try {
        const response = await fetch(path, { signal: abort.signal });
        if (!response.ok) return;
        const now = (await response.json()) as Shown;
        if (abort.signal.aborted) return;
        setShown(now);
        if (!busy(now)) router.refresh();
      } catch {
        // The server is away for a moment.
      }
    }, EVERY_MS);
    return () => {
      abort.abort();
      clearInterval(timer);
    };
  }, [going, path, busy, router]);
  return shown;
}
