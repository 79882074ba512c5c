/** A long-running process of Waybill: its output goes to a file, and its end before time is noticed. */
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Child, startChild } from "../child";

export interface Service extends Child {
  name: string;
  /** Rejects when the process ends although nobody stopped it. Never resolves. */
  died: Promise<never>;
}

/** What a line of a log says to people; lines that are no JSON are left as they are. */
function saidIn(line: string): string {
  try {
    const { msg, err } = JSON.parse(line) as { msg?: string; err?: { message: string } };
    return [msg, err?.message].filter(Boolean).join(": ");
  } catch {
    return line;
  }
}

function tailOf(file: string): string {
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-15).map(saidIn).join("\n");
}

export function startService(
  name: string,
  args: readonly string[],
  { env, log, cwd }: { env: NodeJS.ProcessEnv; log: string; cwd: string },
): Service {
  mkdirSync(dirname(log), { recursive: true, mode: 0o700 });
  const output = openSync(log, "w", 0o600);
  const child = startChild(process.execPath, args, { cwd, env, stdio: ["ignore", output, output, "ipc"] });
  // Whoever wants to hear it listens; nobody has to stay for it.
  child.process.channel?.unref();
  closeSync(output);
  let stopping = false;
  const died = child.ended.then((how) =>
    stopping ? new Promise<never>(() => {}) : Promise.reject(new Error(`The ${name} ended (${how}):\n${tailOf(log)}`)),
  );
  died.catch(() => {});
  return {
    ...child,
    name,
    died,
    stop(patience) {
      stopping = true;
      return child.stop(patience);
    },
  };
}

/** Waits until the address answers with success. Throws after `seconds`, or as soon as the service dies. */
export async function waitUntilItAnswers(url: string, service: Service, signal: AbortSignal, seconds = 60): Promise<void> {
  const deadline = Date.now() + seconds * 1_000;
  let last = "it did not answer";
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    const attempt = fetch(url, { signal: AbortSignal.timeout(5_000), redirect: "manual" }).then(
      (response) => (response.status < 400 ? true : `it answered ${response.status}`),
      () => last,
    );
    const outcome = await Promise.race([attempt, service.died]);
    if (outcome === true) return;
    last = outcome;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The ${service.name} was not ready within ${seconds} seconds: ${last}.`);
}
