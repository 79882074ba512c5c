import { type Day, dayOf, eachDay } from "../../lib/domain/day";
import { usdToString } from "../../lib/domain/usd";
import { keyNameOn } from "../account/cast";
import { addInto, type Fact, isGeneration, type Measures, noMeasures } from "../account/generation";
import type { Demo } from "./state";

type Read = (fact: Fact, demo: Demo) => string;

/** What a bill can be split by; those of single requests read the single requests, whatever the day. */
const SPLITS: Record<string, { ofSingles: boolean; read: Read }> = {
  day: { ofSingles: false, read: (fact) => fact.day },
  key: { ofSingles: false, read: (fact) => fact.key?.hash ?? "chatroom" },
  key_name: { ofSingles: false, read: (fact, demo) => (fact.key ? keyNameOn(fact.key, dayOf(demo.now())) : "Chatroom") },
  model: { ofSingles: false, read: (fact) => fact.model.permaslug },
  variant: { ofSingles: false, read: (fact) => fact.model.variant },
  provider: { ofSingles: false, read: (fact) => fact.endpoint.provider },
  workspace: { ofSingles: false, read: (fact, demo) => fact.key?.workspaceId ?? demo.account.cast.workspaces[0]?.id ?? "" },
  member: { ofSingles: false, read: (fact) => fact.memberId ?? "none" },
  app: { ofSingles: false, read: (fact) => fact.app?.title ?? "none" },
  user: { ofSingles: true, read: (fact) => (isGeneration(fact) && fact.user) || "none" },
  session: { ofSingles: true, read: (fact) => (isGeneration(fact) && fact.sessionId) || "none" },
  feature: { ofSingles: true, read: (fact) => (isGeneration(fact) && fact.feature) || "none" },
};
export const SPLIT_NAMES = Object.keys(SPLITS);

interface BillFigures {
  costUsd: string;
  byokUsd: string;
  requests: number;
  promptTokens: number;
  cachedTokens: number;
  cacheWriteTokens: number;
  completionTokens: number;
  reasoningTokens: number;
}

export interface Bill {
  from: Day;
  to: Day;
  by: string[];
  total: BillFigures;
  rows: ({ values: Record<string, string> } & BillFigures)[];
}

function figures(sum: Measures): BillFigures {
  const { costUsd, byokUsd, requests, promptTokens, cachedTokens, cacheWriteTokens, completionTokens, reasoningTokens } = sum;
  return {
    costUsd: usdToString(costUsd),
    byokUsd: usdToString(byokUsd),
    requests,
    promptTokens,
    cachedTokens,
    cacheWriteTokens,
    completionTokens,
    reasoningTokens,
  };
}

/** What the account really billed from one day to another, both included, up to now: the truth tests compare with. */
export function billOf(demo: Demo, from: Day, to: Day, by: string[]): Bill {
  const splits = by.map((name) => ({ name, ...(SPLITS[name] ?? unknownSplit(name)) }));
  const ofSingles = splits.some((split) => split.ofSingles);
  const total = noMeasures();
  const rows = new Map<string, { values: Record<string, string>; sum: Measures }>();
  for (const day of eachDay(from, to)) {
    const facts: readonly Fact[] = ofSingles
      ? demo.account.generationsOf(day, demo.now())
      : demo.account.cellsOf(day, demo.now());
    for (const fact of facts) {
      addInto(total, fact);
      const values = Object.fromEntries(splits.map((split) => [split.name, split.read(fact, demo)]));
      const name = JSON.stringify(Object.values(values));
      const row = rows.get(name) ?? { values, sum: noMeasures() };
      rows.set(name, row);
      addInto(row.sum, fact);
    }
  }
  const sorted = [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  return { from, to, by, total: figures(total), rows: sorted.map(([, row]) => ({ values: row.values, ...figures(row.sum) })) };
}

function unknownSplit(name: string): never {
  throw new Error(`a bill cannot be split by ${name}`);
}
