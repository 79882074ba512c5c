import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseDay } from "../../../lib/domain/day";
import { usdFromNumber, usdToString } from "../../../lib/domain/usd";
import { decodeExport } from "../../../lib/openrouter/broadcast/decode";
import { type SampleName, sample } from "../../../lib/test/broadcast-samples";
import { makeAccount } from "../../account/make-account";
import { ask } from "../ask";
import { type DemoOpenRouter, startDemoOpenRouter } from "../server";
import type { Delivery } from "./delivery";
import { isSampled } from "./send";

const NOW = new Date("2026-11-20T15:30:00Z");
const received: { headers: Record<string, unknown>; body: Delivery }[] = [];
let heard = Promise.withResolvers<void>();
const sink = createServer(async (request, response) => {
  received.push({ headers: request.headers, body: (await json(request)) as Delivery });
  response.writeHead(200).end("{}");
  heard.resolve();
});
let demo: DemoOpenRouter;
let url = "";
beforeAll(async () => {
  const account = makeAccount({ anchorDay: parseDay("2026-11-20"), days: 3, requestsPerDay: 60 });
  demo = await startDemoOpenRouter({ account, now: () => NOW });
  await once(sink.listen(0, "127.0.0.1"), "listening");
  url = `http://127.0.0.1:${(sink.address() as AddressInfo).port}/hook`;
});
afterAll(async () => {
  await demo.stop();
  sink.close();
});

const generations = () => demo.account.generationsOf(parseDay("2026-11-19"), NOW);
const send = async (how: object) => {
  received.length = 0;
  const body = { url, headers: { authorization: "Bearer wbl_x" }, ...how };
  return (await ask(demo, "/_demo/broadcast?from=2026-11-19&to=2026-11-19", { body })).json;
};

type Shape = { spans: Record<string, unknown>[]; kinds: Map<string, Set<string>> };
/** How a delivery is built: fields of its spans, and the kinds of value that each attribute has. */
function shapeOf(deliveries: readonly object[]): Shape {
  const shape: Shape = { spans: [], kinds: new Map() };
  for (const { resourceSpans } of deliveries as Delivery[]) {
    for (const { resource, scopeSpans } of resourceSpans) {
      expect([scopeSpans.length, scopeSpans[0]?.scope, scopeSpans[0]?.spans.length]).toEqual([1, { name: "openrouter" }, 1]);
      for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
        const { traceId, spanId, attributes, ...rest } = span;
        expect([traceId, spanId, rest.startTimeUnixNano]).toEqual(
          [/^[0-9a-f]{32}$/, /^[0-9a-f]{16}$/, /^\d{19}$/].map((pattern) => expect.stringMatching(pattern)),
        );
        shape.spans.push(
          Object.fromEntries(
            Object.keys(rest)
              .sort()
              .map((key) => [key, true]),
          ),
        );
        for (const { key, value } of [...resource.attributes, ...attributes]) {
          // Of money and times a whole number may be either.
          const kind = Object.keys(value)[0] ?? "";
          const known = shape.kinds.get(key) ?? new Set();
          shape.kinds.set(
            key,
            known.add(/cost|usage$|usage_inference|_ms$/.test(key) ? kind.replace(/intValue|doubleValue/, "number") : kind),
          );
        }
      }
    }
  }
  return shape;
}

it("delivers what the real captures look like: the same spans, attributes and kinds of value", async () => {
  expect(await send({ content: { cost: true, identity: true, privacy: false } })).toEqual({
    sent: generations().length,
    refused: 0,
  });
  const real = shapeOf((["success", "error", "synthetic-tags-cost-privacy"] satisfies SampleName[]).map(sample));
  const demos = shapeOf(received.map(({ body }) => body));
  for (const span of demos.spans) expect(real.spans.map((known) => JSON.stringify(known))).toContain(JSON.stringify(span));
  // Told by OpenRouter's list of attributes; no capture has them.
  const told = [
    "trace.metadata.feature",
    "trace.metadata.openrouter_generation.streamed",
    "span.metadata.openrouter_generation.app.title",
  ];
  for (const [key, kinds] of demos.kinds) {
    if (!told.includes(key)) expect([key, [...kinds].filter((kind) => !real.kinds.get(key)?.has(kind))]).toEqual([key, []]);
  }
  expect(received[0]?.headers).toMatchObject({ authorization: "Bearer wbl_x", "content-type": "application/json" });
});

