import type { ServerResponse } from "node:http";

/** Whether every escape of an address is one: Next answers 500 to others, as if it had broken. */
export function isReadable(address: string): boolean {
  const [path = ""] = address.split("?");
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

const MESSAGE = "This address cannot be read: a % in it is not followed by what stands for a character.";
const REMEDY = "Follow a link to the page, or write %25 for a per cent sign.";

/** Says so: as the API says it to programs, in a line to people. */
export function answerUnreadable(address: string, response: ServerResponse): void {
  const asProgram = address.startsWith("/api/");
  const body = asProgram
    ? JSON.stringify({ error: { code: "invalid_input", message: MESSAGE, todo: REMEDY } })
    : `${MESSAGE} ${REMEDY}\n`;
  const type = asProgram ? "application/json" : "text/plain; charset=utf-8";
  response.writeHead(400, { "content-type": type, "x-content-type-options": "nosniff", "cache-control": "no-store" });
  response.end(body);
}
