/** Shows in a terminal how a connection's sync goes on, until it has ended. */
import type { AuthorizedScope } from "../../lib/domain/scope";
import { type ConnectionRun, connectionsOf } from "../../lib/queries/connections";
import { harmless } from "../waybill/table";

const LOOK_EVERY_MS = 500;
const ENDED = ["succeeded", "failed"];

function lineOf(run: ConnectionRun): string {
  const share = run.progress === null ? "    " : `${Math.floor(run.progress * 100)} %`.padStart(5);
  const what = run.detail?.message ?? (run.step ?? run.status).replaceAll("_", " ");
  return harmless(`${share}  ${what}`);
}

/** Writes over its own line on a terminal; elsewhere adds a line when something changed, every few seconds at most. */
function progressPrinter(): { show(line: string): void; end(): void } {
  let shown = "";
  let shownAt = 0;
  if (process.stdout.isTTY) {
    const width = () => (process.stdout.columns ?? 80) - 1;
    return {
      show: (line) => process.stdout.write(`\r\u001b[2K${line.slice(0, width())}`),
      end: () => process.stdout.write("\n"),
    };
  }
  return {
    show(line) {
      if (line === shown || Date.now() - shownAt < 2_000) return;
      console.log(line);
      shown = line;
      shownAt = Date.now();
    },
    end() {},
  };
}

/**
 * Follows the connection's run to its end and returns it; null where there never was one. A run whose worker died goes
 * on as the next one, and so does this. Rejects when the signal is aborted.
 */
export async function followSync(
  scope: AuthorizedScope,
  connectionId: string,
  signal?: AbortSignal,
): Promise<ConnectionRun | null> {
  const printer = progressPrinter();
  try {
    for (;;) {
      signal?.throwIfAborted();
      const run = (await connectionsOf(scope)).find(({ id }) => id === connectionId)?.run ?? null;
      if (run === null) return null;
      printer.show(lineOf(run));
      if (ENDED.includes(run.status)) return run;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  } finally {
    printer.end();
  }
}
