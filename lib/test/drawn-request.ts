import { NO_FIGURES } from "../domain/figures";
import { parseUsd } from "../domain/usd";
import type { DrawnRequest } from "./generated-day";

/** A request of a dollar through the first key, of which a source tells nothing else: tests say what matters to them. */
export function drawnRequest(changes: Partial<DrawnRequest> = {}): DrawnRequest {
  return {
    hasId: true,
    second: 1,
    key: 0,
    keyIsCertain: true,
    keyName: null,
    model: "m",
    provider: null,
    externalUser: null,
    member: null,
    feature: null,
    app: null,
    costKnown: true,
    costIsCut: false,
    figures: { ...NO_FIGURES, costUsd: parseUsd("1"), requests: 1 },
    ...changes,
  };
}
