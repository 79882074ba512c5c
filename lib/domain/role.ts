export const ROLES = ["owner", "admin", "finance", "manager", "member"] as const;
export type Role = (typeof ROLES)[number];

/** What a role may do beyond reading what it sees. */
export const PERMISSIONS = [
  "connections.manage",
  "imports.manage",
  "people.manage",
  "rules.manage",
  "rules.read",
  "members.manage",
  "tokens.manage",
  "audit.read",
  "reconciliation.read",
  "channels.manage",
  "alerts.answer",
  "budgets.manage",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const GRANTED: Record<Role, readonly Permission[]> = {
  owner: PERMISSIONS,
  admin: [
    "connections.manage",
    "imports.manage",
    "people.manage",
    "rules.manage",
    "rules.read",
    "members.manage",
    "tokens.manage",
    "audit.read",
    "reconciliation.read",
    "channels.manage",
    "alerts.answer",
    "budgets.manage",
  ],
  finance: [
    "imports.manage",
    "rules.read",
    "tokens.manage",
    "audit.read",
    "reconciliation.read",
    "alerts.answer",
    "budgets.manage",
  ],
  // Budgets of his own teams (lib/ledger/budgets.ts).
  manager: ["alerts.answer", "budgets.manage"],
  member: [],
};

export function roleMay(role: Role, permission: Permission): boolean {
  return GRANTED[role].includes(permission);
}

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}
