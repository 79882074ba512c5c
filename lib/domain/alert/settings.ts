import { WaybillError } from "../error";
import { parseUsd, type Usd, usdToString } from "../usd";

/** Which rules are on, and from where they speak. */
export interface AlertSettings {
  budgets: {
    /** Shares of a budget in percent, ascending; empty: off. */
    thresholds: readonly number[];
    projected: boolean;
    /** Today's spend in percent of the daily budget; null: off. */
    pacePercent: number | null;
  };
  balance: {
    on: boolean;
    /** Warn below this amount, however long it lasts; null: by days alone. */
    amountUsd: Usd | null;
    /** Days of average spend that must be left; of a connection marked critical, the second. */
    days: number;
    criticalDays: number;
  };
  spikes: boolean;
  keys: {
    /** Share of a key's own limit in percent; null: off. */
    nearPercent: number | null;
    withoutLimit: boolean;
  };
  sync: boolean;
  delivery: boolean;
  reconciliation: boolean;
  /** Whether those who answer for a budget get its alerts by e-mail, besides the channels. */
  mailOwners: boolean;
}

export const DEFAULT_ALERT_SETTINGS: AlertSettings = {
  budgets: { thresholds: [50, 80, 100], projected: true, pacePercent: 120 },
  balance: { on: true, amountUsd: null, days: 3, criticalDays: 7 },
  spikes: true,
  keys: { nearPercent: 80, withoutLimit: true },
  sync: true,
  delivery: true,
  reconciliation: true,
  mailOwners: false,
};

function refuse(field: string, message: string, todo: string): never {
  throw new WaybillError("invalid_input", message, { todo, detail: { field } });
}

function wholeNumber(text: string, field: string, what: string, from: number, to: number): number {
  const value = Number(text.trim());
  if (text.trim() !== "" && Number.isInteger(value) && value >= from && value <= to) return value;
  refuse(field, `${what} must be a whole number from ${from} to ${to}.`, "Correct it, or switch the rule off.");
}

/** What a form or a stored row says, as text by field; a switch that is off is missing. */
export type AlertSettingsForm = Readonly<Record<string, string | undefined>>;

function thresholdsOf(text: string): number[] {
  const parts = text.split(/[\s,;%]+/).filter((part) => part !== "");
  const all = parts.map((part) => wholeNumber(part, "thresholds", "A threshold", 1, 1_000));
  if (all.length > 10) refuse("thresholds", "There are more than ten thresholds.", "Keep those that somebody acts on.");
  return [...new Set(all)].sort((a, b) => a - b);
}

function amountOf(text: string): Usd | null {
  if (text.trim() === "") return null;
  try {
    const amount = parseUsd(text.trim().replace(/^\$/, "").replaceAll(",", ""));
    if (amount > 0n) return amount;
  } catch {
    // Refused below with the others.
  }
  refuse("balanceAmount", "The amount must be more than $0.", "Write dollars, as 250 or 250.50, or leave it empty.");
}

/** Reads settings from a form. Throws `invalid_input` naming the field. */
export function readAlertSettings(form: AlertSettingsForm): AlertSettings {
  const on = (field: string) => form[field] === "on";
  const text = (field: string) => form[field] ?? "";
  return {
    budgets: {
      thresholds: on("thresholdsOn") ? thresholdsOf(text("thresholds")) : [],
      projected: on("projected"),
      pacePercent: on("paceOn") ? wholeNumber(text("pacePercent"), "pacePercent", "The pace", 100, 10_000) : null,
    },
    balance: {
      on: on("balanceOn"),
      amountUsd: amountOf(text("balanceAmount")),
      days: wholeNumber(text("balanceDays") || "3", "balanceDays", "Days of spend", 1, 365),
      criticalDays: wholeNumber(text("balanceCriticalDays") || "7", "balanceCriticalDays", "Days of spend", 1, 365),
    },
    spikes: on("spikes"),
    keys: {
      nearPercent: on("nearOn") ? wholeNumber(text("nearPercent"), "nearPercent", "The share of a limit", 1, 100) : null,
      withoutLimit: on("withoutLimit"),
    },
    sync: on("sync"),
    delivery: on("delivery"),
    reconciliation: on("reconciliation"),
    mailOwners: on("mailOwners"),
  };
}

/** The other way round: what is stored, and what the form begins with. */
export function writeAlertSettings(settings: AlertSettings): AlertSettingsForm {
  const { budgets, balance, keys } = settings;
  const { thresholds, pacePercent } = budgets.thresholds.length > 0 ? budgets : { ...budgets, thresholds: [] };
  const on = (value: boolean) => (value ? "on" : undefined);
  return {
    thresholdsOn: on(thresholds.length > 0),
    thresholds: (thresholds.length > 0 ? thresholds : DEFAULT_ALERT_SETTINGS.budgets.thresholds).join(", "),
    projected: on(budgets.projected),
    paceOn: on(pacePercent !== null),
    pacePercent: String(pacePercent ?? DEFAULT_ALERT_SETTINGS.budgets.pacePercent),
    balanceOn: on(balance.on),
    balanceAmount: balance.amountUsd === null ? "" : usdToString(balance.amountUsd),
    balanceDays: String(balance.days),
    balanceCriticalDays: String(balance.criticalDays),
    spikes: on(settings.spikes),
    nearOn: on(keys.nearPercent !== null),
    nearPercent: String(keys.nearPercent ?? DEFAULT_ALERT_SETTINGS.keys.nearPercent),
    withoutLimit: on(keys.withoutLimit),
    sync: on(settings.sync),
    delivery: on(settings.delivery),
    reconciliation: on(settings.reconciliation),
    mailOwners: on(settings.mailOwners),
  };
}
