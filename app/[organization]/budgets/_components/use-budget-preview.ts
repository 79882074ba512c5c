"use client";
import { useEffect, useState } from "react";
import type { Day } from "@/lib/domain/day";
import { parseUsd, type Usd } from "@/lib/domain/usd";

interface WirePeriod {
  from: Day;
  to: Day;
  spentUsd: string | null;
  unknownDays: number;
}
type Answer =
  | { running: WirePeriod; expectedUsd: string | null; past: WirePeriod[] }
  | { error: { message: string; todo: string | null } };

export interface PreviewPeriod {
  from: Day;
  to: Day;
  spentUsd: Usd | null;
  unknownDays: number;
}

export type BudgetPreview =
  | { state: "asking" }
  | { state: "failed"; message: string }
  | { state: "known"; running: PreviewPeriod; expectedUsd: Usd | null; past: PreviewPeriod[] };

const PAUSE_MS = 250;

function read({ spentUsd, ...period }: WirePeriod): PreviewPeriod {
  return { ...period, spentUsd: spentUsd === null ? null : parseUsd(spentUsd) };
}

async function ask(address: string, signal: AbortSignal): Promise<BudgetPreview> {
  const response = await fetch(address, { signal });
  const answer = (await response.json()) as Answer;
  if ("error" in answer) return { state: "failed", message: [answer.error.message, answer.error.todo].filter(Boolean).join(" ") };
  const { running, expectedUsd, past } = answer;
  return {
    state: "known",
    running: read(running),
    expectedUsd: expectedUsd === null ? null : parseUsd(expectedUsd),
    past: past.map(read),
  };
}

/** What past periods cost of what is being chosen; asked anew, after a short pause, whenever that changes. */
export function useBudgetPreview(organization: string, per: string, about: readonly string[]): BudgetPreview {
  const [preview, setPreview] = useState<BudgetPreview>({ state: "asking" });
  const query = new URLSearchParams([
    ["per", per],
    ...about.map((entry) => entry.split(/:(.*)/s).slice(0, 2) as [string, string]),
  ]);
  const address = `/${organization}/budgets/preview?${query}`;
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      ask(address, abort.signal).then(
        (answer) => setPreview(answer),
        () => abort.signal.aborted || setPreview({ state: "failed", message: "The preview could not be read. Try again." }),
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [address]);
  return preview;
}
