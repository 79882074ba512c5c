import type { Pricing } from "../catalogue/price";
import { addDays, addMonths, type Day, startOfDay, startOfMonth } from "../day";
import type { Figures } from "../figures";
import type { Finality } from "../finality";
import type { Said } from "../rollup/told-lines";
import { type Usd, usdToString, ZERO_USD } from "../usd";
import type { FocusRow } from "./focus-columns";
import { type Meter, metersOf, ownKeyMeter } from "./focus-meters";

interface Named {
  id: string;
  name: string;
}

/** Spend of a day that differs in nothing a FOCUS row names: what the books have, with the names of it. */
export interface FocusCharge {
  day: Day;
  account: Named;
  workspace: Named | null;
  /** `id` is its hash at OpenRouter; ours where OpenRouter tells none. */
  key: Named | null;
  model: { permaslug: string; name: string; author: string; tier: string | null };
  /** Who served it; null: not told. */
  provider: string | null;
  developer: Named | null;
  team: Named | null;
  costCenter: (Named & { code: string | null }) | null;
  environment: string | null;
  feature: string | null;
  app: string | null;
  /** generation | log | remainder | difference */
  evidence: string;
  finality: Finality | null;
  /** What all its requests say alike. */
  said: Said;
  /** The list price in force on that day, and since when Waybill knows it; null: the catalogue has none. */
  price: { pricing: Pricing; asOf: Day } | null;
  figures: Figures;
}

/** A day's total that changed after it was settled. */
export interface FocusCorrection {
  day: Day;
  account: Named;
  /** When it was noticed: the month that it is booked in. */
  noticed: Day;
  changeUsd: Usd;
}

/** What is bought beside usage, on its day: the fee on bought credits, a fixed subscription. */
export interface FocusPurchase {
  kind: "fee" | "subscription";
  day: Day;
  name: string;
  amountUsd: Usd;
  /** The account whose credits were bought; null for subscriptions, which need not be OpenRouter's. */
  account: Named | null;
}

const OPENROUTER = "OpenRouter";

const at = (day: Day) => startOfDay(day).toISOString().replace(".000Z", "Z");

function periods(day: Day, billed: Day = day): FocusRow {
  const month = startOfMonth(billed);
  return {
    ChargePeriodStart: at(day),
    ChargePeriodEnd: at(addDays(day, 1)),
    BillingPeriodStart: at(month),
    BillingPeriodEnd: at(addMonths(month, 1)),
  };
}

function costs(billed: Usd, listCost: string): FocusRow {
  const amount = usdToString(billed);
  // Nothing is negotiated and nothing is paid ahead: the three are one.
  return { BilledCost: amount, ContractedCost: amount, EffectiveCost: amount, ListCost: listCost };
}

function common(account: Named | null): FocusRow {
  return {
    BillingAccountId: account?.id ?? OPENROUTER,
    BillingAccountName: account?.name ?? null,
    BillingCurrency: "USD",
    InvoiceIssuerName: OPENROUTER,
    ProviderName: OPENROUTER,
    ServiceCategory: "AI and Machine Learning",
    ServiceName: OPENROUTER,
    ServiceSubcategory: "Generative AI",
  };
}

/** Tags of our own making begin so, as FOCUS asks of a provider's; a user's tag that does is left out. */
const OWN_TAG = "waybill/";

function tagsOf({ said, feature, app, environment, costCenter }: FocusCharge): string | null {
  const own = { feature, app, environment, "cost-center": costCenter?.code ?? costCenter?.name ?? null };
  const all = [
    ...Object.entries(said.tags).filter(([name]) => !name.startsWith(OWN_TAG)),
    ...Object.entries(own).flatMap(([name, value]) => (value === null ? [] : [[`${OWN_TAG}${name}`, value] as const])),
  ];
  return all.length === 0 ? null : JSON.stringify(Object.fromEntries(all));
}

function ofCharge(charge: FocusCharge): FocusRow {
  const { key, team, developer, costCenter, workspace, model } = charge;
  return {
    ...common(charge.account),
    ...periods(charge.day),
    ChargeFrequency: "Usage-Based",
    PublisherName: model.author || OPENROUTER,
    ResourceId: key?.id ?? null,
    ResourceName: key?.name ?? null,
    ResourceType: key ? "API Key" : null,
    SubAccountId: team?.id ?? null,
    SubAccountName: team?.name ?? null,
    Tags: tagsOf(charge),
    x_App: charge.app,
    x_ConsumerId: charge.said.user,
    x_CostCenterCode: costCenter?.code ?? null,
    x_CostCenterId: costCenter?.id ?? null,
    x_CostCenterName: costCenter?.name ?? null,
    x_CredentialId: key?.id ?? null,
    x_CredentialName: key?.name ?? null,
    x_Environment: charge.environment,
    x_Evidence: charge.evidence,
    x_Feature: charge.feature,
    x_Finality: charge.finality,
    x_HostProviderName: charge.provider,
    x_Model: model.permaslug,
    x_ModelTier: model.tier,
    x_PrincipalId: developer?.id ?? null,
    x_PrincipalName: developer?.name ?? null,
    x_WorkspaceId: workspace?.id ?? null,
    x_WorkspaceName: workspace?.name ?? null,
  };
}

