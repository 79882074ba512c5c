/** A weekly report with something in every section, for what shows one. */
import type { Day } from "../domain/day";
import { parseWeek } from "../domain/iso-week";
import type { WeeklyReport } from "../domain/weekly-report/weekly-report";

const day = (text: string) => text as Day;
const ID = "0b7f4a52-6d1d-4f0e-9d0c-000000000001";

export function sampleReport(changes: Partial<WeeklyReport> = {}): WeeklyReport {
  return {
    version: 1,
    organization: "Acme Robotics",
    subject: { kind: "organization", ids: [], name: "Acme Robotics" },
    week: parseWeek("2026-W46"),
    from: day("2026-11-09"),
    to: day("2026-11-15"),
    before: { week: parseWeek("2026-W45"), from: day("2026-11-02"), to: day("2026-11-08") },
    madeAt: "2026-11-16T07:00:00.000Z",
    spend: {
      usd: "1234.500000000001",
      requests: 40_000,
      finality: "provisional",
      unknownDays: [],
      beforeUsd: "1000",
      unknownDaysBefore: 0,
      unattributedUsd: "12.34",
      unattributedBeforeUsd: "20",
      differenceUsd: "-0.000001",
    },
    days: Array.from({ length: 7 }, (_, index) => ({
      day: day(`2026-11-${String(9 + index).padStart(2, "0")}`),
      usd: index === 0 ? "234.500000000001" : index < 5 ? "250" : "0",
      finality: "settled" as const,
      beforeUsd: "142.857142857142",
    })),
    budgets: {
      known: true,
      count: 1,
      budgets: [
        {
          id: ID,
          name: "All spend",
          period: "1–30 Nov 2026",
          amountUsd: "5000",
          spentUsd: "2300",
          share: 0.46,
          projectedUsd: "5400",
          state: "heading to run out on Sat 28 Nov",
          inTrouble: true,
          isWhole: true,
        },
      ],
    },
    forecast: {
      known: true,
      month: "November 2026",
      expectedUsd: "5400",
      lowUsd: "5100",
      highUsd: "5800",
      sevenDayUsd: "5600",
    },
    saved: { known: true, usd: "80", count: 1 },
    changes: {
      known: true,
      sentence: "Key ci-loop (model Opus) made +$240.00, everything else −$5.50: 14 times as many requests.",
      byUsd: "234.500000000001",
      effects: {
        daysUsd: "0",
        volumeUsd: "230",
        mixUsd: "-5.5",
        sizeUsd: "0",
        priceUsd: "0.000000000001",
        newUsd: "10",
        goneUsd: "0",
        unmeasuredUsd: "0",
      },
      effectsBy: "model",
      dimensions: [
        {
          dimension: "key",
          rows: [
            {
              value: { dimension: "key", kind: "value", id: ID, label: "ci-loop" },
              kind: "stayed",
              beforeUsd: "20",
              usd: "260",
              byUsd: "240",
              why: "14 times as many requests",
            },
          ],
          rest: { count: 8, beforeUsd: "980", usd: "974.500000000001", byUsd: "-5.499999999999" },
          newOnes: [{ dimension: "key", kind: "value", id: ID, label: "trial" }],
          goneOnes: [],
        },
      ],
    },
    generations: {
      known: true,
      rows: [
        {
          id: "gen-1",
          at: "2026-11-13T10:52:07.000Z",
          usd: "3.25",
          model: "Opus",
          developer: "Unattributed",
          feature: null,
          tokens: 400_000,
        },
      ],
    },
    sessions: {
      known: true,
      ofRequests: null,
      rows: [
        {
          id: "loop-7",
          usd: "120",
          requests: 900,
          from: "2026-11-13T00:00:00.000Z",
          to: "2026-11-13T09:00:00.000Z",
          models: ["Opus"],
          developers: ["Unattributed"],
        },
      ],
    },
    spikes: {
      known: true,
      spikes: [
        {
          title: "Key ci-loop",
          sentence: "Fri 13 Nov: $240.00 more than a Friday usually costs.",
          overUsd: "240",
          state: "closed",
          path: `spikes/${ID}`,
        },
      ],
    },
    tiers: {
      known: true,
      tiers: [
        { tier: "frontier", label: "Frontier", usd: "1000", share: 0.81, beforeShare: 0.7 },
        { tier: "light", label: "Light", usd: "234.500000000001", share: 0.19, beforeShare: 0.3 },
      ],
    },
    newModels: {
      known: true,
      models: [{ model: "y/new", name: "New", sentence: "Newly listed: about $9.30 less a month.", path: "models/y%2Fnew" }],
    },
    recommendations: {
      known: true,
      count: 2,
      lowUsd: "310",
      highUsd: "420",
      open: [
        {
          title: "Use a cheaper model for summaries",
          change: "Set the model to Haiku.",
          lowUsd: "300",
          likelyUsd: "350",
          highUsd: "400",
          confidence: "high",
          path: `recommendations/${ID}`,
        },
      ],
    },
    reconciliation: { known: true, balances: true, sentence: "The books balance, to the last digit: $1,234.50 billed." },
    ...changes,
  };
}

/** Every section missing, each with its reason. */
export function emptyReport(): WeeklyReport {
  const missing = (why: string) => ({ known: false as const, why });
  return sampleReport({
    spend: {
      ...sampleReport().spend,
      usd: "0",
      requests: 0,
      beforeUsd: null,
      unattributedUsd: "0",
      unattributedBeforeUsd: null,
      finality: null,
    },
    days: sampleReport().days.map(({ day: one }) => ({ day: one, usd: null, finality: null, beforeUsd: null })),
    budgets: missing("No budget is set."),
    forecast: missing("No complete day is known."),
    saved: missing("Nothing was looked for."),
    changes: missing("The books have no day of the week before."),
    generations: missing("No single request is known."),
    sessions: missing("No request names a session."),
    spikes: missing("Nothing was watched."),
    tiers: missing("Nothing was spent."),
    newModels: missing("The catalogue was never read."),
    recommendations: missing("Nothing was looked at."),
    reconciliation: missing("The books have no day."),
  });
}
