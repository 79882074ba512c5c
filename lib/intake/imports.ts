import { addDays, dayOf } from "../domain/day";
import { WaybillError } from "../domain/error";
import { formatBytes } from "../domain/format";
import type { AuthorizedScope } from "../domain/scope";
import type { FactsOwner } from "../ledger/facts-lock";
import { beginImport, failImport, finishUpload, noteUpload } from "../ledger/import/imports";
import { Staging } from "../ledger/import/staging";
import { LogRowReader, openUsageCsv, type UsageCsv } from "../openrouter/log-csv/log-csv";
import { takeAggregate } from "./imports-aggregate";
import { Received, refuseUnlessAnyRow } from "./imports-received";

export interface Upload {
  fileName: string;
  /** The file's bytes, in pieces of any size. */
  stream: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;
  /** Which connection it belongs to; needed only where the organization has several. */
  connectionId?: string | undefined;
  /** How long the file is, where the sender said so. */
  expectedBytes?: number | undefined;
  /** What the import is to be known by; chosen here where absent. */
  importId?: string | undefined;
}

async function takeLog(received: Received, csv: UsageCsv): Promise<void> {
  // Clocks differ: a row may be of tomorrow, not later.
  const reader = new LogRowReader(csv.header, addDays(dayOf(new Date()), 1));
  const staging = new Staging(received.importId);
  for await (const rows of csv.rows) {
    for (const row of rows) {
      const read = reader.read(row);
      if ("reason" in read) {
        received.refuse(read);
        continue;
      }
      const full = staging.add(read);
      if (full) await full;
    }
    received.progress.rows += rows.length;
    await received.breathe();
  }
  await staging.close();
  await received.settle();
  refuseUnlessAnyRow(received.progress);
  await finishUpload(received.importId, received.progress, new Date());
}

/** What the uploader is told: our own words, or that the transfer broke off. */
function words(error: unknown, received: Received, expectedBytes: number | undefined): WaybillError {
  if (error instanceof WaybillError) return error;
  const sql = typeof (error as { code?: unknown }).code === "string" && /^[0-9A-Z]{5}$/.test((error as { code: string }).code);
  if (sql) return new WaybillError("internal", "The file could not be stored.", { todo: "Upload it again.", cause: error });
  const whole = expectedBytes === undefined ? "" : ` of ${formatBytes(expectedBytes)}`;
  return new WaybillError("invalid_input", `The upload broke off after ${formatBytes(received.progress.bytes)}${whole}.`, {
    todo: "Upload the file again; nothing of it was taken.",
    cause: error,
  });
}

async function take(received: Received, owner: FactsOwner, stream: Upload["stream"]): Promise<void> {
  const csv = await openUsageCsv(received.counted(stream));
  await (csv.header.kind === "log" ? takeLog(received, csv) : takeAggregate(received, owner, csv));
}

/**
 * Takes a file that OpenRouter exported, as it arrives, and answers once it is stored; the worker brings it into the
 * books. Memory does not grow with the file. Throws WaybillError (`invalid_input`, `forbidden`, `not_found`) for a file
 * that cannot be used as a whole; `detail.importId` then names the import that says so. Single rows that cannot be read
 * are stored as rejects.
 */
export async function receiveUpload(scope: AuthorizedScope, upload: Upload): Promise<{ importId: string }> {
  const { importId, owner } = await beginImport(scope, upload, new Date());
  const received = new Received(importId);
  try {
    await take(received, owner, upload.stream);
    return { importId };
  } catch (error) {
    const told = words(error, received, upload.expectedBytes);
    await received.settle();
    await noteUpload(importId, received.progress, new Date()).catch(() => {});
    await failImport(importId, told, new Date());
    const detail = { ...told.detail, importId };
    throw new WaybillError(told.code, told.message, { ...(told.todo ? { todo: told.todo } : {}), detail, cause: error });
  }
}
