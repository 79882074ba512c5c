import { randomUUID } from "node:crypto";
import { isDatabaseAway } from "@/lib/domain/database-away";
import { type ErrorCode, WaybillError } from "@/lib/domain/error";
import { withoutSecrets } from "@/lib/domain/without-secrets";

const STATUS: Record<ErrorCode, number> = {
  invalid_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_large: 413,
  unsupported_type: 415,
  rate_limited: 429,
  wrong_key_kind: 422,
  key_disabled: 422,
  key_expired: 422,
  key_unknown: 422,
  account_known: 409,
  upstream_unavailable: 502,
  upstream_malformed: 502,
  not_configured: 503,
  unavailable: 503,
  internal: 500,
};

/** PostgreSQL's word for a null character, which no text that it keeps has: nothing can be found by one. */
const NO_TEXT = "22021";

function told(error: unknown): unknown {
  if ((error as { code?: unknown } | null)?.code !== NO_TEXT) return error;
  return new WaybillError("invalid_input", "What was asked has a null character in it.", { todo: "Leave it out." });
}

/** Writes what went wrong into the server's log, without secrets; returns the reference by which it is found there. */
export function noteForOperator(error: unknown): string {
  const reference = randomUUID().slice(0, 8);
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  // One line, so that nothing that was asked can be taken for a line of its own.
  console.error(JSON.stringify({ at: new Date(), reference, error: withoutSecrets(what) }));
  return reference;
}

/**
 * Errors as the API and the pages' own calls show them. Text that was not written for users stays in the server's log.
 */
export function errorAnswer(error: unknown): Response {
  const headers = new Headers({ "cache-control": "no-store" });
  if (error instanceof WaybillError) {
    const { code, message, todo, detail } = error;
    if (code === "unauthenticated") headers.set("www-authenticate", 'Bearer realm="waybill"');
    // What was refused can be looked up.
    const importId = typeof detail?.importId === "string" ? { importId: detail.importId } : {};
    return Response.json({ error: { code, message, todo, ...importId } }, { status: STATUS[code], headers });
  }
  const reference = noteForOperator(error);
  if (isDatabaseAway(error)) {
    headers.set("retry-after", "5");
    const message = "The database cannot be reached just now; nothing was changed halfway.";
    const todo = "Try again in a moment. If it stays, whoever runs Waybill looks whether PostgreSQL is up.";
    return Response.json({ error: { code: "unavailable", message, todo } }, { status: STATUS.unavailable, headers });
  }
  const message = "Something went wrong in Waybill itself; nothing was changed halfway.";
  const todo = `Try again. If it stays, look for the reference ${reference} in the server's log.`;
  return Response.json({ error: { code: "internal", message, todo } }, { status: 500, headers });
}

/** Runs a handler and turns what it throws into an answer. */
export async function answering(handler: () => Promise<Response>): Promise<Response> {
  try {
    return await handler();
  } catch (error) {
    return errorAnswer(told(error));
  }
}
