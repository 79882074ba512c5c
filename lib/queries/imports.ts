import { z } from "zod";
import { emptySql, type Sql, select, sql } from "../db/sql";
import { permit } from "../domain/permit";
import type { AuthorizedScope } from "../domain/scope";
import { parseUsd } from "../domain/usd";

const ImportRow = z.object({
  id: z.string(),
  connectionId: z.string(),
  connectionName: z.string(),
  fileName: z.string(),
  kind: z.enum(["log", "aggregate"]).nullable(),
  status: z.enum(["uploading", "staged", "merging", "rebuilding", "cancelling", "succeeded", "failed", "cancelled"]),
  bytes: z.number(),
  expectedBytes: z.number().nullable(),
  rows: z.number(),
  inserted: z.number(),
  merged: z.number(),
  rejected: z.number(),
  costUsd: z.string().transform(parseUsd).nullable(),
  firstDay: z.string().nullable(),
  lastDay: z.string().nullable(),
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  createdBy: z.string(),
  /** Who cancelled it; null: nobody, or before that was noted. */
  cancelledBy: z.string().nullable(),
  createdAt: z.date(),
  heartbeatAt: z.date().nullable(),
  stepSince: z.date().nullable(),
  stepFrom: z.number(),
  days: z.number().nullable(),
  daysLeft: z.number(),
  /** Of its days, those whose single requests had been dropped by age before: their books stay as they were. */
  droppedDays: z.number(),
  finishedAt: z.date().nullable(),
});
export type ImportSummary = z.infer<typeof ImportRow>;

function importsWhere(scope: AuthorizedScope, condition: Sql): Sql {
  return sql`SELECT i.id, i.connection_id AS "connectionId", c.name AS "connectionName", i.file_name AS "fileName", i.kind, i.status,
                    i.bytes, i.expected_bytes AS "expectedBytes", i.rows, i.inserted, i.merged, i.rejected, i.cost_usd AS "costUsd", i.first_day AS "firstDay",
                    i.last_day AS "lastDay", i.error_code AS "errorCode", i.error_message AS "errorMessage",
                    i.created_by AS "createdBy", i.cancelled_by AS "cancelledBy", i.created_at AS "createdAt", i.finished_at AS "finishedAt",
                    i.heartbeat_at AS "heartbeatAt", i.step_since AS "stepSince", i.step_from AS "stepFrom", i.days,
                    CASE WHEN i.status = 'rebuilding' THEN (SELECT count(*) FROM dirty_days d WHERE d.connection_id = i.connection_id
                      AND d.day BETWEEN i.first_day AND i.last_day) ELSE 0 END AS "daysLeft",
                    (SELECT count(*) FROM day_books b WHERE b.connection_id = i.connection_id
                      AND b.day BETWEEN i.first_day AND i.last_day AND b.evidence_dropped_at <= i.created_at) AS "droppedDays"
             FROM imports i JOIN connections c ON c.id = i.connection_id
             WHERE i.organization_id = ${scope.organizationId}::uuid ${condition}
             ORDER BY i.created_at DESC, i.id LIMIT 200`;
}

/** The organization's uploaded files, newest first, at most 200. */
export async function importsOf(scope: AuthorizedScope): Promise<ImportSummary[]> {
  permit(scope, "imports.manage");
  return select(importsWhere(scope, emptySql), ImportRow);
}

/** One uploaded file; null where the organization has none of that id. */
export async function importById(scope: AuthorizedScope, importId: string): Promise<ImportSummary | null> {
  permit(scope, "imports.manage");
  const [found] = await select(importsWhere(scope, sql`AND i.id::text = ${importId}`), ImportRow);
  return found ?? null;
}

const RejectRow = z.object({
  id: z.number(),
  line: z.number(),
  column: z.string().nullable(),
  reason: z.string(),
  value: z.string().nullable(),
});
export type Reject = Omit<z.infer<typeof RejectRow>, "id">;

async function rejectsAfter(scope: AuthorizedScope, importId: string, after: { line: number; id: number }, limit: number) {
  return select(
    sql`SELECT r.id, r.line, r."column", r.reason, r.value FROM import_rejects r JOIN imports i ON i.id = r.import_id
        WHERE i.organization_id = ${scope.organizationId}::uuid AND i.id::text = ${importId}
          AND (r.line, r.id) > (${after.line}::bigint, ${after.id}::bigint)
        ORDER BY r.line, r.id LIMIT ${limit}`,
    RejectRow,
  );
}

/** The first refused rows of a file, in its order. */
export async function firstRejects(scope: AuthorizedScope, importId: string, limit: number): Promise<Reject[]> {
  permit(scope, "imports.manage");
  return (await rejectsAfter(scope, importId, { line: 0, id: 0 }, limit)).map(({ id: _, ...reject }) => reject);
}

/** Every refused row of a file, in its order, read in pieces so that a file of nothing but rejects fits into memory. */
export async function* allRejects(scope: AuthorizedScope, importId: string): AsyncGenerator<Reject[]> {
  permit(scope, "imports.manage");
  for (let after = { line: 0, id: 0 }; ; ) {
    const rows = await rejectsAfter(scope, importId, after, 5000);
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map(({ id: _, ...reject }) => reject);
    after = { line: last.line, id: last.id };
  }
}

/** The accounts a file can be of. */
export async function importHomes(scope: AuthorizedScope): Promise<{ id: string; name: string }[]> {
  permit(scope, "imports.manage");
  return select(
    sql`SELECT id, name FROM connections WHERE organization_id = ${scope.organizationId}::uuid AND status <> 'removed'
        ORDER BY created_at, id`,
    z.object({ id: z.string(), name: z.string() }),
  );
}
