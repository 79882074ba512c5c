import { type ErrorCode, WaybillError } from "../domain/error";

const CODES: Record<number, ErrorCode> = {
  401: "key_unknown",
  403: "forbidden",
  404: "not_found",
  429: "rate_limited",
};

const TODOS: Partial<Record<ErrorCode, string>> = {
  key_unknown: "Make a new management key at openrouter.ai/settings/management-keys and put it into this connection.",
  forbidden: "Check that the key is still a management key of this account; Waybill asks again with the next sync.",
  rate_limited: "Nothing to do: Waybill goes on where it stopped with the next sync.",
  upstream_unavailable:
    "Nothing to do: Waybill goes on where it stopped with the next sync. See status.openrouter.ai if it lasts.",
  upstream_malformed: "Waybill asks again with the next sync. If it lasts, tell OpenRouter's support and Waybill's maintainers.",
};

/** Outside text for a message: one line, short, and without anything that looks like a key. */
export function quoted(text: string): string {
  const line = text
    .replace(/sk-[A-Za-z0-9_-]{6,}/g, "sk-…")
    .replace(/\p{C}+|\s+/gu, " ")
    .trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

function explanation(body: unknown): string {
  const error = (body as { error?: { message?: unknown } } | null)?.error;
  return typeof error?.message === "string" && error.message ? `: ${quoted(error.message).replace(/\.$/, "")}` : "";
}

/** OpenRouter said no. `detail.status` tells how, for callers to whom a 403 or 404 is an answer. */
export function refusal(call: string, status: number, body: unknown, retryAfterSeconds: number | null = null): WaybillError {
  const code = CODES[status] ?? (status >= 500 || status === 408 ? "upstream_unavailable" : "upstream_malformed");
  const todo = TODOS[code];
  return new WaybillError(code, `OpenRouter answered ${call} with status ${status}${explanation(body)}.`, {
    ...(todo ? { todo } : {}),
    detail: { call, status, ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }) },
  });
}

/** No usable answer came: refused connection, cut, stall. */
export function unreachable(call: string, problem: string, cause: unknown): WaybillError {
  return new WaybillError("upstream_unavailable", `OpenRouter did not answer ${call}: ${quoted(problem)}.`, {
    todo: TODOS.upstream_unavailable ?? "",
    detail: { call },
    cause,
  });
}

/** An answer came that nobody can read. */
export function unreadable(call: string, problem: string): WaybillError {
  return new WaybillError("upstream_malformed", `OpenRouter's answer to ${call} cannot be read: ${quoted(problem)}.`, {
    todo: TODOS.upstream_malformed ?? "",
    detail: { call },
  });
}

/** The HTTP status behind an error of this folder; null for any other. */
export function statusOf(error: unknown): number | null {
  const status = error instanceof WaybillError ? error.detail?.status : null;
  return typeof status === "number" ? status : null;
}
