import type { Permission, Role } from "./role";

/** Whose spend an asker sees. An empty list sees nothing. */
export type Visibility =
  | { readonly kind: "all" }
  | { readonly kind: "teams"; readonly teamIds: readonly string[] }
  | { readonly kind: "developers"; readonly developerIds: readonly string[] };

export type Actor =
  | { readonly kind: "person"; readonly userId: string; readonly email: string }
  | { readonly kind: "token"; readonly tokenId: string; readonly name: string }
  | { readonly kind: "operator" }
  | { readonly kind: "job" };

/** What a bearer token may do: read spend, bring in facts, or make and change budgets and the like. */
export const TOKEN_SCOPES = ["read", "ingest", "manage"] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

declare const authorized: unique symbol;

/**
 * Proof that somebody was let in: who asks, for which organization, and what he may see. Every query and mutation
 * takes one, and only mint-scope.ts makes one, which only the session gate, the API-token gate, the job runner and
 * the command line may import (linted).
 */
export interface AuthorizedScope {
  readonly [authorized]: true;
  readonly organizationId: string;
  readonly actor: Actor;
  /** null for jobs and the operator's command line, who may do everything. */
  readonly role: Role | null;
  readonly visibility: Visibility;
  readonly permissions: readonly Permission[];
  /** What a bearer token may do; null where no token is involved. */
  readonly tokenScopes: readonly TokenScope[] | null;
}
