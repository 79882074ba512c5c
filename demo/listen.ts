import type { Server } from "node:http";
import type { ServerType } from "@hono/node-server";

export interface Listening {
  origin: string;
  port: number;
  /** Ends every connection, also one that waits for an answer. */
  close(): Promise<void>;
}

/** Starts listening on 127.0.0.1. Rejects where the port is taken. */
export async function listenOnLoopback(server: ServerType | Server, port: number): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}
