import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { holderOf, type Lock, tryLock, withLock } from "./lock";

let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-lock-"));
  file = join(folder, "lock");
});
afterEach(() => rmSync(folder, { recursive: true }));

function take(note = ""): Lock {
  const lock = tryLock(file, note);
  if (!("release" in lock)) throw new Error("the lock is taken");
  return lock;
}

it("is had by one, who says what for, until it is released", () => {
  const lock = take("first");
  expect(tryLock(file)).toMatchObject({ pid: process.pid, note: "first" });
  lock.note("at http://127.0.0.1:3000");
  expect(holderOf(file)?.note).toBe("at http://127.0.0.1:3000");
  lock.release();
  expect(holderOf(file)).toBeNull();
  take().release();
});

it("passes on when its holder is gone, whatever the file says", () => {
  const gone = spawnSync(process.execPath, ["-e", ""]).pid;
  writeFileSync(file, JSON.stringify({ pid: gone, began: "1", note: "" }));
  take().release();
  writeFileSync(file, "half a fi");
  take().release();
});

it("is not fooled by a process that has the number of a dead one", () => {
  writeFileSync(file, JSON.stringify({ pid: process.pid, began: "1", note: "from before the restart" }));
  expect(holderOf(file)).toBeNull();
  take().release();
});

it("keeps what it says to its owner, and leaves nothing beside it", () => {
  const lock = take("postgresql://user:secret@host/db");
  expect(statSync(file).mode & 0o077).toBe(0);
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

it("lets one after the other work", async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 5 }, () => withLock(file, work)));
  expect(most).toBe(1);
});
