/** The worker's process: `tsx lib/jobs/main.ts`. Ends on SIGINT and SIGTERM; the next one goes on where it stopped. */
import { WaybillError } from "../domain/error";
import { makeLog } from "./log";
import { runWorker } from "./worker";

const log = makeLog("waybill-worker");
const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.once(name, () => stop.abort(new Error(name)));
}
try {
  await runWorker({ signal: stop.signal, log });
  process.exit(0);
} catch (error) {
  if (error instanceof WaybillError) log.fatal([error.message, error.todo].filter(Boolean).join(" "));
  else log.fatal({ err: error }, "the worker cannot run");
  process.exit(1);
}
