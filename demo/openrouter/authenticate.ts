import type { Context, MiddlewareHandler } from "hono";
import { dayOf } from "../../lib/domain/day";
import type { InferenceKey, ManagementKey } from "../account/cast";
import { Refusal } from "./refusal";
import type { Demo } from "./state";

export type Caller = { kind: "management"; key: ManagementKey } | { kind: "inference"; key: InferenceKey };

/** OpenRouter's words for the first two are known; those for disabled and expired keys are not documented. */
const MISSING = "Missing Authentication header";
const UNKNOWN = "User not found.";
const DISABLED = "API key is disabled";
const EXPIRED = "API key has expired";

/** Whose key the request carries. Throws 401 for none, an unknown, a disabled or an expired one. */
export function callerOf(demo: Demo, context: Context): Caller {
  const secret = /^Bearer\s+(\S+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
  if (!secret) throw new Refusal(401, MISSING);
  const now = demo.now();
  const { cast } = demo.account;
  const management = cast.managementKeys.find((key) => key.secret === secret);
  const inference = cast.keys.find((key) => key.secret === secret);
  const key = management ?? inference;
  if (!key) throw new Refusal(401, UNKNOWN);
  const disabledFrom = inference?.disabledFrom ?? null;
  if (management?.disabled || (disabledFrom !== null && disabledFrom <= dayOf(now))) throw new Refusal(401, DISABLED);
  if (key.expiresAt !== null && key.expiresAt <= now) throw new Refusal(401, EXPIRED);
  if (management) return { kind: "management", key: management };
  if (inference) return { kind: "inference", key: inference };
  throw new Refusal(401, UNKNOWN);
}

/** Lets management keys in, and tells others what is wrong. */
export function managementOnly(demo: Demo): MiddlewareHandler {
  return async (context, next) => {
    const caller = callerOf(demo, context);
    if (caller.kind !== "management") throw new Refusal(403, "Only management keys can perform this operation");
    await next();
  };
}
