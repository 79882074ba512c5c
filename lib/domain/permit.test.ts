import { describe, expect, it } from "vitest";
import { WaybillError } from "./error";
import { mintPersonScope, mintSystemScope, mintTokenScope } from "./mint-scope";
import { permit } from "./permit";
import { PERMISSIONS, ROLES, roleMay } from "./role";
import type { AuthorizedScope } from "./scope";

const person = { kind: "person", userId: "u", email: "ada@example.com" } as const;
const token = { kind: "token", tokenId: "t", name: "ci" } as const;

function refusal(scope: AuthorizedScope, permission: (typeof PERMISSIONS)[number]): WaybillError | null {
  try {
    permit(scope, permission);
    return null;
  } catch (error) {
    if (error instanceof WaybillError) return error;
    throw error;
  }
}

describe("permit", () => {
  it.each(ROLES.flatMap((role) => PERMISSIONS.map((permission) => ({ role, permission }))))(
    "lets a person do what the role grants and nothing else: $role, $permission",
    ({ role, permission }) => {
      const scope = mintPersonScope("o", person, role, { kind: "all" });
      expect(refusal(scope, permission)?.code ?? "allowed").toBe(roleMay(role, permission) ? "allowed" : "forbidden");
    },
  );

  it("lets a token with the scope ingest upload files, one with read see the reconciliation and take files, one with manage make budgets, and no token do anything else", () => {
    const allowed = PERMISSIONS.filter(
      (permission) => !refusal(mintTokenScope("o", token, ["read", "ingest", "manage"]), permission),
    );
    expect(allowed).toEqual([
      "imports.manage",
      "reconciliation.read",
      "channels.read",
      "budgets.manage",
      "exports.chargeback",
      "exports.requests",
      "other_costs.read",
    ]);
    expect(refusal(mintTokenScope("o", token, ["read", "ingest"]), "budgets.manage")?.code).toBe("forbidden");
    expect(refusal(mintTokenScope("o", token, ["read"]), "imports.manage")?.todo).toContain("token");
  });

  it("lets jobs and the operator do everything", () => {
    expect(PERMISSIONS.every((permission) => !refusal(mintSystemScope("o", { kind: "job" }), permission))).toBe(true);
  });
});
