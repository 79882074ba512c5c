import { subscribe } from "node:diagnostics_channel";
import type { Server } from "node:http";

/** A gigabyte over a line of a hundred kilobits a second. */
const LONGEST_REQUEST_MS = 24 * 3_600_000;

/**
 * Node cuts a request that is not there whole after five minutes, which a large log over a slow line is not. Next does not
 * hand out the server it makes; the first request that reaches it does. Headers are still awaited for a minute at most,
 * and an upload that falls silent is given up by whoever reads it.
 */
export function allowSlowUploads(): void {
  subscribe("http.server.request.start", (message) => {
    const { server } = message as { server: Server };
    server.requestTimeout = LONGEST_REQUEST_MS;
  });
}
