import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { isRunning } from "../process-state";
import { type RunningPostgres, startOwnPostgres } from "./start";

let dataFolder = "";
let last: RunningPostgres | undefined;
beforeAll(() => {
  dataFolder = mkdtempSync(join(tmpdir(), "waybill-own-postgres-"));
});
afterAll(async () => {
  await last?.stop();
  const folder = clusterFolder();
  rmSync(folder, { recursive: true, force: true });
  rmSync(dataFolder, { recursive: true, force: true });
});

/** mkdtemp closes the folder to others, so root's server stands outside. */
function clusterFolder(): string {
  try {
    return readFileSync(join(dataFolder, "postgres-folder"), "utf8").trim();
  } catch {
    return join(dataFolder, "postgres");
  }
}

async function start(ports: readonly number[] = []): Promise<RunningPostgres> {
  last = await startOwnPostgres(dataFolder, ports);
  return last;
}

async function ask(server: RunningPostgres, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: server.urlOf("kept") });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query({ text, rowMode: "array" })).rows.flat();
  } finally {
    await client.end();
  }
}

const lockFile = () => join(clusterFolder(), "postmaster.pid");
const pidOf = () => Number(readFileSync(lockFile(), "utf8").split("\n")[0]);

it("keeps its data, and its port where it is free, over a stop and a start", async () => {
  const first = await start();
  await first.createDatabase("kept");
  await first.createDatabase("kept");
  await ask(first, "CREATE TABLE facts AS SELECT 42 AS answer");
  await first.stop();
  const second = await start([first.port]);
  expect(second.port).toBe(first.port);
  expect(await ask(second, "SELECT answer FROM facts")).toEqual([42]);
});

it("sorts by code point and knows letters beyond ASCII, on every machine alike", async () => {
  expect(await ask(await start(), "SELECT lower('ÄÖ'), 'Z' < 'a', 'z' < 'ä'")).toEqual(["äö", true, true]);
});

it("takes over the server that a killed predecessor left running", async () => {
  const left = await start();
  const found = await start();
  expect(found.port).toBe(left.port);
  await found.stop();
});

it("starts after the server was killed outright", async () => {
  const killed = await start();
  const pid = pidOf();
  process.kill(pid, "SIGKILL");
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 10_000 });
  const again = await start([killed.port]);
  expect(await ask(again, "SELECT answer FROM facts")).toEqual([42]);
  await again.stop();
});

it("starts although its lock names a process that is somebody else's by now", async () => {
  writeFileSync(lockFile(), `${process.pid}\n${clusterFolder()}\n1\n1\n\n127.0.0.1\n`);
  expect(await ask(await start(), "SELECT answer FROM facts")).toEqual([42]);
});
