import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";

/** A script that starts two things, then does what its argument says. */
const SCRIPT = `
  import { supervise } from "./scripts/run/supervise";
  await supervise(async (supervision) => {
    for (const what of ["database", "pages"]) supervision.atEnd(what, async () => console.log("stopped " + what));
    const [how] = process.argv.slice(1);
    if (how === "throws") throw Object.assign(new Error("Port 80 is in use."), { todo: "Set PORT to another." });
    console.log("ready");
    if (how === "dies") supervision.fail(new Error("The worker ended (1)."));
    setInterval(() => {}, 1000);
    await (how === "starting" ? new Promise(() => {}) : supervision.told);
  });
`;

function run(how: string) {
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", SCRIPT, how], {
    cwd: join(import.meta.dirname, "../.."),
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { child, outcome: Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]) };
}

it.each([
  ["SIGINT", "waiting"],
  ["SIGTERM", "waiting"],
  ["SIGHUP", "waiting"],
  ["SIGINT", "starting"],
] as const)("stops what it started, newest first, on %s while %s", async (signal, how) => {
  const { child, outcome } = run(how);
  await once(child.stdout, "readable");
  child.kill(signal);
  const [out, problems, [code]] = await outcome;
  expect(out.split("\n").filter((line) => line.startsWith("stopped"))).toEqual(["stopped pages", "stopped database"]);
  expect([code, problems]).toEqual([0, ""]);
});

it.each([
  ["throws", "Port 80 is in use.\nSet PORT to another.\n"],
  ["dies", "The worker ended (1).\n"],
])("stops what it started, says why and fails when something %s", async (how, words) => {
  const [out, problems, [code]] = await run(how).outcome;
  expect(out).toContain("stopped pages\nstopped database\n");
  expect([code, problems]).toEqual([1, words]);
});
