/** Locks that are files: they name the process that holds them, so that one left by a killed process is recognised. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { beganAt, isRunning } from "./process-state";

export interface Holder {
  pid: number;
  /** When that process began, as the system counts: after a restart the number may be another's. */
  began: string;
  /** Whatever the holder tells those who come second. */
  note: string;
}

/** Who holds the lock; null: nobody who is alive. */
export function holderOf(file: string): Holder | null {
  try {
    const holder = JSON.parse(readFileSync(file, "utf8")) as Holder;
    return isRunning(holder.pid) && beganAt(holder.pid) === holder.began ? holder : null;
  } catch {
    return null;
  }
}

export interface Lock {
  /** Replaces what those who come second are told. */
  note(text: string): void;
  release(): void;
}

/** Takes the lock, or says who has it. */
export function tryLock(file: string, note = ""): Lock | Holder {
  mkdirSync(dirname(file), { recursive: true, mode: 0o711 });
  const own = `${file}.${process.pid}`;
  const write = (text: string) =>
    writeFileSync(own, JSON.stringify({ pid: process.pid, began: beganAt(process.pid), note: text } satisfies Holder), {
      mode: 0o600,
    });
  write(note);
  try {
    for (;;) {
      try {
        linkSync(own, file);
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const holder = holderOf(file);
      if (holder) return holder;
      // Moved away before it is removed: of two who find the same dead lock, one fails here and looks again.
      const dead = `${file}.dead-${process.pid}`;
      try {
        renameSync(file, dead);
        rmSync(dead, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      }
    }
  } finally {
    rmSync(own, { force: true });
  }
  return {
    note(text) {
      write(text);
      renameSync(own, file);
    },
    release: () => rmSync(file, { force: true }),
  };
}

/** Does the work while holding the lock, waiting for whoever has it. */
export async function withLock<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    const lock = tryLock(file);
    if ("release" in lock) {
      try {
        return await work();
      } finally {
        lock.release();
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
