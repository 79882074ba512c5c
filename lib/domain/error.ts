/** Everything that may go wrong for a user, as a closed set: transports map these codes, tests name them. */
export const ERROR_CODES = [
  "invalid_input",
  "unauthenticated",
  "forbidden",
  "not_found",
  "method_not_allowed",
  "conflict",
  "too_large",
  "unsupported_type",
  "rate_limited",
  "wrong_key_kind",
  "key_disabled",
  "key_expired",
  "key_unknown",
  "account_known",
  "upstream_unavailable",
  "upstream_malformed",
  "not_configured",
  "unavailable",
  "internal",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** An error whose text is meant for the user: what happened (message) and what to do (todo). Never holds a secret. */
export class WaybillError extends Error {
  override name = "WaybillError";
  readonly code: ErrorCode;
  /** What to do next, as a sentence. */
  readonly todo: string | null;
  /** Machine-readable particulars, such as the offending field. */
  readonly detail: Record<string, string | number> | null;

  constructor(
    code: ErrorCode,
    message: string,
    options: { todo?: string; detail?: Record<string, string | number>; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.todo = options.todo ?? null;
    this.detail = options.detail ?? null;
  }
}