function metered(permaslug: string, meter: Meter, priceAsOf: Day | null): FocusRow {
  return {
    ...costs(meter.billedUsd, meter.listCost),
    ChargeCategory: "Usage",
    ChargeDescription: `${permaslug}: ${meter.name}`,
    ConsumedQuantity: meter.consumed.quantity,
    ConsumedUnit: meter.consumed.unit,
    ListUnitPrice: meter.unitPrice,
    PricingCategory: "Standard",
    PricingQuantity: meter.quantity,
    PricingUnit: meter.unit,
    SkuId: permaslug,
    SkuMeter: meter.name,
    SkuPriceId: `${permaslug}/${meter.sku}`,
    x_ListPriceAsOf: meter.unit === "Tokens" ? priceAsOf : null,
  };
}

/**
 * A charge as rows of FOCUS 1.2, a meter each, whose BilledCost adds up to it. What evidence has beyond the bill is an
 * adjustment and has no price. Inference on the customer's own keys is a row of nothing billed, with the provider's charge
 * as an estimate beside it. Counts that belong to the whole stand in its first row alone.
 */
export function focusRows(charge: FocusCharge): FocusRow[] {
  const { figures, model, price } = charge;
  const base = ofCharge(charge);
  const requests = { x_Requests: String(figures.requests) };
  if (charge.evidence === "difference") {
    const amount = usdToString(figures.costUsd);
    const adjusted = { ChargeCategory: "Adjustment", ChargeDescription: `${model.permaslug}: evidence beyond the bill` };
    const estimate = figures.byokUsd === ZERO_USD ? null : usdToString(figures.byokUsd);
    return [{ ...base, ...requests, ...costs(figures.costUsd, amount), ...adjusted, x_EstimatedByokCost: estimate }];
  }
  const ownKeys = figures.byokUsd !== ZERO_USD;
  const meters = ownKeys
    ? metersOf(figures, null, startOfDay(charge.day))
    : metersOf(figures, price?.pricing ?? null, startOfDay(charge.day));
  const rows = meters
    .filter(({ billedUsd }) => !ownKeys || billedUsd !== ZERO_USD)
    .map((meter) => ({ ...base, ...metered(model.permaslug, meter, price?.asOf ?? null) }));
  if (ownKeys) {
    const estimate = { x_EstimatedByokCost: usdToString(figures.byokUsd) };
    rows.push({ ...base, ...metered(model.permaslug, ownKeyMeter(figures), null), ...estimate });
  }
  return rows.map((row, index) => (index === 0 ? { ...row, ...requests } : row));
}

/** What was restated of a day whose month was booked before. It has no price: OpenRouter tells a total. */
export function correctionRow({ day, account, noticed, changeUsd }: FocusCorrection): FocusRow {
  return {
    ...common(account),
    ...periods(day, noticed),
    ...costs(changeUsd, usdToString(changeUsd)),
    ChargeCategory: "Adjustment",
    ChargeClass: "Correction",
    ChargeDescription: `Restated by OpenRouter, noticed on ${noticed}`,
    ChargeFrequency: "Usage-Based",
    PublisherName: OPENROUTER,
    x_Evidence: "restatement",
    x_Finality: "restated",
  };
}

/** A fee or a subscription: bought, not used. A subscription is known by its name alone, also for who sells it. */
export function purchaseRow({ kind, day, name, amountUsd, account }: FocusPurchase): FocusRow {
  const amount = usdToString(amountUsd);
  const fee = kind === "fee";
  const seller = fee ? OPENROUTER : name;
  const sku = fee ? "credit-purchase-fee" : `subscription/${name}`;
  return {
    ...common(account),
    ...periods(day),
    ...costs(amountUsd, amount),
    ...(account ? {} : { BillingAccountId: seller, BillingAccountName: seller }),
    InvoiceIssuerName: seller,
    ProviderName: seller,
    PublisherName: seller,
    ServiceName: seller,
    ChargeCategory: "Purchase",
    ChargeDescription: name,
    ChargeFrequency: fee ? "One-Time" : "Recurring",
    ListUnitPrice: amount,
    PricingCategory: "Standard",
    PricingQuantity: "1",
    PricingUnit: fee ? "Purchases" : "Subscriptions",
    SkuId: sku,
    SkuMeter: fee ? "Credit Purchase Fee" : "Subscription",
    SkuPriceId: sku,
    x_Evidence: fee ? "fee" : "subscription",
  };
}
