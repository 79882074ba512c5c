import { createServer } from "node:net";

/** Whether this machine's loopback has the port free at this moment. 0 asks for any. Resolves to the port, or null. */
function tryPort(port: number, host: string): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(null));
    probe.listen(port, host, () => {
      const address = probe.address();
      probe.close(() => resolve(address && typeof address === "object" ? address.port : null));
    });
  });
}

/** A TCP port nobody listens on at this moment; one of the wished ones where possible. */
export async function freePort(wished: readonly number[] = [], host = "127.0.0.1"): Promise<number> {
  for (const port of [...wished, 0]) {
    const free = await tryPort(port, host);
    if (free !== null) return free;
  }
  throw new Error(`No port is free on ${host}.`);
}
