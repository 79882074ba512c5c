import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { send, type TransportRules } from "./transport";

type Answer = (response: ServerResponse, request: IncomingMessage) => void;
/** What the server does with the first, second, … request; the last goes on for ever. */
let script: Answer[];
let asked: string[];
let waits: number[];
let budget: string[];
let rules: TransportRules;
let close: () => Promise<void>;

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
const raw =
  (text: string): Answer =>
  (response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(text);
const cut: Answer = (response) => {
  response.writeHead(200, { "content-length": "100" });
  response.write('{"data":', () => response.destroy());
};
const stall: Answer = () => {};
const silence: Answer = (response) => response.destroy();

beforeEach(async () => {
  script = [json(200, { ok: true })];
  [asked, waits, budget] = [[], [], []];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const answer = script.length > 1 ? script.shift() : script[0];
    answer?.(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  rules = {
    serverUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`,
    analyticsBudget: { acquire: async () => void budget.push("analytics") },
    pace: { acquire: async () => void budget.push("pace") },
    timeoutMs: 150,
    attempts: 3,
    longestWaitMs: 60_000,
    random: () => 0.5,
    wait: async (ms) => void waits.push(ms),
    onRequest: () => {},
    consent: null,
  };
});
afterEach(() => close());

const get = (path = "/credits", changes: Partial<TransportRules> = {}) =>
  send(new Request(rules.serverUrl + path, { headers: { authorization: "Bearer sk-or-v1-secret" } }), { ...rules, ...changes });

it("returns the JSON of the first answer", async () => {
  expect(await get()).toEqual({ ok: true });
  expect(asked).toEqual(["GET /api/v1/credits"]);
  expect(budget).toEqual(["pace"]);
});

it.each([
  ["429", json(429, {}, { "retry-after": "7" }), 7_500],
  ["503 with a wish", json(503, {}, { "retry-after": "2" }), 2_500],
  ["500", json(500, {}), 500],
  ["529", json(529, {}), 500],
  ["a cut answer", cut, 500],
  ["a closed connection", silence, 500],
  ["a stall", stall, 500],
  ["broken JSON", raw('{"data":[1,2'), 500],
  ["an empty answer", raw(""), 500],
  ["a page of HTML", raw("<html>"), 500],
])("asks again after %s", async (_, fault, wait) => {
  script = [fault, json(200, { ok: true })];
  expect(await get()).toEqual({ ok: true });
  expect(waits).toEqual([wait]);
  expect(asked).toHaveLength(2);
});

it.each([
  [401, "key_unknown"],
  [403, "forbidden"],
  [404, "not_found"],
  [400, "upstream_malformed"],
])("never asks again after %i", async (status, code) => {
  script = [json(status, { error: { code: status, message: "No." } })];
  await expect(get()).rejects.toMatchObject({
    code,
    message: `OpenRouter answered GET /credits with status ${status}: No.`,
    detail: { status },
  });
  expect(asked).toHaveLength(1);
});

it.each([
  ["500", json(500, {}), "upstream_unavailable"],
  ["429", json(429, {}, { "retry-after": "1" }), "rate_limited"],
  ["a stall", stall, "upstream_unavailable"],
  ["broken JSON", raw("{"), "upstream_malformed"],
])("gives up after the last attempt at %s", async (_, fault, code) => {
  script = [fault];
  await expect(get()).rejects.toMatchObject({ code });
  expect(asked).toHaveLength(3);
  expect(waits).toHaveLength(2);
});

it("does not sit through a wait that is too long, but says it", async () => {
  script = [json(429, {}, { "retry-after": "3600" })];
  await expect(get()).rejects.toMatchObject({ code: "rate_limited", detail: { retryAfterSeconds: 3_600 } });
  expect(asked).toHaveLength(1);
});

it("takes each attempt at Analytics out of its own budget", async () => {
  script = [json(500, {}), json(200, {})];
  await get("/analytics/meta");
  expect(budget).toEqual(["analytics", "analytics"]);
});

it("sends the body anew with each attempt", async () => {
  const bodies: string[] = [];
  const record =
    (status: number): Answer =>
    (response, request) => {
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        bodies.push(body);
        json(status, {})(response, request);
      });
    };
  script = [record(500), record(200)];
  await send(new Request(`${rules.serverUrl}/analytics/query`, { method: "POST", body: '{"metrics":[]}' }), rules);
  expect(bodies).toEqual(['{"metrics":[]}', '{"metrics":[]}']);
});

it("follows no redirect: it would carry the key along", async () => {
  script = [(response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end()];
  await expect(get()).rejects.toMatchObject({ code: "upstream_unavailable" });
});

it("reads bare NaN and Infinity as text, for the readers to refuse cell by cell", async () => {
  script = [raw('{"data":[{"usage":NaN,"note":"NaN: fine"},{"usage":-Infinity},[Infinity]]}')];
  expect(await get()).toEqual({ data: [{ usage: "NaN", note: "NaN: fine" }, { usage: "-Infinity" }, ["Infinity"]] });
});

it("stops at once when told to", async () => {
  script = [stall];
  const stop = new AbortController();
  const asking = get("/credits", { signal: stop.signal, timeoutMs: 60_000 });
  stop.abort(new Error("enough"));
  await expect(asking).rejects.toThrow("enough");
});

it("shows no key, whatever OpenRouter says", async () => {
  script = [json(403, { error: { message: "The key sk-or-v1-0123456789abcdef\n\u0007is not allowed" } })];
  const error: Error = await get().then(
    () => new Error("nothing was thrown"),
    (thrown) => thrown,
  );
  expect(error.message).toBe("OpenRouter answered GET /credits with status 403: The key sk-… is not allowed.");
  expect(JSON.stringify(error)).not.toMatch(/0123456789|secret/);
});
