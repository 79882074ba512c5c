import type { FilterDimension } from "@/lib/domain/spend/question";

/** What dimensions are called on pages: one, several, and the column that names them. */
export const DIMENSION_WORDS: Record<FilterDimension, { one: string; many: string; title: string }> = {
  developer: { one: "developer", many: "developers", title: "Developer" },
  team: { one: "team", many: "teams", title: "Team" },
  cost_center: { one: "cost center", many: "cost centers", title: "Cost center" },
  key: { one: "key", many: "keys", title: "Key" },
  environment: { one: "environment", many: "environments", title: "Environment" },
  model: { one: "model", many: "models", title: "Model" },
  tier: { one: "tier", many: "tiers", title: "Tier" },
  provider: { one: "provider", many: "providers", title: "Provider" },
  feature: { one: "feature", many: "features", title: "Feature" },
  app: { one: "app", many: "apps", title: "App" },
  workspace: { one: "workspace", many: "workspaces", title: "Workspace" },
  connection: { one: "connection", many: "connections", title: "Connection" },
  evidence: { one: "evidence", many: "kinds of evidence", title: "Evidence" },
};
