import { z } from "zod";
import { execute, select, sql } from "../db/sql";
import { WaybillError } from "../domain/error";
import { mintTokenScope } from "../domain/mint-scope";
import type { AuthorizedScope } from "../domain/scope";
import { hashBearer } from "../vault/bearer";

const TokenScope = z.enum(["read", "ingest"]);
export type TokenScope = z.infer<typeof TokenScope>;

const Row = z.object({
  id: z.string(),
  organizationId: z.string(),
  name: z.string(),
  scopes: z.array(TokenScope),
  expiresAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
});

const MAKE_ONE = "Make a token in Settings, API tokens, and send it as `Authorization: Bearer wbl_…`.";

function refuse(message: string): never {
  throw new WaybillError("unauthenticated", message, { todo: MAKE_ONE });
}

/** The gate of the API. Throws WaybillError `unauthenticated` without a token in force, `forbidden` without its scope. */
export async function requireToken(request: Request, needed: TokenScope, now: Date = new Date()): Promise<AuthorizedScope> {
  const header = request.headers.get("authorization");
  if (!header) refuse("This call needs an API token.");
  const token = /^Bearer +(wbl_[A-Za-z0-9_-]{20,100}) *$/i.exec(header)?.[1];
  if (!token) refuse("The Authorization header holds no Waybill token.");
  const [found] = await select(
    sql`SELECT id, organization_id AS "organizationId", name, scopes, expires_at AS "expiresAt", revoked_at AS "revokedAt"
        FROM api_tokens WHERE token_hash = ${hashBearer(token)}`,
    Row,
  );
  if (!found) refuse("This token is unknown.");
  if (found.revokedAt) refuse(`The token ${found.name} was revoked.`);
  if (found.expiresAt && found.expiresAt <= now) refuse(`The token ${found.name} has expired.`);
  if (!found.scopes.includes(needed)) {
    throw new WaybillError("forbidden", `The token ${found.name} has not the scope ${needed}.`, {
      todo: `Make a token with the scope ${needed} in Settings, API tokens.`,
    });
  }
  await execute(sql`UPDATE api_tokens SET last_used_at = ${now}
                    WHERE id = ${found.id}::uuid AND (last_used_at IS NULL OR last_used_at < ${now}::timestamptz - interval '1 minute')`);
  return mintTokenScope(found.organizationId, { kind: "token", tokenId: found.id, name: found.name }, found.scopes);
}
