export const ROLES = ["owner", "admin", "finance", "manager", "member"] as const;
export type Role = (typeof ROLES)[number];

/** What a role may do beyond reading what it sees. */
export const PERMISSIONS = [
  "connections.manage",
  "imports.manage",
  "people.manage",
  "rules.manage",
  "rules.read",
  "tiers.manage",
  "tiers.read",
  "members.manage",
  "tokens.manage",
  "audit.read",
  "reconciliation.read",
  "channels.manage",
  "channels.read",
  "alerts.answer",
  "budgets.manage",
  "exports.chargeback",
  "exports.requests",
  "reports.manage",
  "other_costs.read",
  "other_costs.manage",
  "spikes.answer",
  "recommendations.decide",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const GRANTED: Record<Role, readonly Permission[]> = {
  owner: PERMISSIONS,
  admin: PERMISSIONS,
  finance: [
    "imports.manage",
    "rules.read",
    "tiers.read",
    "tokens.manage",
    "audit.read",
    "reconciliation.read",
    "alerts.answer",
    "budgets.manage",
    "exports.chargeback",
    "exports.requests",
    "other_costs.read",
    "other_costs.manage",
    "spikes.answer",
  ],
  // Budgets (lib/ledger/budget/budgets.ts) and chargebacks of his own teams.
  manager: ["alerts.answer", "budgets.manage", "exports.chargeback", "spikes.answer"],
  member: [],
};

/** Whether the role grants the permission. */
export function roleMay(role: Role, permission: Permission): boolean {
  return GRANTED[role].includes(permission);
}

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}
