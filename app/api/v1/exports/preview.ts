import type { ExportHead, ExportKind, ExportQuestion } from "@/lib/domain/export/export";
import type { AuthorizedScope } from "@/lib/domain/scope";
import { parseUsd, subtractUsd, type Usd, ZERO_USD } from "@/lib/domain/usd";
import { generationSums } from "@/lib/queries/export/generations";
import { openExport } from "./open-export";

/** What a file will have, before anybody takes it. */
export interface ExportPreview extends Pick<ExportHead, "finality" | "daysWithoutBooks"> {
  rows: number;
  /** False: there are more rows than were counted. */
  counted: boolean;
  costUsd: Usd;
  byokUsd: Usd;
  /** Fees and subscriptions among its rows, which are no spend; null: not all rows were counted. */
  besideUsd: Usd | null;
}

function besideUsage(kind: ExportKind, sums: Readonly<Record<string, string>>, spentUsd: Usd): Usd {
  if (kind === "focus") return parseUsd(sums["BilledCost of Purchase"] ?? "0");
  return subtractUsd(parseUsd(sums.costUsd ?? "0"), spentUsd);
}

/** A page waits for no more than these to be written. */
const MOST_COUNTED = 50_000;

/** Writes the file to nowhere, as far as a page waits for, so that what it says is what the file has. */
export async function previewExport(scope: AuthorizedScope, question: ExportQuestion, now: Date): Promise<ExportPreview> {
  const stop = new AbortController();
  const file = await openExport(scope, question, now, stop.signal);
  const { finality, daysWithoutBooks, total } = file.head();
  if (question.kind === "generations") {
    await file.bytes.return(undefined);
    const sums = await generationSums(scope, question);
    return { finality, daysWithoutBooks, counted: true, besideUsd: ZERO_USD, ...sums };
  }
  let counted = true;
  for await (const _block of file.bytes) {
    counted = file.rows() <= MOST_COUNTED;
    if (!counted) break;
  }
  const { costUsd, byokUsd } = total;
  const besideUsd = counted ? besideUsage(question.kind, file.control().sums, costUsd) : null;
  return { finality, daysWithoutBooks, rows: file.rows(), counted, costUsd, byokUsd, besideUsd };
}
