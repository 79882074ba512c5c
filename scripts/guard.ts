/** Ends what this process started even when it is killed outright: a watcher that notices this process is gone. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Writable } from "node:stream";

let toWatcher: Writable | undefined;

function tell(line: string): void {
  if (!toWatcher) {
    // A session of its own: Ctrl-C and a closed terminal reach this process, not the watcher.
    const watcher = spawn("/bin/sh", [join(import.meta.dirname, "guard.sh")], {
      cwd: "/",
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    });
    watcher.unref();
    watcher.stdin.on("error", () => {});
    (watcher.stdin as Writable & { unref?: () => void }).unref?.();
    toWatcher = watcher.stdin;
  }
  toWatcher.write(`${line}\n`);
}

export const guard = {
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
