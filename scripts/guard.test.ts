import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { groupIsRunning } from "./process-state";

const OWNER = `
  import { startChild } from "./scripts/child";
  import { guard } from "./scripts/guard";
  guard.throwaway(process.argv[1]);
  const child = startChild("/bin/sh", ["-c", "sleep 600 & sleep 600"]);
  console.log(child.process.pid);
  setInterval(() => {}, 1000);
`;

it("ends what somebody started, grandchildren too, when he is killed outright", async () => {
  const folder = mkdtempSync(join(tmpdir(), "waybill guard "));
  const owner = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", OWNER, folder], {
    cwd: join(import.meta.dirname, ".."),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said] = (await once(owner.stdout, "data")) as [Buffer];
  const group = Number(said.toString());
  expect(groupIsRunning(group)).toBe(true);
  owner.kill("SIGKILL");
  await vi.waitFor(() => expect(groupIsRunning(group)).toBe(false), { timeout: 15_000, interval: 50 });
  await vi.waitFor(() => expect(existsSync(folder)).toBe(false), { timeout: 5_000, interval: 50 });
}, 30_000);
