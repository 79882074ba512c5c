/** A process of a test's own that is killed without a word and started again. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");

export interface DoomedProcess {
  /** Resolves once it does its work. `more`: further arguments. */
  start(...more: string[]): Promise<void>;
  kill(): Promise<void>;
}

/** `args`: a TypeScript file of the repository, and what it is given. `answers`: resolves once it does its work. */
export function doomedProcess(
  args: readonly string[],
  { answers = async () => {}, env = {} }: { answers?: (child: ChildProcess) => Promise<unknown>; env?: Record<string, string> },
): DoomedProcess {
  let child: ChildProcess | null = null;
  return {
    async start(...more) {
      child = spawn(process.execPath, ["--import", "tsx", ...args, ...more], {
        cwd: ROOT,
        env: { ...process.env, ...env },
        stdio: ["ignore", "ignore", "ignore", "ipc"],
      });
      child.channel?.unref();
      await answers(child);
    },
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** What takes deliveries, without the pages. */
export function deliveryServer(port: number): DoomedProcess {
  const answers = (child: ChildProcess) => once(child, "message");
  return doomedProcess([join("lib", "test", "delivery-server-process.ts"), String(port)], { answers });
}

/** A worker; it is started with the instant at which its clock stands. */
export function doomedWorker(env: Record<string, string> = {}): DoomedProcess {
  return doomedProcess([join("lib", "test", "worker-process.ts")], { env });
}
