import type { AlertChange, AlertLevel, AlertRule } from "./alert";

/** What each rule is called, and what it watches. */
export const RULE_WORDS: Record<AlertRule, { name: string; what: string }> = {
  budget_threshold: { name: "Budget thresholds", what: "Spend reaches a share of a budget" },
  budget_projected: { name: "Budget projection", what: "A budget is expected to be used up before its period ends" },
  budget_pace: { name: "Budget pace", what: "A day costs more than a weekly or monthly budget has for it" },
  low_balance: { name: "Low balance", what: "Credits run out soon" },
  spike: { name: "Spikes", what: "Spend is far from what is usual" },
  key_limit: { name: "Key limits", what: "A key nears or reaches its own limit at OpenRouter" },
  keys_without_limit: { name: "Keys without a limit", what: "A key may spend all credits" },
  sync: { name: "Sync", what: "OpenRouter cannot be read" },
  delivery: { name: "Delivery", what: "Broadcast stops delivering, or a channel takes no messages" },
  reconciliation: { name: "Reconciliation", what: "The books do not agree with OpenRouter's figures" },
};

export const LEVEL_WORDS: Record<AlertLevel, string> = {
  ok: "OK",
  warning: "Warning",
  exceeded: "Exceeded",
  no_data: "No data",
};

export const CHANGE_WORDS: Record<AlertChange, string> = {
  opened: "Began",
  worse: "Got worse",
  recovered: "Recovered",
  closed: "No longer watched",
};
