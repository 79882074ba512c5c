import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parseDay } from "../../lib/domain/day";
import { makeAcmeAccount } from "../account/make-account";
import { DISABLED_MANAGEMENT_KEY, EXPIRED_MANAGEMENT_KEY, INFERENCE_KEY, MANAGEMENT_KEY } from "../acme";
import { ask } from "./ask";
import { type DemoOpenRouter, startDemoOpenRouter } from "./server";

// Months of history are worked out on the way, on whatever machine this is.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let server: DemoOpenRouter;
beforeAll(async () => {
  // Long enough for the hackathon key, disabled 150 days ago, to have lived.
  server = await startDemoOpenRouter({
    account: makeAcmeAccount(parseDay("2026-11-20"), 200),
    now: () => new Date("2026-11-20T15:30:00Z"),
  });
});
afterAll(() => server.stop());

const MANAGEMENT_PATHS = [
  "/credits",
  "/keys",
  "/workspaces",
  "/organization/members",
  "/activity",
  "/analytics/meta",
  "/analytics/query",
];

describe("a management path", () => {
  test.each(MANAGEMENT_PATHS)("%s refuses no key, unknown, disabled, expired and inference keys", async (path) => {
    const body = path.endsWith("query") ? { metrics: ["request_count"] } : undefined;
    const disabledKey = server.account.cast.keys.find((key) => key.disabledFrom !== null)?.secret;
    const answers = [];
    for (const key of [
      null,
      "sk-or-v1-nobody",
      DISABLED_MANAGEMENT_KEY,
      EXPIRED_MANAGEMENT_KEY,
      disabledKey,
      server.inferenceKey,
      server.managementKey,
    ]) {
      const { status, json } = await ask(server, path, { key, body });
      answers.push([status, json.error?.message ?? "fine"]);
      if (status !== 200) expect(json.error.code).toBe(status);
    }
    expect(answers).toEqual([
      [401, "Missing Authentication header"],
      [401, "User not found."],
      [401, "API key is disabled"],
      [401, "API key has expired"],
      [401, "API key is disabled"],
      [403, "Only management keys can perform this operation"],
      [200, "fine"],
    ]);
  });
});

test("GET /key and its old name answer both kinds of key, and nobody else", async () => {
  for (const path of ["/key", "/auth/key"]) {
    expect((await ask(server, path)).json.data.is_management_key).toBe(true);
    expect((await ask(server, path, { key: server.inferenceKey })).json.data.is_management_key).toBe(false);
    expect((await ask(server, path, { key: EXPIRED_MANAGEMENT_KEY })).status).toBe(401);
  }
});

test("the demo's constants are the account's keys", () => {
  expect([server.managementKey, server.inferenceKey]).toEqual([MANAGEMENT_KEY, INFERENCE_KEY]);
});

test("the catalogue asks for no key", async () => {
  expect((await ask(server, "/models", { key: null })).json.total_count).toBe(23);
});

test("completions refuse a management key", async () => {
  const body = { model: "openai/gpt-5", messages: [{ role: "user", content: "Hello" }] };
  expect((await ask(server, "/chat/completions", { body })).status).toBe(403);
});
