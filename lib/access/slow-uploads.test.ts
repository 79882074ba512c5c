import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { allowSlowUploads } from "./slow-uploads";

it("lets a server wait for a whole request for a day, from the first one on", async () => {
  allowSlowUploads();
  const server = createServer((_, response) => response.end("ok")).listen(0, "127.0.0.1");
  try {
    await once(server, "listening");
    const before = server.requestTimeout;
    await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect([before, server.requestTimeout]).toEqual([300_000, 86_400_000]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
