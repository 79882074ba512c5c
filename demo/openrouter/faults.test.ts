import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { parseDay } from "../../lib/domain/day";
import { makeAccount } from "../account/make-account";
import { ask } from "./ask";
import { type DemoOpenRouter, startDemoOpenRouter } from "./server";

// Months of history are worked out on the way, on whatever machine this is.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let server: DemoOpenRouter;
beforeEach(async () => {
  server = await startDemoOpenRouter({
    account: makeAccount({ anchorDay: parseDay("2026-11-20"), days: 5 }),
    now: () => new Date("2026-11-20T15:30:00Z"),
  });
});
afterEach(() => server.stop());

async function fault(body: object): Promise<void> {
  expect((await ask(server, "/_demo/faults", { body })).status).toBe(201);
}

function get(path: string, signal?: AbortSignal): Promise<Response> {
  return fetch(server.url + path, {
    headers: { Authorization: `Bearer ${server.managementKey}` },
    ...(signal ? { signal } : {}),
  });
}

describe("on demand", () => {
  test.each([403, 429, 500, 503])("%i, so often, for the matching path alone", async (kind) => {
    await fault({ kind, match: "GET /api/v1/credits", times: 2, after: 1, retryAfterSeconds: 7 });
    const statuses = [];
    for (let count = 0; count < 4; count++) statuses.push((await get("/credits")).status, (await get("/workspaces")).status);
    expect(statuses).toEqual([200, 200, kind, 200, kind, 200, 200, 200]);
  });

  test("429 says when to come back", async () => {
    await fault({ kind: 429, retryAfterSeconds: 7 });
    expect((await get("/credits")).headers.get("retry-after")).toBe("7");
  });

  test("a request is known by its body too", async () => {
    await fault({ kind: 500, match: "/analytics/query", bodyMatch: '"external_user"' });
    const statusOf = async (dimension: string) =>
      (await ask(server, "/analytics/query", { body: { metrics: ["request_count"], dimensions: [dimension] } })).status;
    expect([await statusOf("model"), await statusOf("external_user"), await statusOf("external_user")]).toEqual([200, 500, 200]);
  });

  test("a stalled request gets no answer until its sender gives up", async () => {
    await fault({ kind: "stall" });
    await expect(get("/credits", AbortSignal.timeout(150))).rejects.toThrow(/abort|timeout/i);
    expect((await get("/credits")).status).toBe(200);
  });

  test("a cut connection ends in the middle of the answer", async () => {
    await fault({ kind: "cut" });
    await expect(get("/workspaces").then((response) => response.text())).rejects.toThrow();
    expect((await get("/workspaces")).status).toBe(200);
  });

  test("a malformed answer is 200 and no JSON", async () => {
    await fault({ kind: "malformed" });
    const response = await get("/workspaces");
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(() => JSON.parse(text)).toThrow();
  });

  test("absurd costs are negative, null, huge or words", async () => {
    await fault({ kind: "absurd" });
    const { data } = await (await get("/activity")).json();
    const usages: unknown[] = data.flatMap((row: { usage: unknown; byok_usage_inference: unknown }) => [
      row.usage,
      row.byok_usage_inference,
    ]);
    expect(new Set(usages)).toEqual(new Set([-12.5, null, 1e308, "NaN", "Infinity", -0.000001]));
  });

  test("numbers may come as text, and with fields nobody knows", async () => {
    await fault({ kind: "strings" });
    const { data: texts } = await (await get("/credits")).json();
    await fault({ kind: "novel" });
    const { data: novel } = await (await get("/credits")).json();
    const { data: plain } = await (await get("/credits")).json();
    expect(texts).toEqual({ total_credits: String(plain.total_credits), total_usage: String(plain.total_usage) });
    expect(novel).toEqual({ ...plain, brand_new: { kind: "unheard_of" } });
  });

  test("can be taken back", async () => {
    await fault({ kind: 500, times: 1_000 });
    expect((await fetch(`${server.origin}/_demo/faults`, { method: "DELETE" })).status).toBe(200);
    expect((await get("/credits")).status).toBe(200);
  });

  test("unknown kinds are refused", async () => {
    expect((await ask(server, "/_demo/faults", { body: { kind: "gremlins" } })).status).toBe(400);
  });
});

describe("late settlement", () => {
  const billed = async () => (await ask(server, "/_demo/bill?from=2026-11-18&to=2026-11-18")).json.total;

  test("changes a finished day for every endpoint at once", async () => {
    const before = await billed();
    await ask(server, "/_demo/settle", { body: { kind: "reprice", day: "2026-11-18", percent: 50 } });
    const after = await billed();
    expect(Number(after.costUsd)).toBeCloseTo(Number(before.costUsd) / 2, 6);
    expect(after.requests).toBe(before.requests);
    const { data } = (await ask(server, "/activity?date=2026-11-18")).json;
    expect(data.reduce((sum: number, row: { usage: number }) => sum + row.usage, 0)).toBeCloseTo(Number(after.costUsd), 9);
  });

  test("requests may turn up late", async () => {
    const before = await billed();
    await ask(server, "/_demo/settle", { body: { kind: "late_requests", day: "2026-11-18", count: 3 } });
    expect((await billed()).requests).toBe(before.requests + 3);
  });
});
