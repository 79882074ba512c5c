import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { answerDelivery } from "./deliver";

const PATHS: ReadonlySet<string> = new Set(["/api/v1/otlp", "/api/v1/otlp/v1/traces"]);

/** Is it for the two routes of this folder? */
function isDelivery({ method, url = "" }: IncomingMessage): boolean {
  if (method !== "POST" && method !== "PUT") return false;
  const end = url.indexOf("?");
  return PATHS.has(end < 0 ? url : url.slice(0, end));
}

async function deliver(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { url = "", headers } = request;
  const start = url.indexOf("?");
  const {
    status,
    headers: answered,
    body,
  } = await answerDelivery({
    headers: { get: (name) => headers[name]?.toString() ?? null },
    search: new URLSearchParams(start < 0 ? "" : url.slice(start + 1)),
    // A refusal of what is still coming must get out before the connection is closed.
    body: request.iterator({ destroyOnReturn: false }),
  });
  if (!request.complete) response.setHeader("connection", "close");
  response.writeHead(status, { ...answered, "content-length": Buffer.byteLength(body), "cache-control": "no-store" }).end(body);
}

/**
 * Answers deliveries without the detour through Next, which costs more than storing them, and leaves everything else to
 * `others`. What is answered, and how, is the same as in route.ts.
 */
export function deliveriesBefore(others: RequestListener): RequestListener {
  return (request, response) => {
    if (!isDelivery(request)) return others(request, response);
    // Its own failures are answered; what is left is a sender who hung up.
    deliver(request, response).catch(() => response.destroy());
  };
}
