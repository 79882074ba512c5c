import { WaybillError } from "@/lib/domain/error";
import { importProgress } from "@/lib/domain/import/progress";
import type { AuthorizedScope } from "@/lib/domain/scope";
import { usdToString } from "@/lib/domain/usd";
import { firstRejects, type ImportSummary, importById } from "@/lib/queries/imports";
import type { ImportAnswer } from "../contract";

const REJECTS_SHOWN = 20;

/** Throws WaybillError `not_found` for an id that is none of the organization's imports. */
export async function requireImport(scope: AuthorizedScope, id: string): Promise<ImportSummary> {
  const found = await importById(scope, id);
  if (found) return found;
  throw new WaybillError("not_found", "There is no such import.", { todo: "Check the id that the upload answered." });
}

/** How far an uploaded file is, what became of its rows, and the first that were refused. Throws `not_found`. */
export async function importAnswer(scope: AuthorizedScope, id: string, status: number): Promise<Response> {
  const found = await requireImport(scope, id);
  const answer: ImportAnswer = {
    id: found.id,
    fileName: found.fileName,
    kind: found.kind,
    status: found.status,
    progress: importProgress(found, new Date()),
    bytes: found.bytes,
    expectedBytes: found.expectedBytes,
    rows: found.rows,
    inserted: found.inserted,
    merged: found.merged,
    rejected: found.rejected,
    rejects: await firstRejects(scope, id, REJECTS_SHOWN),
    costUsd: found.costUsd === null ? null : usdToString(found.costUsd),
    firstDay: found.firstDay,
    lastDay: found.lastDay,
    error: found.errorCode === null ? null : { code: found.errorCode, message: found.errorMessage ?? "" },
    createdAt: found.createdAt.toISOString(),
    cancelledBy: found.cancelledBy,
    finishedAt: found.finishedAt?.toISOString() ?? null,
  };
  return Response.json(answer, { status, headers: { "cache-control": "no-store" } });
}
