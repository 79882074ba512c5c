import type { Day } from "@/lib/domain/day";
import { formatUsd } from "@/lib/domain/format";
import { formatInstant, formatRange } from "@/lib/domain/format-day";
import { subtractUsd } from "@/lib/domain/usd";
import type { ConnectionRun, ConnectionStatus } from "@/lib/queries/connections";
import type { ShownConnection } from "./_components/connection-card";

/** A connection in words, as the page and its polling show it. */
export interface ConnectionView extends ShownConnection {
  /** Masked key; null: uploads only. */
  label: string | null;
}

const STEPS: Record<string, string> = {
  directory: "Reading keys, members and models",
  billed_cells: "Reading what was billed",
  activity: "Reading activity",
  generations: "Reading single requests",
  rebuild: "Building the books",
};

function statusOf({ status, hasKey, run, lastGoodSyncAt }: ConnectionStatus): ConnectionView["status"] {
  if (!hasKey) return { word: "Uploads only", tone: "neutral" };
  if (run?.status === "running") return { word: "Syncing", tone: "brand" };
  if (status === "paused") return { word: "Paused", tone: "neutral" };
  if (run?.status === "queued") return { word: "Sync queued", tone: "brand" };
  if (run?.status === "failed") return { word: "Last sync failed", tone: "bad" };
  return lastGoodSyncAt ? { word: "Up to date", tone: "good" } : { word: "Not synced yet", tone: "warn" };
}

/** `about 3 minutes left`; null while too little is done to tell. */
export function timeLeft(startedAt: Date | null, progress: number | null, now: Date): string | null {
  if (!startedAt || progress === null || progress < 0.02 || progress >= 1) return null;
  const seconds = ((now.getTime() - startedAt.getTime()) / 1000) * (1 / progress - 1);
  if (seconds < 10) return "a few seconds left";
  if (seconds < 90) return `about ${Math.round(seconds / 10) * 10} seconds left`;
  return `about ${Math.round(seconds / 60)} minutes left`;
}

function progressOf(run: ConnectionRun | null, dirtyDays: number, now: Date): ConnectionView["progress"] {
  if (run?.status === "queued") return { value: null, label: "Waiting for the worker", detail: null };
  if (run?.status === "running") {
    const label = (run.step && STEPS[run.step]) ?? "Starting";
    const left = timeLeft(run.startedAt, run.progress, now);
    const detail = [run.detail?.message, left].filter(Boolean).join(" · ");
    return { value: run.progress, label, detail: detail || null };
  }
  if (dirtyDays === 0) return null;
  return { value: null, label: "Building the books", detail: `${dirtyDays} ${dirtyDays === 1 ? "day" : "days"} to go` };
}

function factsOf(found: ConnectionStatus, now: Date): ConnectionView["facts"] {
  const { lastGoodSyncAt, nextSyncAt, firstDay, lastDay, keys, hasAnalytics, creditsTotalUsd, creditsUsedUsd } = found;
  const books = firstDay && lastDay ? formatRange(firstDay as Day, lastDay as Day) : "None yet";
  if (!found.hasKey) return [{ label: "Books", value: books }];
  const next = nextSyncAt && found.status === "active" ? (nextSyncAt <= now ? "Now" : formatInstant(nextSyncAt)) : "None planned";
  const facts = [
    { label: "Key", value: found.label ?? "–" },
    { label: "Last good sync", value: lastGoodSyncAt ? formatInstant(lastGoodSyncAt) : "None yet" },
    { label: "Next sync", value: next },
    { label: "Books", value: books },
    { label: "Keys", value: String(keys) },
  ];
  if (hasAnalytics !== null) {
    facts.push({ label: "Source", value: hasAnalytics ? "Analytics, by key and model" : "Activity, by model and provider" });
  }
  if (creditsTotalUsd !== null && creditsUsedUsd !== null) {
    facts.push({ label: "Credits left", value: formatUsd(subtractUsd(creditsTotalUsd, creditsUsedUsd)) });
  }
  return facts;
}

export function connectionView(found: ConnectionStatus, now: Date): ConnectionView {
  const { run } = found;
  const progress = progressOf(run, found.dirtyDays, now);
  const failed = run && (run.status === "failed" || run.status === "interrupted") ? run.errorMessage : null;
  return {
    id: found.id,
    name: found.name,
    label: found.label,
    status: statusOf(found),
    paused: found.status === "paused",
    hasKey: found.hasKey,
    busy: progress !== null,
    progress,
    problem: failed && `${failed} What was read before is kept.`,
    facts: factsOf(found, now),
  };
}
