import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler } from "hono";
import { z } from "zod";
import { Refusal } from "./refusal";

const statuses = [403, 404, 408, 429, 500, 502, 503, 529] as const;

/** What goes wrong, with which requests, how often. */
export const faultSchema = z.object({
  /**
   * `stall`: never answers; `cut`: half an answer; `malformed`: half an answer that looks whole; `absurd`: impossible
   * costs; `strings`: every number as text; `novel`: fields nobody has seen before;
   * `misshapen`: what was asked for, but elsewhere.
   */
  kind: z.union([z.literal(statuses), z.enum(["stall", "cut", "malformed", "absurd", "strings", "novel", "misshapen"])]),
  /** Part of method and path with query, such as `POST /api/v1/analytics/query`; empty: every request. */
  match: z.string().default(""),
  /** Part of the request's body, such as `"external_user"`. */
  bodyMatch: z.string().default(""),
  /** So many matching requests pass before. */
  after: z.int().min(0).default(0),
  times: z.int().min(1).default(1),
  retryAfterSeconds: z.number().min(0).default(1),
});
export type Fault = z.infer<typeof faultSchema>;

export class Faults {
  #pending: Fault[] = [];

  add(fault: Fault): void {
    this.#pending.push({ ...fault });
  }

  clear(): void {
    this.#pending = [];
  }

  pending(): readonly Fault[] {
    return this.#pending;
  }

  /** The fault that befalls this request, which uses it up; null: none. */
  take(request: string, body: string): Fault | null {
    for (const fault of this.#pending) {
      if (!request.includes(fault.match) || !body.includes(fault.bodyMatch)) continue;
      if (fault.after > 0) {
        fault.after--;
        continue;
      }
      fault.times--;
      if (fault.times === 0) this.#pending = this.#pending.filter((other) => other !== fault);
      return fault;
    }
    return null;
  }
}

const MESSAGES: Record<(typeof statuses)[number], string> = {
  403: "Only management keys can perform this operation",
  404: "Resource not found",
  408: "Operation timed out. Please try again later.",
  429: "Rate limit exceeded",
  500: "Internal Server Error",
  502: "Provider returned error",
  503: "Service temporarily unavailable",
  529: "Provider returned error",
};

const ABSURD = [-12.5, null, 1e308, "NaN", "Infinity", -0.000001];
const COST_FIELD =
  /^(usage|credits_usage|total_usage|byok_usage|usage_cache|byok_usage_inference|total_cost|total_credits|cost)$/;

/** Each cost of the answer becomes the next impossible one. */
function withAbsurdCosts(json: string): string {
  let count = 0;
  return JSON.stringify(
    JSON.parse(json, (name, value) =>
      COST_FIELD.test(name) && typeof value !== "object" ? ABSURD[count++ % ABSURD.length] : value,
    ),
  );
}

/** Long enough for what was sent to leave before the connection breaks. */
const FLUSH_MS = 20;

/** Sends half of what it promised, then breaks the connection. */
function cutOff(context: Context, body: string): Response {
  const { outgoing } = context.env as HttpBindings;
  const bytes = new TextEncoder().encode(body);
  let sent = false;
  const half = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (sent) {
        await new Promise((resolve) => setTimeout(resolve, FLUSH_MS));
        outgoing.destroy();
        return;
      }
      sent = true;
      controller.enqueue(bytes.slice(0, Math.ceil(bytes.length / 2)));
    },
  });
  return new Response(half, { headers: { "Content-Type": "application/json", "Content-Length": String(bytes.length) } });
}

const isRecord = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);

const DISTORTIONS = {
  misshapen: (body: string) => JSON.stringify({ data: { result: JSON.parse(body) } }),
  absurd: withAbsurdCosts,
  malformed: (body: string) => body.slice(0, Math.ceil(body.length / 2)),
  strings: (body: string) => JSON.stringify(JSON.parse(body, (_, value) => (typeof value === "number" ? String(value) : value))),
  novel: (body: string) =>
    JSON.stringify(JSON.parse(body, (_, value) => (isRecord(value) ? { ...value, brand_new: { kind: "unheard_of" } } : value))),
};

async function befall(fault: Fault, context: Context, next: () => Promise<void>): Promise<Response | undefined> {
  if (typeof fault.kind === "number") {
    const headers = fault.kind === 429 || fault.kind === 503 ? { "Retry-After": String(fault.retryAfterSeconds) } : undefined;
    throw new Refusal(fault.kind, MESSAGES[fault.kind], headers);
  }
  if (fault.kind === "stall") {
    await new Promise((resolve) => context.req.raw.signal.addEventListener("abort", resolve));
    return new Response(null, { status: 408 });
  }
  await next();
  const body = await context.res.text();
  if (fault.kind === "cut") return cutOff(context, body);
  return new Response(DISTORTIONS[fault.kind](body), {
    status: context.res.status,
    headers: { "Content-Type": "application/json" },
  });
}

/** Lets the faults asked for happen to the requests they match. */
export function faulty(faults: Faults): MiddlewareHandler {
  return async (context, next) => {
    const url = new URL(context.req.url);
    const body = context.req.method === "GET" ? "" : await context.req.raw.clone().text();
    const fault = faults.take(`${context.req.method} ${url.pathname}${url.search}`, body);
    if (!fault) return next();
    const response = await befall(fault, context, next);
    if (response) context.res = response;
    return response;
  };
}
