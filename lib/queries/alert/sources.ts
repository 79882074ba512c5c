import type { AlertRule, AlertSignal } from "../../domain/alert/alert";
import type { AlertSettings } from "../../domain/alert/settings";
import type { AuthorizedScope } from "../../domain/scope";
import { balanceAlerts } from "./signals/balances";
import { budgetAlerts } from "./signals/budgets";
import { deliveryAlerts } from "./signals/deliveries";
import { keyAlerts } from "./signals/keys";
import { reconciliationAlerts } from "./signals/reconciliation";
import { spikeAlerts } from "./signals/spikes";
import { syncAlerts } from "./signals/sync";

export interface AlertSource {
  name: string;
  /** All of the rules it speaks for. */
  rules: readonly AlertRule[];
  ask(scope: AuthorizedScope, settings: AlertSettings, now: Date): Promise<AlertSignal[]>;
}

/** Everything that alerts are about. A new rule is a file beside these and a line here. */
export const ALERT_SOURCES: readonly AlertSource[] = [
  { name: "budgets", rules: ["budget_threshold", "budget_projected", "budget_pace"], ask: budgetAlerts },
  { name: "balances", rules: ["low_balance"], ask: balanceAlerts },
  { name: "spikes", rules: ["spike"], ask: spikeAlerts },
  { name: "keys", rules: ["key_limit", "keys_without_limit"], ask: keyAlerts },
  { name: "sync", rules: ["sync"], ask: syncAlerts },
  { name: "deliveries", rules: ["delivery"], ask: deliveryAlerts },
  { name: "reconciliation", rules: ["reconciliation"], ask: reconciliationAlerts },
];
