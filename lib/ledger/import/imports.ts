import { z } from "zod";
import { execute, type Queryable, select, sql, transaction } from "../../db/sql";
import { WaybillError } from "../../domain/error";
import type { RowReject } from "../../domain/import/log-row";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { writeAudit } from "../audit";
import { wakeWorker } from "../connections";
import type { FactsOwner } from "../facts-lock";
import { homeOfUpload } from "./home";
import { dropPart, dropStaging, orphanedParts, stagingParts } from "./parts";
import { numberAlikeRows, sumsOf } from "./rows";

/** How far an upload has come. */
export interface UploadProgress {
  bytes: number;
  /** Rows after the header, refused ones included. */
  rows: number;
  rejected: number;
}

const Id = z.object({ id: z.string() });

/** Who sends or stops a file, by a name that stays readable when the account is gone. */
export function senderName({ actor }: AuthorizedScope): string {
  return actor.kind === "person" ? actor.email : actor.kind === "token" ? actor.name : actor.kind;
}

/**
 * Notes a file that begins to arrive and settles which connection it is for: the named one, the only one, or one for
 * uploads alone that is made now. A sender may choose the id, to be able to cancel before the answer. Throws WaybillError
 * `forbidden`, `not_found`, `conflict` for an id that is taken, or `invalid_input` where several connections could be meant.
 */
export async function beginImport(
  scope: AuthorizedScope,
  upload: {
    fileName: string;
    connectionId?: string | undefined;
    expectedBytes?: number | undefined;
    importId?: string | undefined;
  },
  now: Date,
): Promise<{ importId: string; owner: FactsOwner }> {
  permit(scope, "imports.manage");
  return transaction(async (client) => {
    const connectionId = await homeOfUpload(client, scope, upload.connectionId);
    const [made] = await select(
      sql`INSERT INTO imports (id, organization_id, connection_id, file_name, expected_bytes, status, created_by, created_at, heartbeat_at)
          VALUES (coalesce(${upload.importId ?? null}::uuid, gen_random_uuid()), ${scope.organizationId}::uuid, ${connectionId}::uuid, ${upload.fileName.replaceAll("\0", "").slice(0, 200)},
            ${upload.expectedBytes ?? null}, 'uploading', ${senderName(scope)}, ${now}, ${now})
          ON CONFLICT (id) DO NOTHING RETURNING id`,
      Id,
      client,
    );
    if (!made) {
      throw new WaybillError("conflict", "An upload of this id has been noted before.", {
        todo: "Reload the page and upload again.",
      });
    }
    await writeAudit(client, scope, "import.uploaded", made.id, { file: upload.fileName.slice(0, 200) });
    return { importId: made.id, owner: { organizationId: scope.organizationId, connectionId } };
  });
}

const Status = z.object({ status: z.string() });

/** Why an upload is no longer waited for. */
async function gaveUp(importId: string, on?: Queryable): Promise<WaybillError> {
  const [found] = await select(sql`SELECT status FROM imports WHERE id = ${importId}::uuid`, Status, on);
  if (found?.status === "cancelled") {
    return new WaybillError("conflict", "This upload was cancelled.", {
      todo: "Nothing of it was taken; upload it again if it is wanted.",
    });
  }
  return new WaybillError("conflict", "This upload stalled for so long that it was given up.", {
    todo: "Upload the file again.",
  });
}

/** Says that an upload is alive and how far it is. Throws WaybillError `conflict` when it was given up or cancelled meanwhile. */
export async function noteUpload(importId: string, progress: UploadProgress, now: Date): Promise<void> {
  const noted = await execute(
    sql`UPDATE imports SET bytes = ${progress.bytes}, rows = ${progress.rows}, rejected = ${progress.rejected}, heartbeat_at = ${now}
        WHERE id = ${importId}::uuid AND status = 'uploading'`,
  );
  if (noted === 0) throw await gaveUp(importId);
}

/** Holds an upload as it is until the transaction ends. Throws WaybillError `conflict` when it was given up or cancelled. */
export async function holdUpload(client: Queryable, importId: string): Promise<void> {
  const held = await execute(sql`SELECT FROM imports WHERE id = ${importId}::uuid AND status = 'uploading' FOR UPDATE`, client);
  if (held === 0) throw await gaveUp(importId, client);
}

/** Keeps rows that an import refused, with where they stood and why. */
export async function storeRejects(importId: string, rejects: readonly RowReject[]): Promise<void> {
  if (rejects.length === 0) return;
  await execute(
    sql`INSERT INTO import_rejects (import_id, line, "column", reason, value)
        SELECT ${importId}::uuid, * FROM unnest(${rejects.map((one) => one.line)}::bigint[], ${rejects.map((one) => one.column)}::text[],
          ${rejects.map((one) => one.reason)}::text[], ${rejects.map((one) => one.value)}::text[])`,
  );
}

/** The whole log stands in its staging tables: the worker goes on from here. */
export async function finishUpload(importId: string, progress: UploadProgress, now: Date): Promise<void> {
  await noteUpload(importId, progress, now);
  await transaction(async (client) => {
    await holdUpload(client, importId);
    const parts = await stagingParts(client, importId);
    const sums = await sumsOf(client, parts);
    if (sums.nameless) await numberAlikeRows(client, parts);
    await execute(
      sql`UPDATE imports SET kind = 'log', status = 'staged', cost_usd = ${sums.cost}::numeric, first_day = ${sums.firstDay}::date,
            last_day = ${sums.lastDay}::date
          WHERE id = ${importId}::uuid AND status = 'uploading'`,
      client,
    );
    await wakeWorker(client);
  });
}

/**
 * Ends an import that cannot go on, with words for its uploader, and forgets what was staged, unless it is being taken
 * back. Facts are left as they are.
 */
export async function failImport(importId: string, error: WaybillError, now: Date): Promise<void> {
  await transaction(async (client) => {
    const message = [error.message, error.todo].filter(Boolean).join(" ");
    await execute(
      sql`UPDATE imports SET status = 'failed', error_code = ${error.code}, error_message = ${message}, finished_at = ${now}
          WHERE id = ${importId}::uuid AND status IN ('uploading', 'staged', 'merging')`,
      client,
    );
    const [left] = await select(sql`SELECT status FROM imports WHERE id = ${importId}::uuid`, Status, client);
    if (left?.status !== "cancelling") await dropStaging(client, importId);
    await wakeWorker(client);
  });
}

/** An upload whose sender, or whose server, has been silent for this long is given up. */
const SILENCE = "5 minutes";
const GIVEN_UP = new WaybillError("invalid_input", "The upload broke off.", { todo: "Upload the file again." });

const Stale = z.object({ id: z.string() });

/** Fails uploads that died with their server and drops staging tables that nothing will merge. Returns how many it failed. */
export async function sweepImports(now: Date): Promise<number> {
  const stale = await select(
    sql`SELECT id FROM imports WHERE status = 'uploading'
        AND coalesce(heartbeat_at, created_at) < ${now}::timestamptz - ${SILENCE}::interval`,
    Stale,
  );
  for (const { id } of stale) await failImport(id, GIVEN_UP, now);
  for (const name of await orphanedParts()) await transaction((client) => dropPart(client, name));
  return stale.length;
}
