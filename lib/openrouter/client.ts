import { OpenRouterCore } from "@openrouter/sdk/core.js";
import { HTTPClient } from "@openrouter/sdk/lib/http.js";
import type { z } from "zod";
import { unreadable } from "./refusal";
import { type RequestBudget, send, sleep, type TransportRules } from "./transport";

const OPENROUTER_URL = "https://openrouter.ai/api/v1";

export interface OpenRouterOptions extends Partial<Omit<TransportRules, "serverUrl">> {
  key: string;
  /** The API's base address; OpenRouter's own where absent. */
  serverUrl?: string | undefined;
}

/** One account, asked through one key. */
export interface OpenRouter {
  /**
   * Makes one call of OpenRouter's SDK and reads the answer with our own schema: the SDK drops fields it does not know
   * (every column of an Analytics row, for one) and stops at any that drifted, so its verdict on the body is ignored.
   */
  ask<Answer>(call: (sdk: OpenRouterCore) => Promise<unknown>, reader: z.ZodType<Answer>): Promise<Answer>;
}

/** Twenty calls at once, then two a second: the limits of anything but Analytics are unpublished. */
function unhurried(wait: TransportRules["wait"]): RequestBudget {
  let room = 20;
  let refilledAt = performance.now();
  return {
    async acquire(signal) {
      const now = performance.now();
      room = Math.min(20, room + ((now - refilledAt) / 1_000) * 2);
      refilledAt = now;
      room -= 1;
      if (room < 0) await wait(-room * 500, signal);
    },
  };
}

const UNLIMITED: RequestBudget = { acquire: async () => {} };

export function openRouter(options: OpenRouterOptions): OpenRouter {
  const wait = options.wait ?? sleep;
  const rules: TransportRules = {
    serverUrl: options.serverUrl ?? OPENROUTER_URL,
    analyticsBudget: options.analyticsBudget ?? UNLIMITED,
    pace: options.pace ?? unhurried(wait),
    signal: options.signal,
    timeoutMs: options.timeoutMs ?? 60_000,
    attempts: options.attempts ?? 6,
    longestWaitMs: options.longestWaitMs ?? 5 * 60_000,
    random: options.random ?? Math.random,
    wait,
    onRequest: options.onRequest ?? (() => {}),
    consent: options.consent ?? null,
  };
  return {
    async ask(call, reader) {
      let outcome: { body: unknown } | { failure: unknown } | undefined;
      let asked = "a call";
      const fetcher = async (input: RequestInfo | URL) => {
        const request = new Request(input);
        asked = `${request.method} ${new URL(request.url).pathname}`;
        try {
          const body = await send(request, rules);
          outcome = { body };
          // The SDK would parse all of it once more, for a verdict nobody asks for.
          return Response.json(null);
        } catch (failure) {
          outcome = { failure };
          throw failure;
        }
      };
      const sdk = new OpenRouterCore({
        apiKey: options.key,
        serverURL: rules.serverUrl,
        httpClient: new HTTPClient({ fetcher }),
        retryConfig: { strategy: "none" },
      });
      const sdkSays = await call(sdk);
      if (!outcome) throw new Error("the SDK made no request", { cause: sdkSays });
      if ("failure" in outcome) throw outcome.failure;
      const read = reader.safeParse(outcome.body);
      if (read.success) return read.data;
      const issue = read.error.issues[0];
      throw unreadable(asked, `${issue?.path.join(".") || "the body"}: ${issue?.message ?? "unexpected"}`);
    },
  };
}
