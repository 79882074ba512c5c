/** A script that starts things and stays until it is told to end: everything it started is stopped, newest first. */
import { constants } from "node:os";
import { type EndSignal, onToldToEnd } from "../told-to-end";

export interface Supervision {
  /** To be run at the end, before whatever was registered earlier. */
  atEnd(what: string, stop: () => Promise<void>): void;
  /** Aborted as soon as the end is asked for, so that waiting stops. */
  signal: AbortSignal;
  /** Resolves when somebody asks for the end; rejects when something that was to stay has ended. */
  told: Promise<void>;
  fail(error: Error): void;
}

/**
 * Runs `work`, then stops everything. Ends on Ctrl-C, SIGTERM, a closed terminal, or when `work` returns or throws.
 * The exit code is 0 after Ctrl-C once `work` has got as far as waiting, 1 after an error.
 */
export async function supervise(work: (supervision: Supervision) => Promise<void>): Promise<void> {
  const stops: { what: string; stop: () => Promise<void> }[] = [];
  const ending = new AbortController();
  let received: EndSignal | null = null;
  let failure: Error | null = null;
  let end = () => {};
  let fail = (_error: Error) => {};
  const told = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  told.catch(() => {});
  const stopListening = onToldToEnd((signal) => {
    // A second one: whoever asks does not want to wait. The guard ends what is left.
    if (received) process.exit(128 + constants.signals[signal]);
    received = signal;
    ending.abort();
    end();
  });
  const supervision: Supervision = {
    atEnd: (what, stop) => stops.push({ what, stop }),
    signal: ending.signal,
    told,
    fail(error) {
      failure ??= error;
      ending.abort();
      fail(error);
    },
  };
  try {
    // The end may be asked for in the middle of starting: what is being started is stopped with the rest.
    await Promise.race([work(supervision), told]);
  } catch (error) {
    failure ??= error instanceof Error ? error : new Error(String(error));
  }
  ending.abort();
  if (received) console.log("\nStopping …");
  for (const { what, stop } of stops.reverse()) {
    await stop().catch((error: unknown) => console.error(`Stopping ${what}: ${error instanceof Error ? error.message : error}`));
  }
  if (failure) console.error(messageOf(failure));
  stopListening();
  process.exit(failure ? 1 : 0);
}

/** What happened and what to do, without the trace that only a developer of Waybill can read. */
function messageOf(error: Error): string {
  if (process.env.WAYBILL_DEBUG) return error.stack ?? error.message;
  const todo = (error as { todo?: string | null }).todo;
  return todo ? `${error.message}\n${todo}` : error.message;
}
