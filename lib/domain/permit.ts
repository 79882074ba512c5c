import { WaybillError } from "./error";
import type { Permission } from "./role";
import type { AuthorizedScope } from "./scope";

const WORDS: Record<Permission, string> = {
  "connections.manage": "manage connections",
  "imports.manage": "upload files",
  "people.manage": "assign keys, developers and teams",
  "rules.manage": "change attribution rules",
  "rules.read": "see attribution rules",
  "tiers.manage": "put models into tiers",
  "tiers.read": "see which tier each model is in",
  "members.manage": "manage members",
  "tokens.manage": "manage API tokens",
  "audit.read": "read the audit log",
  "reconciliation.read": "hold the books against OpenRouter's figures",
  "channels.manage": "change where alerts go and which rules are on",
  "channels.read": "see where alerts go",
  "alerts.answer": "acknowledge alerts",
  "budgets.manage": "make and change budgets",
  "exports.chargeback": "export chargebacks and FOCUS files",
  "exports.requests": "export single requests",
  "reports.manage": "set when weekly reports are sent, and to whom",
  "other_costs.read": "see subscriptions, fees and the balance",
  "other_costs.manage": "change subscriptions and the credit fee",
  "spikes.answer": "acknowledge spikes",
  "recommendations.decide": "decide on recommendations",
};

/** The one gate of every mutation. Throws WaybillError `forbidden` when the asker's role or token does not grant it. */
export function permit(scope: AuthorizedScope, permission: Permission): void {
  if (scope.permissions.includes(permission)) return;
  const todo = scope.tokenScopes
    ? "Use a token with the scope this call needs: an owner, admin or finance member makes one in Settings, API tokens."
    : "Ask an owner or admin of the organization to do it, or to change your role in Settings, Members.";
  const asker = scope.tokenScopes ? "This token" : scope.role ? `The role ${scope.role}` : "You";
  throw new WaybillError("forbidden", `${asker} may not ${WORDS[permission]}.`, { todo });
}
