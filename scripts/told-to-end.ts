/** All the ways in which a script is told to end. */

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
export type EndSignal = (typeof SIGNALS)[number];

/**
 * Calls back for Ctrl-C, SIGTERM, a closed terminal, and when the npm that runs this script was killed without a word.
 * Returns how to stop listening.
 */
export function onToldToEnd(end: (signal: EndSignal) => void): () => void {
  for (const signal of SIGNALS) process.on(signal, end);
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    end("SIGHUP");
  }, 1_000);
  watch.unref();
  // Started by hand, a script may well outlive the shell it was started from.
  if (!process.env.npm_lifecycle_event) clearInterval(watch);
  return () => {
    clearInterval(watch);
    for (const signal of SIGNALS) process.removeListener(signal, end);
  };
}
