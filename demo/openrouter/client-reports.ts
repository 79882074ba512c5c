import { type Day, eachDay } from "../../lib/domain/day";
import type { Demo } from "./state";

/**
 * What the account's instrumented applications would report to Waybill of their own requests: whom and what for. Those
 * that name no feature have no client library and report nothing. One record a line.
 */
export function* clientReports(demo: Demo, from: Day, to: Day): Generator<string> {
  for (const day of eachDay(from, to)) {
    for (const { id, createdAt, model, key, user, sessionId, feature } of demo.account.generationsOf(day, demo.now())) {
      if (feature === null) continue;
      const at = new Date(createdAt).toISOString();
      yield `${JSON.stringify({ id, createdAt: at, model: model.id, keyHash: key?.hash, user, sessionId, feature })}\n`;
    }
  }
}
