/** What takes deliveries, in a process of its own that a test can kill: `delivery-server-process.ts <port>`. */
import { createServer } from "node:http";
import { deliveriesBefore } from "../../app/api/v1/otlp/node-listener";

createServer(deliveriesBefore((_, response) => response.writeHead(404).end())).listen(Number(process.argv[2]), "127.0.0.1", () =>
  process.send?.("ready"),
);
process.once("disconnect", () => process.exit(0));
