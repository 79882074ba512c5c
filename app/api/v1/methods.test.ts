import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { ErrorAnswer } from "./contract";
import { refusedMethod } from "./methods";
import { methodsBefore } from "./methods-before";

describe("refusedMethod", () => {
  it.each([
    ["GET", "/api/v1/spend?from=2026-11-01", null],
    ["HEAD", "/api/v1/spend", null],
    ["OPTIONS", "/api/v1/spend", null],
    ["PUT", "/api/v1/otlp/v1/traces", null],
    ["POST", "/api/v1/imports/0b7f4a52/cancel", null],
    ["POST", "/api/v1/spend", "GET, HEAD, OPTIONS"],
    ["GET", "/api/v1/otlp", "POST, PUT, OPTIONS"],
    ["GET", "/api/v1/imports?name=a.csv", "POST, OPTIONS"],
    ["DELETE", "/api/v1/generations/", "GET, POST, HEAD, OPTIONS"],
    ["POST", "/api/v1/openapi.json", "GET, HEAD, OPTIONS"],
    ["POST", "/api/v1/openapi-json", null],
    ["POST", "/api/v1/nothing", null],
    ["DELETE", "/acme/spend", null],
  ])("%s %s: %s", (method, address, allow) => {
    expect(refusedMethod(method, address)?.allow ?? null).toBe(allow);
  });
});

describe("methodsBefore", () => {
  it("answers in words with what is allowed, and lets other calls through", async () => {
    const server = createServer(methodsBefore((_, response) => void response.end("passed on")));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await (await fetch(`${base}/api/v1/spend`)).text()).toBe("passed on");
    const refused = await fetch(`${base}/api/v1/otlp/v1/traces`, { method: "DELETE" });
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, "POST, PUT, OPTIONS"]);
    expect(ErrorAnswer.parse(await refused.json()).error).toMatchObject({
      code: "method_not_allowed",
      message: "/api/v1/otlp/v1/traces does not take DELETE.",
      todo: "Use POST or PUT; see /api/v1/openapi.json.",
    });
  });
});
