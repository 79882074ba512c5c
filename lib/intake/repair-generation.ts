import { WaybillError } from "../domain/error";
import { permit } from "../domain/permit";
import type { AuthorizedScope } from "../domain/scope";
import { openConnectionKey } from "../ledger/connections";
import { homeOfRepair, storeRepaired } from "../ledger/generation/repaired-generations";
import { type OpenRouterOptions, openRouter } from "../openrouter/client";
import { readGeneration } from "../openrouter/generation/generation";
import { statusOf } from "../openrouter/refusal";

/** Somebody waits for the answer, so there is little patience and no retry while OpenRouter is busy. */
const PATIENCE = { attempts: 2, longestWaitMs: 3_000, timeoutMs: 15_000 };

/** The same refusals in the words of somebody who asked about one request. */
function inWords(error: unknown, generationId: string): unknown {
  const status = statusOf(error);
  if (status === 404) {
    return new WaybillError("not_found", `OpenRouter does not know the request ${generationId}.`, {
      todo: "A request of the last seconds is not known at once: try again in a minute. One that is too old, or of another account, will not be found. What Waybill has stays.",
    });
  }
  if (status === 429) {
    return new WaybillError("rate_limited", "OpenRouter asks to be asked less often just now. Nothing was changed.", {
      todo: "Try again in a minute.",
    });
  }
  if (status === 401 || status === 403) {
    return new WaybillError(
      "forbidden",
      "OpenRouter does not let this connection’s key read single requests. Nothing was changed.",
      {
        todo: "Check the key in Settings, Connections.",
      },
    );
  }
  return error;
}

export interface Repaired {
  /** Waybill did not know it before. */
  isNew: boolean;
  /** Something was learned. */
  isChanged: boolean;
}

/**
 * Asks OpenRouter about one request (`GET /generation`) with its connection's key and merges the answer like any other
 * evidence: it is OpenRouter's own word, asked for, as Analytics is, and has its place. Throws WaybillError in words for
 * people: `invalid_input`, `not_found`, `rate_limited`, `forbidden`, `conflict`, or that OpenRouter did not answer.
 */
export async function repairGeneration(
  scope: AuthorizedScope,
  generationId: string,
  options: { connectionId?: string | undefined; client?: Partial<OpenRouterOptions> } = {},
): Promise<Repaired> {
  permit(scope, "connections.manage");
  if (!/^gen-[\x21-\x7e]{1,200}$/.test(generationId)) {
    throw new WaybillError("invalid_input", "OpenRouter can be asked about a request by its generation id alone: gen-….", {
      todo: generationId.startsWith("row-")
        ? "This row of a log came without one: OpenRouter cannot be asked about it."
        : "Copy the id from OpenRouter’s activity page, or from the answer’s field id.",
    });
  }
  const home = await homeOfRepair(scope, generationId, options.connectionId);
  const asked = openRouter({
    ...PATIENCE,
    serverUrl: process.env.OPENROUTER_BASE_URL,
    ...options.client,
    key: await openConnectionKey(home.id),
  });
  const told = await readGeneration(asked, generationId).catch((error: unknown) => {
    throw inWords(error, generationId);
  });
  if (told.generationId !== generationId) {
    throw new WaybillError("upstream_malformed", "OpenRouter answered with another request. Nothing was changed.", {
      todo: "Try again later.",
    });
  }
  const { inserted, changed } = await storeRepaired(scope, home, told);
  return { isNew: inserted > 0, isChanged: inserted + changed > 0 };
}