it("tells every request to the last digit", async () => {
  await send({ order: "shuffled", times: 2 });
  const told = new Map(
    received.flatMap(({ body }) => decodeExport(body, NOW).generations.map(({ report }) => [report.generationId, report])),
  );
  expect([received.length, told.size]).toEqual([2 * generations().length, generations().length]);
  for (const generation of generations()) {
    const failed = generation.finishReason === "error";
    expect(told.get(generation.id)).toMatchObject({
      model: failed ? generation.model.id : generation.model.permaslug,
      provider: generation.endpoint.provider,
      costUsd: failed ? null : generation.costUsd,
      byokUsd: failed ? null : generation.byokUsd,
      promptTokens: failed ? null : generation.promptTokens,
      externalUser: failed ? null : generation.user,
      sessionId: generation.sessionId,
      feature: failed ? null : generation.feature,
      createdAt: new Date(generation.createdAt),
    });
  }
});

it("sends a share of the sessions whole, the same ones every time, and leaves words out in privacy mode", async () => {
  await send({ share: 0.7, content: { cost: false, identity: false, privacy: true } });
  const chosen = generations().filter((generation) => isSampled(generation, 0.7));
  expect(received.map(({ body }) => decodeExport(body, NOW).generations[0]?.report.generationId)).toEqual(
    chosen.map(({ id }) => id),
  );
  expect(chosen.length).toBeGreaterThan(0);
  expect(chosen.length).toBeLessThan(generations().length);
  expect(JSON.stringify(received)).not.toMatch(/What was the money|gen_ai\.(prompt|completion)"/);
  expect(await send({ share: 0 })).toEqual({ sent: 0, refused: 0 });
});

it("delivers a live completion to a listening destination", async () => {
  const { json: workspaces } = await ask(demo, "/workspaces", { key: demo.managementKey });
  const hook = { url, headers: { "x-api-key": "wbl_live" } };
  for (const { id } of workspaces.data) {
    const destination = {
      type: "webhook",
      name: "Waybill",
      config: hook,
      workspace_id: id,
      privacy_mode: true,
      broadcast_generation_cost: true,
    };
    expect((await ask(demo, "/observability/destinations", { key: demo.managementKey, body: destination })).status).toBe(201);
    const switched = await fetch(`${demo.url}/workspaces/${id}`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${demo.managementKey}`, "content-type": "application/json" },
      body: JSON.stringify({ is_observability_broadcast_enabled: true }),
    });
    expect(switched.status).toBe(200);
  }
  received.length = 0;
  heard = Promise.withResolvers<void>();
  const [model] = (await ask(demo, "/models", {})).json.data;
  const request = {
    model: model.id,
    messages: [{ role: "user", content: "Hello" }],
    user: "ada",
    trace: { feature: "greeting" },
  };
  const { json: completion } = await ask(demo, "/chat/completions", { key: demo.inferenceKey, body: request });
  await heard.promise;
  const [told] = received.flatMap(({ body }) => decodeExport(body, NOW).generations);
  expect(told?.report).toMatchObject({ generationId: completion.id, externalUser: "ada", feature: "greeting" });
  expect(usdToString(told?.report.costUsd ?? usdFromNumber(-1))).toBe(usdToString(usdFromNumber(completion.usage.cost)));
  expect(received[0]?.headers["x-api-key"]).toBe("wbl_live");
});
