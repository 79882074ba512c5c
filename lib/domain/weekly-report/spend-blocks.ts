import { capitalized, formatCount, formatTokens } from "../format";
import { formatInstant } from "../format-day";
import { weekWords } from "../iso-week";
import type { Effects } from "../spend/drivers";
import type { FilterDimension } from "../spend/question";
import {
  type BlockCell,
  type BlockTable,
  blockOf,
  dollars,
  type ReportBlock,
  short,
  signed,
  valueCell,
  weekQuery,
} from "./blocks";
import type { Dollars, ReportChanges, WeeklyReport } from "./weekly-report";

const EFFECT_ROWS: readonly (readonly [effect: keyof Effects, name: string, means: string])[] = [
  ["volumeUsd", "Volume", "more or fewer requests altogether"],
  ["mixUsd", "Mix", "requests moved to dearer or to cheaper models"],
  ["sizeUsd", "Size", "requests of the same model have more or fewer tokens"],
  ["priceUsd", "Price", "a token of the same model costs more or less, as when more is read from the cache"],
  ["newUsd", "New models", "nothing was spent on them the week before"],
  ["goneUsd", "Models no longer used", "nothing was spent on them this week"],
  ["daysUsd", "Days", "one of the weeks has more days in the books"],
  ["unmeasuredUsd", "Not measured", "how many requests it was is not told"],
];

function effectTable({ effects, byUsd }: ReportChanges): BlockTable {
  const rows = EFFECT_ROWS.filter(([effect]) => effects[effect] !== "0");
  return {
    caption: "Why spend changed",
    columns: [{ label: "Because of" }, { label: "Change", right: true }],
    rows: [
      ...rows.map(([effect, name, means]): BlockCell[] => [{ text: name, note: means }, { text: signed(effects[effect]) }]),
      [{ text: "The whole change" }, { text: signed(byUsd) }],
    ],
    hasTotal: true,
  };
}

const DIMENSION_WORDS: Partial<Record<FilterDimension, { by: string; many: string }>> = {
  team: { by: "By team", many: "teams" },
  developer: { by: "By developer", many: "developers" },
  key: { by: "By key", many: "keys" },
  model: { by: "By model", many: "models" },
  feature: { by: "By feature", many: "features" },
};

function changeTable(report: WeeklyReport, { dimension, rows, rest }: ReportChanges["dimensions"][number]): BlockTable {
  const words = DIMENSION_WORDS[dimension];
  const amounts = (amount: { beforeUsd: Dollars; usd: Dollars; byUsd: Dollars }): BlockCell[] => [
    { text: dollars(amount.beforeUsd) },
    { text: dollars(amount.usd) },
    { text: amount.byUsd === "0" ? "no change" : signed(amount.byUsd) },
  ];
  return {
    caption: words?.by ?? dimension,
    columns: [
      { label: words?.by ?? dimension },
      { label: capitalized(weekWords(report.before.week, report.week)), right: true, wide: true },
      { label: capitalized(weekWords(report.week, report.week)), right: true },
      { label: "Change", right: true },
    ],
    rows: [
      ...rows.map((row) => [{ ...valueCell(row.value, report), note: row.why }, ...amounts(row)]),
      ...(rest ? [[{ text: `${formatCount(rest.count)} more` }, ...amounts(rest)]] : []),
    ],
  };
}

function names(report: ReportChanges, kind: "newOnes" | "goneOnes"): string[] {
  return report.dimensions.flatMap((one) => {
    if (one.dimension === "model" || one[kind].length === 0) return [];
    const words = DIMENSION_WORDS[one.dimension]?.many ?? one.dimension;
    return [`${words} ${one[kind].map(({ label }) => short(label)).join(", ")}`];
  });
}

/** Price, volume and mix, and who and what made it. */
function changesBlock(report: WeeklyReport): ReportBlock {
  return blockOf("changes", "What changed, and why", report.changes, (changes) => {
    const [newOnes, goneOnes] = [names(changes, "newOnes"), names(changes, "goneOnes")];
    return {
      sentences: [
        // What made most of it stands on top of the report already.
        ...(changes.sentence === null ? ["Nothing that has a name made a difference."] : []),
        ...(newOnes.length > 0 ? [`New: ${newOnes.join("; ")}.`] : []),
        ...(goneOnes.length > 0 ? [`No longer used: ${goneOnes.join("; ")}.`] : []),
      ],
      tables: [effectTable(changes), ...changes.dimensions.map((one) => changeTable(report, one))],
      more: { label: "The week by model", path: `models?${weekQuery(report)}` },
    };
  });
}

function generationsBlock(report: WeeklyReport): ReportBlock {
  return blockOf("generations", "The most expensive requests", report.generations, ({ rows }) => ({
    tables: [
      {
        caption: "The most expensive requests",
        columns: [{ label: "Request" }, { label: "Tokens", right: true }, { label: "Cost", right: true }],
        rows: rows.map((row): BlockCell[] => [
          {
            text: short(row.model),
            path: `generations/${encodeURIComponent(row.id)}`,
            note: [row.developer, row.feature ?? "no feature", formatInstant(new Date(row.at))].map(short).join(" · "),
          },
          { text: formatTokens(row.tokens) },
          { text: dollars(row.usd) },
        ]),
      },
    ],
    more: { label: "All requests by cost", path: `generations?${weekQuery(report)}&order=cost` },
  }));
}

function sessionsBlock(report: WeeklyReport): ReportBlock {
  return blockOf("sessions", "The most expensive sessions", report.sessions, ({ rows, ofRequests }) => ({
    sentences: ofRequests === null ? [] : [`Of the ${formatCount(ofRequests)} most expensive requests.`],
    tables: [
      {
        caption: "The most expensive sessions",
        columns: [{ label: "Session" }, { label: "Requests", right: true }, { label: "Cost", right: true }],
        rows: rows.map((row): BlockCell[] => [
          {
            text: short(row.id),
            path: `generations?${weekQuery(report)}&order=cost&session=${encodeURIComponent(row.id)}`,
            note: [row.developers.join(", "), row.models.join(", ")].map(short).join(" · "),
          },
          { text: formatCount(row.requests) },
          { text: dollars(row.usd) },
        ]),
      },
    ],
  }));
}

/** What was spent: changes, requests, sessions. */
export function spendBlocks(report: WeeklyReport): ReportBlock[] {
  return [changesBlock(report), generationsBlock(report), sessionsBlock(report)];
}
