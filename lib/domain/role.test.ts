import { describe, expect, it } from "vitest";
import { isRole, PERMISSIONS, type Permission, ROLES, type Role, roleMay } from "./role";

const MAY: Record<Permission, Role[]> = {
  "connections.manage": ["owner", "admin"],
  "imports.manage": ["owner", "admin", "finance"],
  "people.manage": ["owner", "admin"],
  "rules.manage": ["owner", "admin"],
  "rules.read": ["owner", "admin", "finance"],
  "tiers.manage": ["owner", "admin"],
  "tiers.read": ["owner", "admin", "finance"],
  "members.manage": ["owner", "admin"],
  "tokens.manage": ["owner", "admin", "finance"],
  "audit.read": ["owner", "admin", "finance"],
  "reconciliation.read": ["owner", "admin", "finance"],
  "channels.manage": ["owner", "admin"],
  "channels.read": ["owner", "admin"],
  "alerts.answer": ["owner", "admin", "finance", "manager"],
  "budgets.manage": ["owner", "admin", "finance", "manager"],
  "exports.chargeback": ["owner", "admin", "finance", "manager"],
  "exports.requests": ["owner", "admin", "finance"],
  "reports.manage": ["owner", "admin"],
  "other_costs.read": ["owner", "admin", "finance"],
  "other_costs.manage": ["owner", "admin", "finance"],
  "spikes.answer": ["owner", "admin", "finance", "manager"],
  "recommendations.decide": ["owner", "admin"],
};

describe.each(PERMISSIONS)("%s", (permission) => {
  it.each(ROLES)(`of %s`, (role) => expect(roleMay(role, permission)).toBe(MAY[permission].includes(role)));
});

it("tells roles from other words", () => {
  expect(ROLES.every(isRole)).toBe(true);
  expect(["", "Owner", "root", "__proto__"].some(isRole)).toBe(false);
});
