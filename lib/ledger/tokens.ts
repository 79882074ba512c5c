import { z } from "zod";
import { execute, select, sql, transaction } from "../db/sql";
import { WaybillError } from "../domain/error";
import { permit } from "../domain/permit";
import { type AuthorizedScope, TOKEN_SCOPES, type TokenScope } from "../domain/scope";
import { hashBearer, newBearer } from "../vault/bearer";
import { writeAudit } from "./audit";

export interface NewToken {
  name: string;
  scopes: readonly TokenScope[];
  /** null: until revoked. */
  expiresAt: Date | null;
}

/** Makes a bearer token for the API. `token` is its only appearance: the database keeps a hash. */
export async function createToken(scope: AuthorizedScope, wanted: NewToken, now: Date): Promise<{ id: string; token: string }> {
  permit(scope, "tokens.manage");
  const name = wanted.name.trim();
  if (name.length === 0 || name.length > 100) {
    throw new WaybillError("invalid_input", "A token needs a name of 1 to 100 characters.", {
      todo: "Name it after what will use it.",
    });
  }
  const scopes = TOKEN_SCOPES.filter((known) => wanted.scopes.includes(known));
  if (scopes.length === 0) {
    throw new WaybillError("invalid_input", "A token needs a scope.", {
      todo: `Choose one or more of ${TOKEN_SCOPES.join(", ")}.`,
    });
  }
  if (wanted.expiresAt && wanted.expiresAt <= now) {
    throw new WaybillError("invalid_input", "The token would be expired already.", { todo: "Choose a later day." });
  }
  const token = newBearer("wbl_");
  const createdBy = scope.actor.kind === "person" ? scope.actor.email : scope.actor.kind;
  return transaction(async (client) => {
    const [created] = await select(
      sql`INSERT INTO api_tokens (organization_id, name, token_hash, prefix, scopes, created_by_email, created_at, expires_at)
          VALUES (${scope.organizationId}::uuid, ${name}, ${hashBearer(token)}, ${token.slice(0, 10)}, ${scopes}::text[],
                  ${createdBy}, ${now}, ${wanted.expiresAt})
          RETURNING id`,
      z.object({ id: z.string() }),
      client,
    );
    if (!created) throw new WaybillError("internal", "The token was not stored.");
    await writeAudit(client, scope, "token.created", created.id, { name, scopes });
    return { id: created.id, token };
  });
}

/** From now on the token is refused. Revoking twice changes nothing. */
export async function revokeToken(scope: AuthorizedScope, tokenId: string, now: Date): Promise<void> {
  permit(scope, "tokens.manage");
  await transaction(async (client) => {
    const [found] = await select(
      sql`SELECT name, revoked_at FROM api_tokens
          WHERE id::text = ${tokenId} AND organization_id = ${scope.organizationId}::uuid FOR NO KEY UPDATE`,
      z.object({ name: z.string(), revoked_at: z.date().nullable() }),
      client,
    );
    if (!found) throw new WaybillError("not_found", "There is no such token.", { todo: "Reload the page." });
    if (found.revoked_at) return;
    await execute(sql`UPDATE api_tokens SET revoked_at = ${now} WHERE id = ${tokenId}::uuid`, client);
    await writeAudit(client, scope, "token.revoked", tokenId, { name: found.name });
  });
}
