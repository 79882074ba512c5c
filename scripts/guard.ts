/** Ends what this process started even when it is killed outright: a watcher that notices this process is gone. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Writable } from "node:stream";

let watching: { pid: number | undefined; input: Writable } | undefined;

function watcher(): { pid: number | undefined; input: Writable } {
  if (!watching) {
    // A session of its own: Ctrl-C and a closed terminal reach this process, not the watcher.
    const started = spawn("/bin/sh", [join(import.meta.dirname, "guard.sh")], {
      cwd: "/",
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    });
    started.unref();
    started.stdin.on("error", () => {});
    (started.stdin as Writable & { unref?: () => void }).unref?.();
    watching = { pid: started.pid, input: started.stdin };
  }
  return watching;
}

function tell(line: string): void {
  watcher().input.write(`${line}\n`);
}

export const guard = {
  /** The watcher's process id. */
  pid(): number | null {
    return watcher().pid ?? null;
  },
  /** `target`: a process id, or the negative of a process group's. */
  started(target: number, signal: "TERM" | "INT" | "QUIT"): void {
    tell(`start ${signal} ${target}`);
  },
  ended(target: number): void {
    tell(`done ${target}`);
  },
  /** To be removed when this process ends. */
  throwaway(folder: string): void {
    tell(`folder ${folder}`);
  },
};
