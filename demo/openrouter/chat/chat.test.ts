import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { parseDay } from "../../../lib/domain/day";
import { usdFromNumber, usdToString } from "../../../lib/domain/usd";
import { makeAcmeAccount } from "../../account/make-account";
import { ask, query } from "../ask";
import { type DemoOpenRouter, startDemoOpenRouter } from "../server";

// Months of history are worked out on the way, on whatever machine this is.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let server: DemoOpenRouter;
beforeAll(async () => {
  server = await startDemoOpenRouter({
    account: makeAcmeAccount(parseDay("2026-11-20"), 30),
    now: () => new Date("2026-11-20T15:30:00Z"),
    analyticsPerMinute: 1_000,
  });
});
afterAll(() => server.stop());

const request = {
  model: "anthropic/claude-opus-5",
  messages: [{ role: "user", content: "What was the money spent on?" }],
  user: "new.person@acme-robotics.example",
  session_id: "talk-1",
};
const headers = { "HTTP-Referer": "https://new-app.example/", "X-OpenRouter-Title": "New App" };

test("a completion shows in every endpoint from then on", async () => {
  const spentBefore = (await ask(server, "/_demo/bill?from=2026-11-20&to=2026-11-20")).json.total;
  const { json: completion } = await ask(server, "/chat/completions", { key: server.inferenceKey, body: request, headers });
  const { json: bill } = await ask(server, "/_demo/bill?from=2026-11-20&to=2026-11-20&by=user");
  expect(bill.total.requests).toBe(spentBefore.requests + 1);
  const cost = usdToString(usdFromNumber(completion.usage.cost));
  expect(bill.rows.find((row: { values: { user: string } }) => row.values.user === request.user)).toMatchObject({
    requests: 1,
    costUsd: cost,
  });
  const { json: single } = await ask(server, `/generation?id=${completion.id}`);
  expect(single.data).toMatchObject({
    total_cost: completion.usage.cost,
    external_user: request.user,
    session_id: "talk-1",
    finish_reason: "stop",
    streamed: false,
  });
  const today = { start: "2026-11-20T00:00:00Z", end: "2026-11-21T00:00:00Z" };
  const apps = await query(server, { metrics: ["request_count", "credits_usage"], dimensions: ["app"], time_range: today });
  expect(apps).toContainEqual({ app: "New App", request_count: "1", credits_usage: completion.usage.cost });
});

test("a stream ends with usage and [DONE], and is charged like any other", async () => {
  const response = await fetch(`${server.url}/chat/completions`, {
    method: "POST",
    headers: { Authorization: `Bearer ${server.inferenceKey}`, "Content-Type": "application/json" },
    body: JSON.stringify({ ...request, stream: true, max_tokens: 5 }),
  });
  const text = await response.text();
  expect(text.startsWith(": OPENROUTER PROCESSING\n\n")).toBe(true);
  const lines = text.split("\n").filter((line) => line.startsWith("data: "));
  expect(lines.at(-1)).toBe("data: [DONE]");
  const last = JSON.parse(lines.at(-2)?.slice(6) ?? "");
  expect(last).toMatchObject({ choices: [], usage: { completion_tokens: 5 }, id: response.headers.get("x-generation-id") });
  const { json: single } = await ask(server, `/generation?id=${last.id}`);
  expect(single.data).toMatchObject({ total_cost: last.usage.cost, streamed: true, finish_reason: "length", cancelled: false });
});

test("who leaves a stream early pays for what was delivered", async () => {
  const leaving = new AbortController();
  const response = await fetch(`${server.url}/chat/completions`, {
    method: "POST",
    signal: leaving.signal,
    headers: { Authorization: `Bearer ${server.inferenceKey}`, "Content-Type": "application/json" },
    body: JSON.stringify({ ...request, stream: true }),
  });
  const id = response.headers.get("x-generation-id");
  await response.body?.getReader().read();
  leaving.abort();
  await expect.poll(async () => (await ask(server, `/generation?id=${id}`)).status).toBe(200);
  const { data } = (await ask(server, `/generation?id=${id}`)).json;
  expect(data).toMatchObject({ cancelled: true, finish_reason: null });
});

test.each([
  ["an unknown model", { ...request, model: "nobody/nothing" }],
  ["no messages", { ...request, messages: [] }],
  ["a user of 257 letters", { ...request, user: "u".repeat(257) }],
])("refuses %s", async (_, body) => {
  expect((await ask(server, "/chat/completions", { key: server.inferenceKey, body })).status).toBe(400);
});

test("a key at its limit is refused", async () => {
  const limited = server.account.cast.keys.find((key) => key.limitUsd !== null);
  if (!limited) throw new Error("Acme has a limited key");
  limited.limitUsd = 0.01;
  const { status, json } = await ask(server, "/chat/completions", { key: limited.secret, body: request });
  expect([status, json.error.message]).toEqual([403, "Key limit exceeded (monthly limit)"]);
});
