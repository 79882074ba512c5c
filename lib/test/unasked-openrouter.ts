import type { TransportRules } from "../openrouter/transport";

/** Rules of a transport that nothing may come through: whatever would be sent throws "a request was made". */
export const UNASKED: TransportRules = {
  serverUrl: "http://127.0.0.1:1/api/v1",
  analyticsBudget: { acquire: async () => {} },
  pace: { acquire: async () => {} },
  timeoutMs: 100,
  attempts: 1,
  longestWaitMs: 0,
  random: () => 0,
  wait: async () => {},
  onRequest: () => {
    throw new Error("a request was made");
  },
  consent: null,
};
