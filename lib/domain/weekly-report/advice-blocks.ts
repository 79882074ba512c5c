import { capitalized, formatCount, formatShare } from "../format";
import { weekWords } from "../iso-week";
import { type BlockCell, blockOf, dollars, line, type ReportBlock, short } from "./blocks";
import type { ReportRecommendation, WeeklyReport } from "./weekly-report";

function budgetsBlock(report: WeeklyReport): ReportBlock {
  return blockOf("budgets", "Budgets", report.budgets, ({ budgets }) => ({
    needsAttention: budgets.some(({ inTrouble }) => inTrouble),
    tables: [
      {
        caption: "Budgets",
        columns: [
          { label: "Budget" },
          { label: "Spent", right: true },
          { label: "Of", right: true },
          { label: "Heading for", right: true, wide: true },
        ],
        rows: budgets.map((budget): BlockCell[] => [
          {
            text: short(budget.name),
            path: `budgets/${budget.id}`,
            note: `${budget.period} · ${budget.state}`,
            bar: budget.share ?? 0,
          },
          { text: budget.spentUsd === null ? "unknown" : dollars(budget.spentUsd) },
          { text: dollars(budget.amountUsd) },
          { text: budget.projectedUsd === null ? "unknown" : dollars(budget.projectedUsd) },
        ]),
      },
    ],
    more: { label: "All budgets", path: "budgets" },
  }));
}

function spikesBlock(report: WeeklyReport): ReportBlock {
  return blockOf("spikes", "Spikes", report.spikes, ({ spikes }) => {
    if (spikes.length === 0) return { sentences: ["None: nothing cost much more than it usually does."] };
    return {
      needsAttention: true,
      tables: [
        {
          caption: "Spikes",
          columns: [{ label: "What" }, { label: "More than usual", right: true }],
          rows: spikes.map((spike): BlockCell[] => [
            { text: line(spike.title), path: spike.path, note: spike.sentence },
            {
              text: spike.overUsd === null ? spike.state : dollars(spike.overUsd),
              note: spike.overUsd === null ? "" : spike.state,
            },
          ]),
        },
      ],
    };
  });
}

function tiersBlock(report: WeeklyReport): ReportBlock {
  return blockOf("tiers", "Where models stand by price", report.tiers, ({ tiers }) => ({
    tables: [
      {
        caption: "Spend by tier",
        columns: [
          { label: "Tier" },
          { label: capitalized(weekWords(report.before.week, report.week)), right: true, wide: true },
          { label: capitalized(weekWords(report.week, report.week)), right: true },
          { label: "Cost", right: true },
        ],
        rows: tiers.map((tier): BlockCell[] => [
          { text: tier.label, bar: tier.share ?? 0 },
          { text: formatShare(tier.beforeShare) },
          { text: formatShare(tier.share) },
          { text: dollars(tier.usd) },
        ]),
      },
    ],
    more: { label: "Tiers over time", path: `tiers?from=${report.from}&to=${report.to}` },
  }));
}

function newModelsBlock(report: WeeklyReport): ReportBlock {
  return blockOf("new-models", "New models that cost less", report.newModels, ({ models }) => {
    if (models.length === 0) return { sentences: ["None came that would fit what you use and cost less."] };
    return {
      tables: [
        {
          caption: "New models that cost less",
          columns: [{ label: "Model" }],
          rows: models.map((model): BlockCell[] => [{ text: short(model.name), path: model.path, note: model.sentence }]),
        },
      ],
    };
  });
}

/** `$310.00–$420.00`, or one amount where both ends are the same. */
export function rangeWords(low: string, high: string): string {
  return low === high ? dollars(low) : `${dollars(low)}–${dollars(high)}`;
}

function savingWords({ lowUsd, highUsd }: ReportRecommendation): string {
  return lowUsd === null || highUsd === null ? "no saving by itself" : rangeWords(lowUsd, highUsd);
}

/** What waits, and for whom: owners and admins alone decide, and they read the organization's report. */
export function waitingWords({ subject }: WeeklyReport, count: number): string {
  const all = count === 1 ? "One recommendation waits" : `${formatCount(count)} recommendations wait`;
  return `${all} for ${subject.kind === "organization" ? "a" : "an admin’s"} yes or no`;
}

function recommendationsBlock(report: WeeklyReport): ReportBlock {
  const title = report.subject.kind === "organization" ? "To approve" : "What would save";
  return blockOf("recommendations", title, report.recommendations, ({ open, count, lowUsd, highUsd }) => {
    if (count === 0) return { sentences: ["No recommendation waits: nothing was found that would save dollars without a loss."] };
    return {
      needsAttention: true,
      sentences: [`${waitingWords(report, count)}. Taken together they would save ${rangeWords(lowUsd, highUsd)} a month.`],
      tables: [
        {
          caption: "Recommendations that wait",
          columns: [{ label: "Recommendation" }, { label: "Saves a month", right: true }],
          rows: open.map((one): BlockCell[] => [
            { text: line(one.title), path: one.path, note: `${line(one.change)} · ${one.confidence} confidence` },
            { text: savingWords(one) },
          ]),
        },
      ],
      more: { label: "All recommendations", path: "recommendations" },
    };
  });
}

function reconciliationBlock(report: WeeklyReport): ReportBlock {
  return blockOf("reconciliation", "Do the books balance", report.reconciliation, ({ sentence, balances }) => ({
    sentences: [sentence],
    needsAttention: !balances,
    more: { label: "Reconciliation", path: `reconciliation?from=${report.from}&to=${report.to}` },
  }));
}

/** What to look at and what to decide: above what was spent. */
export function decisionBlocks(report: WeeklyReport): ReportBlock[] {
  return [recommendationsBlock(report), spikesBlock(report), budgetsBlock(report)];
}

/** What stands at the end. */
export function backgroundBlocks(report: WeeklyReport): ReportBlock[] {
  return [tiersBlock(report), newModelsBlock(report), reconciliationBlock(report)];
}
