/** Child processes in groups of their own: Ctrl-C reaches only whoever started them, who ends each with all it started. */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { guard } from "./guard";
import { groupIsRunning } from "./process-state";

export interface Child {
  process: ChildProcess;
  /** Resolves when it has ended: its exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
  /** Asks the whole group to end, and makes it after `patience` milliseconds. Resolves when it has. */
  stop(patience?: number): Promise<void>;
}

export function startChild(command: string, args: readonly string[], options: SpawnOptions = {}): Child {
  const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"], ...options, detached: true });
  const group = child.pid;
  if (group) guard.started(-group, "TERM");
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      // Its number may be another's soon.
      if (group && !groupIsRunning(group)) guard.ended(-group);
      resolve(code ?? signal ?? 1);
    });
  });
  ended.catch(() => {});
  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      if (group) process.kill(-group, signal);
    } catch {
      // The group ended in the meantime.
    }
  };
  return {
    process: child,
    ended,
    async stop(patience = 10_000) {
      if (!group) return;
      signalGroup("SIGTERM");
      const deadline = Date.now() + patience;
      while (groupIsRunning(group) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
      signalGroup("SIGKILL");
      guard.ended(-group);
    },
  };
}
