import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { SimpleSpanProcessor, type SpanExporter, TracerProvider } from "@opentelemetry/sdk-trace";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pool } from "@/lib/db/client";
import { mintSystemScope } from "@/lib/domain/mint-scope";
import { createOrganization } from "@/lib/ledger/organizations";
import { createToken } from "@/lib/ledger/tokens";
import { sample, withId } from "@/lib/test/broadcast-samples";
import { deliveriesBefore } from "./node-listener";

const others = createServer(deliveriesBefore((_, response) => response.writeHead(418).end("Next")));
let url = "";
let token = "";
let organizationId = "";
beforeAll(async () => {
  ({ id: organizationId } = await createOrganization(pool(), { name: "Acme", actor: { kind: "operator" } }));
  const scope = mintSystemScope(organizationId, { kind: "operator" });
  const wanted = { name: "collector", scopes: ["ingest"] as const, expiresAt: null };
  ({ token } = await createToken(scope, wanted, new Date("2026-11-21T08:00:00Z")));
  await once(others.listen(0, "127.0.0.1"), "listening");
  url = `http://127.0.0.1:${(others.address() as AddressInfo).port}/api/v1/otlp/v1/traces`;
});
afterAll(() => {
  others.closeAllConnections();
  others.close();
});

const stored = async (id: string) =>
  (await pool().query("SELECT * FROM generations WHERE organization_id = $1 AND generation_id = $2", [organizationId, id])).rows;

describe.each([
  ["JSON", JsonExporter, "none"],
  ["JSON, packed", JsonExporter, "gzip"],
  ["protobuf", ProtobufExporter, "none"],
  ["protobuf, packed", ProtobufExporter, "gzip"],
])("OpenTelemetry's own exporter of %s", (name, Exporter, compression) => {
  it("brings a generation into the books, and spans of an application to no harm", async () => {
    const id = `gen-1790605442-${name.replaceAll(/\W/g, "")}`;
    const exporter = new Exporter({ url, headers: { authorization: `Bearer ${token}` }, compression: compression as never });
    const outcomes: { code: number; error?: Error }[] = [];
    const watched: SpanExporter = {
      export: (spans, done) =>
        exporter.export(spans, (result) => {
          outcomes.push(result);
          done(result);
        }),
      shutdown: () => exporter.shutdown(),
      forceFlush: () => exporter.forceFlush(),
    };
    const provider = new TracerProvider({
      resource: resourceFromAttributes({ "service.name": "relay" }),
      spanProcessors: [new SimpleSpanProcessor({ exporter: watched })],
    });
    const tracer = provider.getTracer("relay");
    const startTime = new Date("2026-11-20T10:00:00.250Z");
    const attributes = {
      "span.type": "generation",
      "gen_ai.response.id": id,
      "gen_ai.response.model": "openai/gpt-5",
      "gen_ai.usage.input_tokens": 120,
      "gen_ai.usage.output_tokens": 7,
      "gen_ai.usage.total_cost": 0.0012345,
      "gen_ai.prompt": "secret words",
      "trace.metadata.openrouter.source": "openrouter",
      "trace.metadata.openrouter.api_key_name": "ci",
      "trace.metadata.feature": "search",
      "trace.metadata.list": ["a", "b"],
    };
    tracer.startSpan("LLM Generation", { startTime, attributes }).end(new Date("2026-11-20T10:00:01.250Z"));
    tracer.startSpan("GET /", { attributes: { "http.method": "GET" } }).end();
    tracer
      .startSpan("hostile", {
        attributes: { "\0": "\0", "gen_ai.usage.total_cost": Number.NaN, ["a".repeat(9_999)]: 1e308 } as never,
      })
      .end();
    await provider.forceFlush();
    await provider.shutdown();
    expect(outcomes.map(({ code, error }) => [code, error])).toEqual([
      [0, undefined],
      [0, undefined],
      [0, undefined],
    ]);
    const [row] = await stored(id);
    expect(row).toMatchObject({ cost_usd: "0.001234500000", prompt_tokens: 120, completion_tokens: 7, feature: "search" });
    expect(row).toMatchObject({
      model: "openai/gpt-5",
      key_name: "ci",
      generation_time_ms: 1000,
      tags: { feature: "search", list: '["a","b"]' },
    });
    expect(row.created_at).toEqual(startTime);
    expect(JSON.stringify(row)).not.toContain("secret words");
  });
});

describe("before Next", () => {
  const send = (path: string, init: RequestInit) => fetch(new URL(path, url), init);
  const headers = () => ({ authorization: `Bearer ${token}`, "content-type": "application/json" });

  it("answers deliveries and leaves everything else to it", async () => {
    const body = JSON.stringify(withId(sample("success"), "gen-1790605442-before"));
    const taken = await send("/api/v1/otlp?", { method: "PUT", headers: headers(), body });
    expect([taken.status, await taken.json()]).toEqual([200, { partialSuccess: {} }]);
    expect(await stored("gen-1790605442-before")).toHaveLength(1);
    for (const path of ["/", "/api/v1/otlp/", "/api/v1/generations"]) {
      expect((await send(path, { method: "POST", headers: headers(), body })).status).toBe(418);
    }
    expect((await send("/api/v1/otlp", {})).status).toBe(418);
  });

  it("answers a protobuf sender in protobuf, refusals too", async () => {
    const wrong = { "content-type": "application/x-protobuf", authorization: "Bearer x" };
    const refused = await send("/api/v1/otlp", { method: "POST", headers: wrong, body: "" });
    expect([refused.status, refused.headers.get("content-type")]).toEqual([401, "application/x-protobuf"]);
    expect(await refused.text()).toContain("The Authorization header holds no Waybill token.");
  });

  it("refuses an endless body before it ends", async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(1024 * 1024).fill(32));
        if (sent > 200) controller.error(new Error("nobody stopped it"));
      },
    });
    const answer = await send("/api/v1/otlp", {
      method: "POST",
      headers: headers(),
      body: endless,
      duplex: "half",
    } as RequestInit).then(
      ({ status }) => status,
      // The connection may be closed while the sender still writes.
      () => 413,
    );
    expect([answer, sent < 200]).toEqual([413, true]);
  });
});
