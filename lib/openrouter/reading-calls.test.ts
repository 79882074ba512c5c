import { describe, expect, it } from "vitest";
import { UNASKED } from "../test/unasked-openrouter";
import { openRouter } from "./client";
import { countsAgainstAnalyticsLimit, isReadingCall } from "./reading-calls";
import { send } from "./transport";

const SERVER = "https://openrouter.ai/api/v1";

describe("isReadingCall", () => {
  it.each([
    ["GET", "/key"],
    ["GET", "/credits"],
    ["GET", "/workspaces?offset=0&limit=100"],
    ["GET", "/keys?include_disabled=true"],
    ["GET", "/observability/destinations?workspace_id=1"],
    ["GET", "/organization/members"],
    ["GET", "/activity?api_key_hash=ab"],
    ["GET", "/analytics/meta"],
    ["POST", "/analytics/query"],
    ["GET", "/generation?id=gen-1"],
    ["GET", "/models?limit=1000"],
    ["GET", "/models/openai/gpt-4.1/endpoints"],
  ])("lets %s %s out", (method, path) => {
    expect(isReadingCall(SERVER, method, SERVER + path)).toBe(true);
  });

  it.each([
    ["POST", "/keys"],
    ["PATCH", "/keys/abc"],
    ["DELETE", "/keys/abc"],
    ["POST", "/chat/completions"],
    ["POST", "/analytics/meta"],
    ["GET", "/analytics/query"],
    ["GET", "/generation/content?id=gen-1"],
    ["POST", "/generation/feedback"],
    ["PUT", "/workspaces/1/budgets/daily"],
    ["POST", "/observability/destinations"],
    ["GET", "/keys/../chat/completions"],
    ["GET", "/models/a/b/c/endpoints"],
    ["POST", "/key"],
    ["get", "/key"],
  ])("keeps %s %s in", (method, path) => {
    expect(isReadingCall(SERVER, method, SERVER + path)).toBe(false);
  });

  it.each([
    "https://openrouter.ai.evil.example/api/v1/key",
    "http://openrouter.ai/api/v1/key",
    "https://openrouter.ai:8443/api/v1/key",
    "https://openrouter.ai/api/v2/key",
    "https://openrouter.ai/api/v1x/key",
    "https://evil.example/?https://openrouter.ai/api/v1/key",
  ])("sends no key to %s", (url) => {
    expect(isReadingCall(SERVER, "GET", url)).toBe(false);
  });

  it("knows which calls the limit of Analytics counts", () => {
    expect(countsAgainstAnalyticsLimit(SERVER, `${SERVER}/analytics/query`)).toBe(true);
    expect(countsAgainstAnalyticsLimit(SERVER, `${SERVER}/keys`)).toBe(false);
  });
});

describe("the one way out", () => {
  it("refuses what does not read before anything is sent", async () => {
    const request = new Request("http://127.0.0.1:1/api/v1/keys", { method: "POST", body: "{}" });
    await expect(send(request, UNASKED)).rejects.toMatchObject({ code: "internal", message: /only reads.*POST \/keys/ });
  });

  it("refuses an SDK call that would write", async () => {
    const { apiKeysCreate } = await import("@openrouter/sdk/funcs/apiKeysCreate.js");
    const account = openRouter({ ...UNASKED, key: "sk-or-v1-test" });
    const { z } = await import("zod");
    const call = account.ask((sdk) => apiKeysCreate(sdk, { requestBody: { name: "mine" } }), z.unknown());
    await expect(call).rejects.toMatchObject({ code: "internal", message: /POST \/keys/ });
  });
});
