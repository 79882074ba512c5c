import { observabilityCreate } from "@openrouter/sdk/funcs/observabilityCreate.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { mintWritingConsent } from "../domain/broadcast/mint-consent";
import { UNASKED } from "../test/unasked-openrouter";
import { openRouter } from "./client";
import { isReadingCall } from "./reading-calls";
import { send, type TransportRules } from "./transport";
import { isWritingCall } from "./writing-calls";

const SERVER = "https://openrouter.ai/api/v1";
const CONSENT = mintWritingConsent({ connectionId: "c", givenBy: "ada@acme.com", givenAt: new Date(0) });

describe("isWritingCall", () => {
  it.each([
    ["POST", "/observability/destinations", { name: "Waybill" }],
    ["PATCH", "/observability/destinations/d-1", { enabled: true }],
    ["DELETE", "/observability/destinations/d-1", null],
    ["PATCH", "/workspaces/w-1", { is_observability_broadcast_enabled: true }],
  ])("lets %s %s out", (method, path, body) => {
    expect(isWritingCall(SERVER, method, SERVER + path, body)).toBe(true);
  });

  it.each([
    ["PUT", "/observability/destinations/d-1", {}],
    ["DELETE", "/observability/destinations", null],
    ["POST", "/observability/destinations/d-1", {}],
    ["PATCH", "/observability/destinations/d-1/x", {}],
    ["PATCH", "/workspaces/w-1", { is_observability_broadcast_enabled: true, name: "Mine" }],
    ["PATCH", "/workspaces/w-1", { is_observability_io_logging_enabled: true }],
    ["PATCH", "/workspaces/w-1", null],
    ["PATCH", "/workspaces/w-1", ["is_observability_broadcast_enabled"]],
    ["DELETE", "/workspaces/w-1", null],
    ["POST", "/workspaces", { is_observability_broadcast_enabled: true }],
    ["POST", "/keys", { name: "mine" }],
    ["PATCH", "/keys/abc", { disabled: true }],
    ["DELETE", "/keys/abc", null],
    ["PUT", "/workspaces/1/budgets/daily", { limit_usd: 1 }],
    ["POST", "/guardrails", {}],
    ["POST", "/chat/completions", {}],
    ["POST", "/observability/destinations/../../keys", {}],
  ])("keeps %s %s %j in", (method, path, body) => {
    expect(isWritingCall(SERVER, method, SERVER + path, body)).toBe(false);
  });

  it("knows no other host, scheme or folder", () => {
    for (const server of [
      "https://openrouter.ai.evil.example/api/v1",
      "http://openrouter.ai/api/v1",
      "https://openrouter.ai/api/v2",
    ]) {
      expect(isWritingCall(SERVER, "POST", `${server}/observability/destinations`, {})).toBe(false);
    }
  });
});

describe("the one way out", () => {
  const create = (consent: TransportRules["consent"]) =>
    openRouter({ ...UNASKED, key: "sk-or-v1-test", consent }).ask(
      (sdk) =>
        observabilityCreate(sdk, {
          createObservabilityDestinationRequest: { type: "webhook", name: "Waybill", config: { url: "https://a.example" } },
        }),
      z.unknown(),
    );

  it("writes nothing without a consent, and says so", async () => {
    await expect(create(null)).rejects.toMatchObject({ code: "forbidden", message: /Nobody consented.*was not sent/ });
  });

  it("sends what the list names where somebody consented", async () => {
    await expect(create(CONSENT)).rejects.toThrow("a request was made");
  });

  it("sends nothing that neither list names, consent or not", async () => {
    const method = fc.constantFrom("POST", "PUT", "PATCH", "DELETE");
    const part = fc.constantFrom(
      "keys",
      "workspaces",
      "observability",
      "destinations",
      "guardrails",
      "credits",
      "w-1",
      "budgets",
    );
    const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join("/")}`);
    const body = fc.constantFrom(null, { name: "x" }, { is_observability_broadcast_enabled: true });
    await fc.assert(
      fc.asyncProperty(method, path, body, async (verb, where, sent) => {
        const url = UNASKED.serverUrl + where;
        fc.pre(!isReadingCall(UNASKED.serverUrl, verb, url) && !isWritingCall(UNASKED.serverUrl, verb, url, sent));
        const request = new Request(url, { method: verb, body: sent && JSON.stringify(sent) });
        await expect(send(request, { ...UNASKED, consent: CONSENT })).rejects.toMatchObject({ code: "internal" });
      }),
    );
  });
});

describe("a call that makes something", () => {
  it("is not sent a second time where the first may have come through", async () => {
    let asked = 0;
    const account = openRouter({
      key: "sk-or-v1-test",
      serverUrl: "http://127.0.0.1:1/api/v1",
      attempts: 5,
      wait: async () => {},
      onRequest: () => {
        asked += 1;
      },
      consent: CONSENT,
    });
    const request = { type: "webhook" as const, name: "Waybill", config: { url: "https://a.example" } };
    const call = account.ask((sdk) => observabilityCreate(sdk, { createObservabilityDestinationRequest: request }), z.unknown());
    await expect(call).rejects.toMatchObject({ code: "upstream_unavailable" });
    expect(asked).toBe(1);
  });
});
