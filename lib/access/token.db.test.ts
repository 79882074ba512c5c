import { beforeAll, describe, expect, it } from "vitest";
import { pool } from "../db/client";
import { mintSystemScope, mintTokenScope } from "../domain/mint-scope";
import type { AuthorizedScope } from "../domain/scope";
import { createOrganization } from "../ledger/organizations";
import { createToken, revokeToken } from "../ledger/tokens";
import { requireToken } from "./token";

const NOW = new Date("2026-11-21T10:00:00Z");
const LATER = new Date("2026-12-21T10:00:00Z");
const operator = { kind: "operator" } as const;
let acme: AuthorizedScope;

beforeAll(async () => {
  acme = mintSystemScope((await createOrganization(pool(), { name: "Acme", actor: operator })).id, operator);
});

describe("API tokens", () => {
  const call = (token: string | null) =>
    new Request("http://localhost/api", token ? { headers: { authorization: `Bearer ${token}` } } : {});
  const make = (scopes: ("read" | "ingest")[], expiresAt: Date | null = null) =>
    createToken(acme, { name: "ci", scopes, expiresAt }, NOW);

  it("let in by their text alone, with what they may do and see", async () => {
    const { token } = await make(["read"]);
    expect(JSON.stringify((await pool().query("SELECT * FROM api_tokens")).rows)).not.toContain(token);
    const scope = await requireToken(call(token), "read", NOW);
    expect(scope).toMatchObject({ organizationId: acme.organizationId, visibility: { kind: "all" } });
    const reading = ["reconciliation.read", "exports.chargeback", "exports.requests", "other_costs.read", "channels.read"];
    expect(scope.permissions).toEqual(reading);
    const ingest = await requireToken(call((await make(["ingest"])).token), "ingest", NOW);
    expect(ingest).toMatchObject({ visibility: { kind: "developers", developerIds: [] }, permissions: ["imports.manage"] });
  });

  it("are refused without, unknown, malformed, revoked, expired or without the scope, in words", async () => {
    const revoked = await make(["read"]);
    await revokeToken(acme, revoked.id, NOW);
    const cases: [string | null, string][] = [
      [null, "needs an API token"],
      ["wbl_0123456789012345678901234567890123456789012", "unknown"],
      ["sk-or-v1-something", "no Waybill token"],
      [revoked.token, "revoked"],
      [(await make(["read"], new Date(NOW.getTime() + 1))).token, "expired"],
    ];
    for (const [token, words] of cases) {
      await expect(requireToken(call(token), "read", LATER)).rejects.toMatchObject({
        code: "unauthenticated",
        message: expect.stringContaining(words),
      });
    }
    await expect(requireToken(call((await make(["ingest"])).token), "read", NOW)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("are not made or revoked by tokens or by people without the permission", async () => {
    const { id } = await make(["read"]);
    const token = mintTokenScope(acme.organizationId, { kind: "token", tokenId: id, name: "ci" }, ["read", "ingest"]);
    await expect(createToken(token, { name: "x", scopes: ["read"], expiresAt: null }, NOW)).rejects.toMatchObject({
      code: "forbidden",
    });
    const other = await createOrganization(pool(), { name: "Other", actor: operator });
    await expect(revokeToken(mintSystemScope(other.id, operator), id, NOW)).rejects.toMatchObject({ code: "not_found" });
  });
});
