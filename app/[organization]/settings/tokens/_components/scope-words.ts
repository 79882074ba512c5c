import { TOKEN_SCOPES, type TokenScope } from "@/lib/domain/scope";

/** What a token may do, in the form and in the list alike. */
export const SCOPE_WORDS: Record<TokenScope, string> = {
  read: "read all spend of the organization",
  ingest: "send in requests: log files, applications’ reports, Broadcast deliveries",
  manage: "make and change budgets",
};

/** In the order of the form, of whatever is stored. */
export function scopeWords(scopes: readonly string[]): string[] {
  return TOKEN_SCOPES.filter((scope) => scopes.includes(scope)).map((scope) => SCOPE_WORDS[scope]);
}
