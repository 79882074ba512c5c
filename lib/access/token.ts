import { z } from "zod";
import { pool } from "../db/client";
import { execute, select, sql } from "../db/sql";
import { WaybillError } from "../domain/error";
import { mintTokenScope } from "../domain/mint-scope";
import { type AuthorizedScope, TOKEN_SCOPES, type TokenScope } from "../domain/scope";
import { together } from "../ledger/generation/together";
import { hashBearer } from "../vault/bearer";

const Row = z.object({
  id: z.string(),
  organizationId: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(TOKEN_SCOPES)),
  expiresAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
  lastUsedAt: z.date().nullable(),
  hash: z.string(),
});
type Found = z.infer<typeof Row>;

const TOKEN = /^wbl_[A-Za-z0-9_-]{20,100}$/;
const MAKE_ONE = "Make a token in Settings, API tokens, and send it as `Authorization: Bearer wbl_…`.";

function refuse(message: string): never {
  throw new WaybillError("unauthenticated", message, { todo: MAKE_ONE });
}

/** Simultaneous calls share a look-up; none is let in by a look-up from before it came. */
const findToken = together<string, Found | undefined>(
  async (hashes) => {
    const rows = await select(
      sql`SELECT id, organization_id AS "organizationId", name, scopes, expires_at AS "expiresAt", revoked_at AS "revokedAt",
            last_used_at AS "lastUsedAt", token_hash AS hash
          FROM api_tokens WHERE token_hash = ANY (${[...new Set(hashes)]}::text[])`,
      Row,
      pool(),
      "tokens",
    );
    const found = new Map(rows.map((row) => [row.hash, row]));
    return hashes.map((hash) => found.get(hash));
  },
  { heaviest: 1_000, liesInItem: () => false },
);

/** The bearer secret of the Authorization header or, for senders that cannot set that one, of X-API-Key. */
function secretOf({ headers }: Asker): string {
  const authorization = headers.get("authorization");
  if (!authorization) {
    const key = headers.get("x-api-key");
    if (!key) refuse("This call needs an API token.");
    return TOKEN.exec(key.trim())?.[0] ?? refuse("The X-API-Key header holds no Waybill token.");
  }
  return (
    /^Bearer +(\S+) *$/i.exec(authorization)?.[1]?.match(TOKEN)?.[0] ?? refuse("The Authorization header holds no Waybill token.")
  );
}

/** What a request is asked for by its token: a Request, or what stands for one. */
export interface Asker {
  headers: { get(name: string): string | null };
}

/** The gate of the API. Throws WaybillError `unauthenticated` without a token in force, `forbidden` without its scope. */
export async function requireToken(request: Asker, needed: TokenScope, now: Date = new Date()): Promise<AuthorizedScope> {
  const found = await findToken(hashBearer(secretOf(request)));
  if (!found) refuse("This token is unknown.");
  if (found.revokedAt) refuse(`The token ${found.name} was revoked.`);
  if (found.expiresAt && found.expiresAt <= now) refuse(`The token ${found.name} has expired.`);
  if (!found.scopes.includes(needed)) {
    throw new WaybillError("forbidden", `The token ${found.name} has not the scope ${needed}.`, {
      todo: `Make a token with the scope ${needed} in Settings, API tokens.`,
    });
  }
  if (!found.lastUsedAt || found.lastUsedAt.getTime() < now.getTime() - 60_000) {
    await execute(sql`UPDATE api_tokens SET last_used_at = ${now}
                      WHERE id = ${found.id}::uuid AND (last_used_at IS NULL OR last_used_at < ${now}::timestamptz - interval '1 minute')`);
  }
  return mintTokenScope(found.organizationId, { kind: "token", tokenId: found.id, name: found.name }, found.scopes);
}
