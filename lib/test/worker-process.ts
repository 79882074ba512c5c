/** A worker in a process of its own that a test can kill, with the test's clock: `worker-process.ts <instant>`. */
import { runWorker } from "../jobs/worker";

const [, , instant = ""] = process.argv;
const now = new Date(instant);
if (Number.isNaN(now.getTime())) throw new Error("usage: worker-process.ts <ISO instant>");
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort(new Error("SIGTERM")));
await runWorker({ signal: stop.signal, now: () => now });
process.exit(0);
