import type { Tone } from "@/app/_components/badge";
import type { Day } from "@/lib/domain/day";
import { formatBytes, formatCount, formatUsd, formatUsdExact } from "@/lib/domain/format";
import { formatInstant, formatRange } from "@/lib/domain/format-day";
import { importProgress, isCancellable, waitInWords } from "@/lib/domain/import/progress";
import type { ImportSummary } from "@/lib/queries/imports";
import type { ShownImport } from "./[id]/_components/import-status";

/** An uploaded file in words, as its page, the list and the polling show it. */
export interface ImportView extends ShownImport {
  fileName: string;
  costUsd: string | null;
}

const STATUS: Record<ImportSummary["status"], { word: string; tone: Tone; step: string | null }> = {
  uploading: { word: "Uploading", tone: "brand", step: "Receiving the file" },
  staged: { word: "Waiting", tone: "brand", step: "Waiting for the worker" },
  merging: { word: "Merging", tone: "brand", step: "Merging its rows with what is known" },
  rebuilding: { word: "Building books", tone: "brand", step: "Building the books of its days" },
  cancelling: { word: "Cancelling", tone: "warn", step: "Taking back what was merged" },
  succeeded: { word: "Done", tone: "good", step: null },
  failed: { word: "Failed", tone: "bad", step: null },
  cancelled: { word: "Cancelled", tone: "neutral", step: null },
};

const KINDS = { log: "Log of single requests", aggregate: "Aggregate export, by day" } as const;

function paceInWords(rowsPerSecond: number | null, secondsLeft: number | null): string | null {
  const words = [
    rowsPerSecond === null ? null : `${formatCount(rowsPerSecond)} rows a second`,
    secondsLeft === null ? null : waitInWords(secondsLeft),
  ];
  return words.filter(Boolean).join(", ") || null;
}

function problemOf({ status, errorMessage }: ImportSummary): string | null {
  if (status === "failed") return errorMessage ?? "The import failed. Nothing of the file is in the books.";
  return status === "cancelled" ? errorMessage : null;
}

function unusedOf({ kind, droppedDays }: ImportSummary): string | null {
  if (kind !== "log" || droppedDays === 0) return null;
  const days = droppedDays === 1 ? "day" : "days";
  return `The single requests of ${formatCount(droppedDays)} of its ${days} had been dropped by age before: what the file says of ${
    droppedDays === 1 ? "that day" : "those days"
  } changes nothing in the books.`;
}

function cancellationOf({ status, cancelledBy, finishedAt }: ImportSummary): { label: string; value: string }[] {
  if (status !== "cancelled" || finishedAt === null) return [];
  return [{ label: "Cancelled", value: `${formatInstant(finishedAt)}${cancelledBy ? ` by ${cancelledBy}` : ""}` }];
}

export function importView(found: ImportSummary, now = new Date()): ImportView {
  const { word, tone, step } = STATUS[found.status];
  const cost = found.costUsd;
  const progress = importProgress(found, now);
  const days = found.firstDay && found.lastDay ? formatRange(found.firstDay as Day, found.lastDay as Day) : "–";
  return {
    id: found.id,
    fileName: found.fileName,
    status:
      found.status === "succeeded" && found.rejected > 0 ? { word: "Done, with refused rows", tone: "warn" } : { word, tone },
    busy: step !== null,
    step,
    share: progress?.share ?? null,
    pace: progress && paceInWords(progress.rowsPerSecond, progress.secondsLeft),
    cancellable: isCancellable(found),
    problem: problemOf(found),
    unused: unusedOf(found),
    rejected: found.rejected,
    costUsd: cost === null ? null : formatUsd(cost),
    facts: [
      { label: "What it is", value: found.kind ? KINDS[found.kind] : "–" },
      { label: "Total of its accepted rows", value: cost === null ? "–" : formatUsdExact(cost) },
      { label: "Days (UTC)", value: days },
      { label: "Rows", value: formatCount(found.rows) },
      { label: "New", value: formatCount(found.inserted) },
      {
        label: "Known already",
        value: formatCount(found.merged),
        title: "Requests that another source or file had reported; merged, not counted twice",
      },
      { label: "Refused", value: formatCount(found.rejected) },
      { label: "Account", value: found.connectionName },
      { label: "Size", value: formatBytes(found.bytes) },
      { label: "Uploaded", value: `${formatInstant(found.createdAt)} by ${found.createdBy}` },
      ...cancellationOf(found),
    ],
  };
}
