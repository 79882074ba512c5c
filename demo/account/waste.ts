import { subtractUsd, type Usd, ZERO_USD } from "../../lib/domain/usd";
import type { CatalogueModel, Endpoint } from "./catalogue";
import { charge, type Tokens } from "./charge";

/** What a source wastes, planted so that Waybill can be asked to find it. */
export type WastePlan =
  /** A frontier model does what a light one would. */
  | { kind: "too_dear"; light: CatalogueModel }
  /** Prompts begin with something that changes, so that no provider finds the rest in its cache. */
  | { kind: "unstable_prefix" }
  /** Some prompts carry far more than the task needs. */
  | { kind: "bloat"; share: number; extraTokens: number }
  /** Some requests are sent again, word for word, until somebody gives up. */
  | { kind: "retries"; share: number; tries: number; everySeconds: number };

const NO_BYOK = { used: false, feeFree: false };

/**
 * What of a charge would have been saved. `prefix`: tokens that the request before in the session had sent; `extra`: of
 * the bloat.
 */
export function wastedUsd(
  plan: WastePlan | null,
  { model, endpoint }: { model: CatalogueModel; endpoint: Endpoint },
  tokens: Tokens,
  { prefix, extra, isRetry }: { prefix: number; extra: number; isRetry: boolean },
): Usd {
  if (plan === null) return ZERO_USD;
  const costUsd = charge(model, endpoint, tokens, NO_BYOK).costUsd;
  switch (plan.kind) {
    case "too_dear": {
      const first = plan.light.endpoints[0] ?? endpoint;
      return subtractUsd(costUsd, charge(plan.light, first, tokens, NO_BYOK).costUsd);
    }
    case "unstable_prefix":
      return subtractUsd(
        costUsd,
        charge(model, endpoint, { ...tokens, cached: Math.min(prefix, tokens.prompt) }, NO_BYOK).costUsd,
      );
    case "bloat":
      return subtractUsd(costUsd, charge(model, endpoint, { ...tokens, prompt: tokens.prompt - extra }, NO_BYOK).costUsd);
    case "retries":
      return isRetry ? costUsd : ZERO_USD;
  }
}
