import { z } from "zod";
import { select, sql } from "../db/sql";
import { permit } from "../domain/permit";
import { type AuthorizedScope, TOKEN_SCOPES } from "../domain/scope";

const TokenRow = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.enum(TOKEN_SCOPES)),
  createdBy: z.string(),
  createdAt: z.date(),
  lastUsedAt: z.date().nullable(),
  expiresAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
});
export type TokenSummary = z.infer<typeof TokenRow>;

/** The organization's API tokens, those in force first, newest first. Their text is known to nobody. */
export async function tokensOf(scope: AuthorizedScope, now: Date): Promise<TokenSummary[]> {
  permit(scope, "tokens.manage");
  return select(
    sql`SELECT id, name, prefix, scopes, created_by_email AS "createdBy", created_at AS "createdAt", last_used_at AS "lastUsedAt",
               expires_at AS "expiresAt", revoked_at AS "revokedAt"
        FROM api_tokens WHERE organization_id = ${scope.organizationId}::uuid
        ORDER BY (revoked_at IS NOT NULL OR coalesce(expires_at <= ${now}, false)), created_at DESC, id`,
    TokenRow,
  );
}
