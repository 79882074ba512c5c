import { globSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pool } from "@/lib/db/client";
import { mintSystemScope } from "@/lib/domain/mint-scope";
import { createOrganization } from "@/lib/ledger/organizations";
import { createToken } from "@/lib/ledger/tokens";
import { ErrorAnswer } from "./contract";
import { openApiDocument } from "./openapi";
import { GET as describeApi } from "./openapi.json/route";

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const ID = "0b7f4a52-6d1d-4f0e-9d0c-000000000001";

const files = globSync("**/route.ts", { cwd: import.meta.dirname }).filter((file) => !file.startsWith("openapi.json"));
const routes = await Promise.all(
  files.map(async (file) => {
    const handlers = (await import(/* @vite-ignore */ join(import.meta.dirname, file))) as Record<string, Handler>;
    const path = `/api/v1/${file
      .replace(/\/route\.ts$/, "")
      .replaceAll("[", "{")
      .replaceAll("]", "}")}`;
    return METHODS.filter((method) => handlers[method]).map((method) => ({ path, method, handler: handlers[method] as Handler }));
  }),
);
const walk = routes.flat();

const call = ({ path, method, handler }: (typeof walk)[number], token: string | null) => {
  const url = `http://localhost${path.replace("{id}", ID).replace("{week}", "2026-W47")}?from=2026-11-01&to=2026-11-02`;
  const body = method === "POST" ? "generation_id\n" : null;
  const headers: Record<string, string> = { "content-type": "text/csv", ...(token && { authorization: `Bearer ${token}` }) };
  return handler(new Request(url, { method, headers, body }), { params: Promise.resolve({ id: ID, week: "2026-W47" }) });
};

describe("the API's description", () => {
  it("names every call there is and none that is not", () => {
    const described = Object.entries(openApiDocument().paths ?? {}).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(walk.map(({ path, method }) => `${method} ${path}`).sort()).toEqual(described.sort());
    expect(walk.length).toBeGreaterThan(3);
  });

  it("is what openapi.json answers", async () => {
    expect(await describeApi().json()).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  });
});

describe.each(walk)("$method $path", (route) => {
  it("refuses a call without a token, and one whose token has the wrong scope or was revoked", async () => {
    const { id } = await createOrganization(pool(), { name: "Acme", actor: { kind: "operator" } });
    const scope = mintSystemScope(id, { kind: "operator" });
    const now = new Date();
    const wrong = await createToken(
      scope,
      {
        name: "x",
        scopes: [
          /\/(spend|models|reconciliation|forecast|other-costs|spikes|recommendations|alerts|channels|exports\/[a-z]+|reports\/weekly(\/\{week\})?)$/.test(
            route.path,
          ) || /^GET .*\/(generations|budgets|budgets\/\{id\})$/.test(`${route.method} ${route.path}`)
            ? "ingest"
            : "read",
        ],
        expiresAt: null,
      },
      now,
    );
    const revoked = await createToken(scope, { name: "y", scopes: ["read", "ingest", "manage"], expiresAt: null }, now);
    await pool().query("UPDATE api_tokens SET revoked_at = now() WHERE id = $1", [revoked.id]);
    for (const [token, status, code] of [
      [null, 401, "unauthenticated"],
      [revoked.token, 401, "unauthenticated"],
      [wrong.token, 403, "forbidden"],
    ] as const) {
      const response = await call(route, token);
      expect([response.status, ErrorAnswer.parse(await response.json()).error.code]).toEqual([status, code]);
    }
  });

  it("refuses a parameter it does not know", async () => {
    const { id } = await createOrganization(pool(), { name: "Acme", actor: { kind: "operator" } });
    const scope = mintSystemScope(id, { kind: "operator" });
    const { token } = await createToken(scope, { name: "x", scopes: ["read", "ingest", "manage"], expiresAt: null }, new Date());
    const url = `http://localhost${route.path.replace("{id}", ID).replace("{week}", "2026-W47")}?weather=fine`;
    const init = { method: route.method, headers: { authorization: `Bearer ${token}` } };
    const response = await route.handler(new Request(url, init), { params: Promise.resolve({ id: ID, week: "2026-W47" }) });
    expect(response.status).toBe(400);
    expect(ErrorAnswer.parse(await response.json()).error.message).toContain('"weather"');
  });
});
