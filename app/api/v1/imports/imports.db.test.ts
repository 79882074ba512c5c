import Papa from "papaparse";
import { beforeAll, describe, expect, it } from "vitest";
import { pool } from "@/lib/db/client";
import { mintSystemScope } from "@/lib/domain/mint-scope";
import { createOrganization } from "@/lib/ledger/organizations";
import { createToken } from "@/lib/ledger/tokens";
import { ErrorAnswer, ImportAccepted, ImportAnswer } from "../contract";
import { POST as cancel } from "./[id]/cancel/route";
import { GET as rejects } from "./[id]/rejects/route";
import { GET as state } from "./[id]/route";
import { POST } from "./route";

const NOW = new Date("2026-11-21T08:00:00Z");
const HEADER = "generation_id,created_at,cost_total,tokens_prompt,tokens_completion,model_permaslug,api_key_name";
const GOOD = "gen-1,2026-02-03 10:00:00.000,0.25,10,5,openai/gpt-5,ci";
const BAD = 'gen-2,not a time,0.5,1,1,openai/gpt-5,"=cmd|calc"';
const tokens = { ours: "", theirs: "" };

beforeAll(async () => {
  for (const who of ["ours", "theirs"] as const) {
    const { id } = await createOrganization(pool(), { name: who, actor: { kind: "operator" } });
    const scope = mintSystemScope(id, { kind: "operator" });
    tokens[who] = (await createToken(scope, { name: "test", scopes: ["ingest"], expiresAt: null }, NOW)).token;
  }
});

function request(path: string, init: RequestInit = {}, who: keyof typeof tokens = "ours"): Request {
  const headers = new Headers(init.headers);
  headers.set("authorization", `Bearer ${tokens[who]}`);
  return new Request(`http://localhost/api/v1/imports${path}`, { ...init, headers });
}
const upload = (body: string, query = "?name=log.csv", headers: Record<string, string> = { "content-type": "text/csv" }) =>
  POST(request(query, { method: "POST", body, headers }));
const contextOf = (id: string) => ({ params: Promise.resolve({ id }) });
const errorOf = async (response: Response) => ErrorAnswer.parse(await response.json()).error;

describe("POST /api/v1/imports", () => {
  it("stores the file, answers 202 with its id and address, and tells there what became of it", async () => {
    const response = await upload([HEADER, GOOD, BAD, ""].join("\n"));
    expect(response.status).toBe(202);
    const { id } = ImportAccepted.parse(await response.json());
    expect(response.headers.get("location")).toBe(`/api/v1/imports/${id}`);

    const told = ImportAnswer.parse(await (await state(request(`/${id}`), contextOf(id))).json());
    expect(told).toMatchObject({ id, fileName: "log.csv", status: "staged", rows: 2, rejected: 1 });
    expect(told.rejects).toEqual([expect.objectContaining({ line: 3, column: "created_at" })]);

    const csv = await (await rejects(request(`/${id}/rejects`), contextOf(id))).text();
    const { data } = Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true });
    expect(data).toEqual([expect.objectContaining({ line: "3", column: "created_at" })]);
  });

  it("names the import of a file that was refused as a whole", async () => {
    const response = await upload([HEADER, BAD].join("\n"));
    const { importId } = await errorOf(response);
    const told = ImportAnswer.parse(await (await state(request(`/${importId}`), contextOf(importId ?? ""))).json());
    expect(told).toMatchObject({ status: "failed", progress: null, rejects: [expect.objectContaining({ line: 2 })] });
  });

  it("takes back a file that waits when it is told to, once and again", async () => {
    const { id } = ImportAccepted.parse(await (await upload([HEADER, GOOD].join("\n"))).json());
    for (let time = 0; time < 2; time += 1) {
      const response = await cancel(request(`/${id}/cancel`, { method: "POST" }), contextOf(id));
      expect([response.status, ImportAnswer.parse(await response.json()).status]).toEqual([202, "cancelled"]);
    }
  });

  it("does not tell another organization of it", async () => {
    const { id } = ImportAccepted.parse(await (await upload([HEADER, GOOD].join("\n"))).json());
    for (const handler of [state, rejects, cancel]) {
      const response = await handler(request(`/${id}`, {}, "theirs"), contextOf(id));
      expect([response.status, (await errorOf(response)).code]).toEqual([404, "not_found"]);
    }
  });

  it.each([
    ["an empty file", "", "?name=a.csv", { "content-type": "text/csv" }],
    ["a file of another kind", "%PDF-1.7 \u0000\u0001", "?name=a.csv", { "content-type": "text/csv" }],
    ["a form", "a=b", "?name=a.csv", { "content-type": "multipart/form-data; boundary=x" }],
    ["a compressed body", "x", "?name=a.csv", { "content-type": "text/csv", "content-encoding": "gzip" }],
    ["a connection that is none", HEADER, "?connection=x", { "content-type": "text/csv" }],
    ["an unknown parameter", HEADER, "?file=x", { "content-type": "text/csv" }],
  ])("refuses %s with words", async (_name, body, query, headers) => {
    const response = await upload(body, query, headers);
    expect(response.status).toBe(400);
    expect((await errorOf(response)).message).not.toBe("");
  });
});

describe("GET /api/v1/imports/{id}", () => {
  it.each(["not-an-id", "0b7f4a52-6d1d-4f0e-9d0c-000000000001"])("refuses %s", async (id) => {
    const { code } = await errorOf(await state(request(`/${id}`), contextOf(id)));
    expect(code).toBe(id === "not-an-id" ? "invalid_input" : "not_found");
  });
});
