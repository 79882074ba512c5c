import type { Day } from "../day";
import type { Finality } from "../finality";
import type { Week } from "../iso-week";
import type { DriverKind, Effects } from "../spend/drivers";
import type { FilterDimension } from "../spend/question";
import type { DimensionValue } from "../spend/value";
import type { ReportSubject } from "./subject";

/** US dollars as an exact decimal: the document is stored and sent as JSON. */
export type Dollars = string;

/** A part of the report, or why it is missing. */
export type Section<Known> = ({ known: true } & Known) | { known: false; why: string };

export interface ReportValue extends DimensionValue {
  dimension: FilterDimension;
}

export interface ReportDay {
  day: Day;
  /** null: the books do not have the day. */
  usd: Dollars | null;
  finality: Finality | null;
  /** The same weekday of the week before. */
  beforeUsd: Dollars | null;
}

export interface ReportSpend {
  usd: Dollars;
  requests: number;
  finality: Finality | null;
  /** Days of the week that the books do not have: not over yet, or never read. */
  unknownDays: Day[];
  /** null: the week before is not in the books. */
  beforeUsd: Dollars | null;
  unknownDaysBefore: number;
  unattributedUsd: Dollars;
  unattributedBeforeUsd: Dollars | null;
  differenceUsd: Dollars;
}

export interface ReportBudget {
  id: string;
  name: string;
  /** `month`, `Nov 2026` and the like. */
  period: string;
  amountUsd: Dollars;
  spentUsd: Dollars | null;
  /** Spent of the amount, 0 to 1 and beyond. */
  share: number | null;
  projectedUsd: Dollars | null;
  /** How it stands, in a word or few. */
  state: string;
  inTrouble: boolean;
  /** It is of all that the report tells of. */
  isWhole: boolean;
}

export interface ReportForecast {
  /** `November 2026`. */
  month: string;
  expectedUsd: Dollars;
  /** Four of five such forecasts end between the two. */
  lowUsd: Dollars;
  highUsd: Dollars;
  sevenDayUsd: Dollars;
}

export interface ReportChangeRow {
  value: ReportValue;
  kind: DriverKind;
  beforeUsd: Dollars;
  usd: Dollars;
  byUsd: Dollars;
  why: string;
}

export interface ReportChanges {
  /** Which one made most of it, and why; null where nothing did. */
  sentence: string | null;
  byUsd: Dollars;
  /** They add up to byUsd. */
  effects: Record<keyof Effects, Dollars>;
  /** What the effects are told by. */
  effectsBy: FilterDimension;
  /** Rows and rest of each add up to byUsd. */
  dimensions: {
    dimension: FilterDimension;
    rows: ReportChangeRow[];
    rest: { count: number; beforeUsd: Dollars; usd: Dollars; byUsd: Dollars } | null;
    /** Names of what was not there the week before, and of what is not there any more, the largest first. */
    newOnes: ReportValue[];
    goneOnes: ReportValue[];
  }[];
}

export interface ReportGeneration {
  id: string;
  at: string;
  usd: Dollars;
  model: string;
  /** Whom it is charged to. */
  developer: string;
  feature: string | null;
  tokens: number | null;
}

export interface ReportSession {
  id: string;
  usd: Dollars;
  requests: number;
  from: string;
  to: string;
  models: string[];
  developers: string[];
}

export interface ReportSpike {
  title: string;
  /** What happened, by how much, and what made it. */
  sentence: string;
  overUsd: Dollars | null;
  state: string;
  path: string | null;
}

export interface ReportTier {
  tier: string;
  label: string;
  usd: Dollars;
  /** Of the week's spend. */
  share: number | null;
  beforeShare: number | null;
}

export interface ReportNewModel {
  model: string;
  name: string;
  /** Instead of which model in use, at what price, and why it fits. */
  sentence: string;
  path: string | null;
}

export interface ReportRecommendation {
  title: string;
  /** What to do. */
  change: string;
  lowUsd: Dollars | null;
  likelyUsd: Dollars | null;
  highUsd: Dollars | null;
  confidence: string;
  path: string | null;
}

export interface ReportSaved {
  /** What accepted recommendations saved in the week, as its traffic shows; negative where they cost more. */
  usd: Dollars;
  count: number;
}

export interface ReportReconciliation {
  sentence: string;
  balances: boolean;
}

/**
 * One week's report, as it was when it was made: page, print, e-mail, text and JSON are all made from it. `version` is
 * that of this shape.
 */
export interface WeeklyReport {
  version: 1;
  organization: string;
  subject: ReportSubject;
  week: Week;
  from: Day;
  to: Day;
  before: { week: Week; from: Day; to: Day };
  madeAt: string;
  spend: ReportSpend;
  days: ReportDay[];
  budgets: Section<{ budgets: ReportBudget[] /** Of them all; the first are listed. */; count: number }>;
  forecast: Section<ReportForecast>;
  saved: Section<ReportSaved>;
  changes: Section<ReportChanges>;
  generations: Section<{ rows: ReportGeneration[] }>;
  sessions: Section<{ rows: ReportSession[] /** Of so many requests, the dearest; null: of all. */; ofRequests: number | null }>;
  spikes: Section<{ spikes: ReportSpike[] }>;
  tiers: Section<{ tiers: ReportTier[] }>;
  newModels: Section<{ models: ReportNewModel[] }>;
  recommendations: Section<{ open: ReportRecommendation[]; count: number; lowUsd: Dollars; highUsd: Dollars }>;
  reconciliation: Section<ReportReconciliation>;
}
