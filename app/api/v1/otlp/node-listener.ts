import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { WaybillError } from "@/lib/domain/error";
import { answerDelivery } from "./deliver";

const PATHS: ReadonlySet<string> = new Set(["/api/v1/otlp", "/api/v1/otlp/v1/traces"]);

/** Is it for the two routes of this folder? */
function isDelivery({ method, url = "" }: IncomingMessage): boolean {
  if (method !== "POST" && method !== "PUT") return false;
  const end = url.indexOf("?");
  return PATHS.has(end < 0 ? url : url.slice(0, end));
}

/** A sender who says nothing for so long, or a database that does, is given up. */
const SILENT_MS = 60_000;
/** Larger ones, and those that do not tell, come piece by piece. */
const SMALL_BYTES = 262_144;

function cutShort(): WaybillError {
  return new WaybillError("invalid_input", "The body was cut short.", { todo: "Send it again." });
}

function wholeOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  return new Promise((resolve, reject) => {
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.once("end", () => resolve(Buffer.concat(pieces)));
    request.once("error", () => reject(cutShort()));
    request.once("close", () => {
      if (!request.complete) reject(cutShort());
    });
  });
}

/** The body as it comes; a small one at once, which costs a good deal less than Node's own way through its pieces. */
async function* piecesOf(request: IncomingMessage): AsyncGenerator<Buffer> {
  if (Number(request.headers["content-length"] ?? SMALL_BYTES + 1) <= SMALL_BYTES) {
    yield await wholeOf(request);
    return;
  }
  try {
    // A refusal of what is still coming must get out before the connection is closed.
    yield* request.iterator({ destroyOnReturn: false });
  } catch {
    throw cutShort();
  }
}

async function deliver(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { url = "", headers } = request;
  request.setTimeout(SILENT_MS, () => request.destroy());
  const start = url.indexOf("?");
  const {
    status,
    headers: answered,
    body,
  } = await answerDelivery({
    headers: { get: (name) => headers[name]?.toString() ?? null },
    search: new URLSearchParams(start < 0 ? "" : url.slice(start + 1)),
    body: piecesOf(request),
  });
  if (!request.complete) response.setHeader("connection", "close");
  const always = { "content-length": Buffer.byteLength(body), "cache-control": "no-store", "x-content-type-options": "nosniff" };
  response.writeHead(status, { ...answered, ...always }).end(body);
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
