import { setTimeout as timeout } from "node:timers/promises";
import type { WritingConsent } from "../domain/broadcast/writing-consent";
import { WaybillError } from "../domain/error";
import { retryAfterMs } from "../domain/retry-after";
import { delayBefore, isWorthRetrying } from "./backoff";
import { countsAgainstAnalyticsLimit, isReadingCall, pathBelow } from "./reading-calls";
import { refusal, unreachable, unreadable } from "./refusal";
import { isWritingCall } from "./writing-calls";

/** Room under a rate limit, shared with whoever else spends it. */
export interface RequestBudget {
  /** Resolves when one more request may be made; rejects when the signal aborts. */
  acquire(signal?: AbortSignal): Promise<void>;
}

export interface TransportRules {
  serverUrl: string;
  /** OpenRouter's limit on Analytics calls. */
  analyticsBudget: RequestBudget;
  /** A pace for all other calls. */
  pace: RequestBudget;
  signal?: AbortSignal | undefined;
  /** For one attempt, headers and body together. */
  timeoutMs: number;
  attempts: number;
  /** The longest Retry-After that is waited for; a longer one ends the call. */
  longestWaitMs: number;
  /** In [0, 1). */
  random: () => number;
  wait: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  onRequest: () => void;
  /** null: nothing but reading calls. */
  consent: WritingConsent | null;
}

export const sleep: TransportRules["wait"] = (ms, signal) => timeout(ms, undefined, signal ? { signal } : {});

/** Far above the largest answer of 10,000 rows, far below what would hurt. */
const LARGEST_BODY = 64 * 1024 * 1024;

async function bodyOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > LARGEST_BODY) throw new Error("the answer is larger than 64 MB");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** JSON, and the bare NaN and Infinity that some servers write into it, as text for the readers to refuse cell by cell. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/[:[,]\s*-?(NaN|Infinity)\b/.test(text)) throw error;
    return JSON.parse(text.replace(/([:[,]\s*)(-?(?:NaN|Infinity))\b/g, '$1"$2"'));
  }
}

type Attempt = { body: unknown } | { failure: WaybillError; retry: boolean; askedMs: number | null };

async function attempt(request: Request, call: string, rules: TransportRules): Promise<Attempt> {
  const signals = [AbortSignal.timeout(rules.timeoutMs), ...(rules.signal ? [rules.signal] : [])];
  try {
    // A redirect would carry the key to wherever it points.
    const response = await fetch(new Request(request, { signal: AbortSignal.any(signals), redirect: "error" }));
    const text = await bodyOf(response);
    let body: unknown = null;
    try {
      body = parseJson(text);
    } catch {
      if (response.ok) {
        const problem = text.trim() === "" ? "it is empty" : "it is not JSON, perhaps cut short";
        return { failure: unreadable(call, problem), retry: true, askedMs: null };
      }
    }
    if (response.ok) return { body };
    const askedMs = retryAfterMs(response.headers.get("retry-after"), new Date());
    const seconds = askedMs === null ? null : Math.ceil(askedMs / 1_000);
    return { failure: refusal(call, response.status, body, seconds), retry: isWorthRetrying(response.status), askedMs };
  } catch (error) {
    rules.signal?.throwIfAborted();
    const stalled = error instanceof Error && error.name === "TimeoutError";
    const problem = stalled ? `no whole answer within ${rules.timeoutMs / 1_000} seconds` : "the connection failed or was cut";
    return { failure: unreachable(call, problem, error), retry: true, askedMs: null };
  }
}

/** Whether the call writes. Throws for one that may not leave the process. */
async function isWriting(request: Request, call: string, rules: TransportRules): Promise<boolean> {
  if (isReadingCall(rules.serverUrl, request.method, request.url)) return false;
  const text = await request.clone().text();
  if (!isWritingCall(rules.serverUrl, request.method, request.url, text === "" ? null : parseJson(text))) {
    throw new WaybillError("internal", `Waybill only reads from OpenRouter and does not send ${call}.`);
  }
  if (rules.consent) return true;
  throw new WaybillError("forbidden", `Nobody consented that Waybill changes settings at OpenRouter: ${call} was not sent.`, {
    todo: "Consent in Settings, Connections, Broadcast.",
  });
}

/**
 * Sends one call and returns its JSON. Repeats what may go better later (429, 5xx, cuts, stalls, broken JSON)
 * with exponential back-off, never sooner than Retry-After; never repeats 401, 403, 404, nor what would make something a
 * second time where the first may have come through.
 * Throws WaybillError when no attempt succeeds, the signal's reason when it aborts.
 */
export async function send(request: Request, rules: TransportRules): Promise<unknown> {
  const call = `${request.method} ${pathBelow(rules.serverUrl, request.url) ?? "elsewhere"}`;
  const makes = (await isWriting(request, call, rules)) && request.method === "POST";
  const budget = countsAgainstAnalyticsLimit(rules.serverUrl, request.url) ? rules.analyticsBudget : rules.pace;
  for (let number = 1; ; number += 1) {
    await budget.acquire(rules.signal);
    rules.signal?.throwIfAborted();
    rules.onRequest();
    const outcome = await attempt(request.clone(), call, rules);
    if ("body" in outcome) return outcome.body;
    const wait = delayBefore(number, outcome.askedMs, rules.random());
    if (makes && outcome.failure.code !== "rate_limited") throw outcome.failure;
    if (!outcome.retry || number >= rules.attempts || (outcome.askedMs ?? 0) > rules.longestWaitMs) throw outcome.failure;
    await rules.wait(wait, rules.signal);
  }
}
