import { PERMISSIONS, type Role, roleMay } from "./role";
import type { Actor, AuthorizedScope, TokenScope, Visibility } from "./scope";

function mint(
  scope: Omit<AuthorizedScope, keyof { [K in keyof AuthorizedScope as K extends symbol ? K : never]: true }>,
): AuthorizedScope {
  return scope as AuthorizedScope;
}

/** For a signed-in person whose membership was just read. */
export function mintPersonScope(
  organizationId: string,
  actor: Actor & { kind: "person" },
  role: Role,
  visibility: Visibility,
): AuthorizedScope {
  return mint({
    organizationId,
    actor,
    role,
    visibility,
    permissions: PERMISSIONS.filter((permission) => roleMay(role, permission)),
    tokenScopes: null,
  });
}

/**
 * For a bearer token that was just found valid: with `read` it sees the whole organization, with `manage` it sets up what
 * has no secrets.
 */
export function mintTokenScope(
  organizationId: string,
  actor: Actor & { kind: "token" },
  tokenScopes: readonly TokenScope[],
): AuthorizedScope {
  const permissions = [
    ...(tokenScopes.includes("ingest") ? (["imports.manage"] as const) : []),
    ...(tokenScopes.includes("manage") ? (["budgets.manage"] as const) : []),
    ...(tokenScopes.includes("read")
      ? (["reconciliation.read", "exports.chargeback", "exports.requests", "other_costs.read", "channels.read"] as const)
      : []),
  ];
  const visibility: Visibility = tokenScopes.includes("read") ? { kind: "all" } : { kind: "developers", developerIds: [] };
  return mint({ organizationId, actor, role: null, visibility, permissions, tokenScopes });
}

/** For the worker, and for whoever has a shell on the machine. */
export function mintSystemScope(organizationId: string, actor: Actor & { kind: "job" | "operator" }): AuthorizedScope {
  return mint({ organizationId, actor, role: null, visibility: { kind: "all" }, permissions: PERMISSIONS, tokenScopes: null });
}
