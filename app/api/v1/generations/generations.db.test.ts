import { beforeAll, expect, it } from "vitest";
import { pool } from "@/lib/db/client";
import { mintSystemScope } from "@/lib/domain/mint-scope";
import { createOrganization } from "@/lib/ledger/organizations";
import { createToken } from "@/lib/ledger/tokens";
import { ErrorAnswer, GenerationsTaken } from "../contract";
import { POST } from "./route";

let token = "";
beforeAll(async () => {
  const { id } = await createOrganization(pool(), { name: "ours", actor: { kind: "operator" } });
  const scope = mintSystemScope(id, { kind: "operator" });
  token = (await createToken(scope, { name: "app", scopes: ["ingest"], expiresAt: null }, new Date("2026-11-21T08:00:00Z")))
    .token;
});

const send = (body: string, more: Record<string, string> = {}) => {
  const headers = { authorization: `Bearer ${token}`, ...more };
  return POST(new Request("http://localhost/api/v1/generations", { method: "POST", body, headers }));
};
const record = (id: string) => JSON.stringify({ id, createdAt: "2026-11-20T09:00:00Z", model: "acme/one", feature: "search" });

it.each([
  ["a JSON list", `[${record("gen-a1")}, ${record("gen-a2")}]`, 2, 0],
  ["a single record", record("gen-b1"), 1, 0],
  ["a record a line", `${record("gen-c1")}\n${record("gen-c2")}\n`, 2, 0],
  ["a half-written last line, the others taken", `${record("gen-d1")}\n{"id":"gen-d2","cre`, 1, 1],
])("takes %s", async (_, body, accepted, rejected) => {
  const answer = await send(body);
  expect(answer.status).toBe(200);
  const taken = GenerationsTaken.parse(await answer.json());
  expect([taken.accepted, taken.rejected.length]).toEqual([accepted, rejected]);
});

it.each([
  ["an empty body", "", 400],
  ["a truncated list", `[${record("gen-e1")}, {"id"`, 400],
  ["17 MB", " ".repeat(17 * 1024 * 1024), 413],
])("refuses %s with words", async (_, body, status) => {
  const answer = await send(body);
  expect(answer.status).toBe(status);
  expect(ErrorAnswer.parse(await answer.json()).error.todo).not.toBeNull();
});

it("says of a packed body that it is packed, not that it is no JSON", async () => {
  const { error } = ErrorAnswer.parse(await (await send("packed", { "content-encoding": "gzip" })).json());
  expect(error).toMatchObject({ message: "The body is compressed (gzip).", todo: "Send it uncompressed." });
});
