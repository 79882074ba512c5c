/**
 * The web server, `web-server.ts <host> <port>`: Next's pages and API, and before them the addresses that take deliveries.
 * Those come by the thousand a second where pages come by the dozen, and Next's own way to a route handler costs several
 * times what storing a delivery does (npm run bench -- ingest).
 */
import { createServer } from "node:http";
import { join } from "node:path";
import next from "next";
import { methodsBefore } from "../app/api/v1/methods-before";
import { deliveriesBefore } from "../app/api/v1/otlp/node-listener";
import { makeLog } from "../lib/jobs/log";
import { answerUnreadable, isReadable } from "./readable-address";
import { redactConsole } from "./run/redacted-console";

redactConsole(makeLog("waybill-web"));
process.once("uncaughtException", (error) => {
  console.error(error);
  process.exit(1);
});

const [host = "127.0.0.1", port = "3000"] = process.argv.slice(2);
const app = next({ dev: false, dir: join(import.meta.dirname, ".."), hostname: host, port: Number(port) });
await app.prepare();
const pages = app.getRequestHandler();
const server = createServer(
  deliveriesBefore(
    methodsBefore((request, response) => {
      const address = request.url ?? "/";
      if (!isReadable(address)) return answerUnreadable(address, response);
      pages(request, response).catch((error: unknown) => {
        console.error(error);
        response.destroy();
      });
    }),
  ),
);
// Node cuts a request that is not there whole after five minutes; a large log over a slow line takes hours. Headers are still
// awaited for a minute at most, and an upload that falls silent is given up by whoever reads it.
server.requestTimeout = 24 * 3_600_000;
server.listen(Number(port), host);
server.once("error", (error) => {
  console.error(error.message);
  process.exit(1);
});

/** What was begun is answered; nobody else is let in. */
function end() {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
}
for (const signal of ["SIGTERM", "SIGINT", "disconnect"] as const) process.once(signal as "SIGTERM", end);
