import { z } from "zod";
import { emptySql, select, sql } from "../db/sql";
import { permit } from "../domain/permit";
import type { AuthorizedScope } from "../domain/scope";

const EntryRow = z.object({
  id: z.number(),
  at: z.date(),
  actor: z.string(),
  action: z.string(),
  subject: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()).nullable(),
});
export type AuditEntry = z.infer<typeof EntryRow>;

const PAGE = 100;

/** Who changed what, newest first, a hundred at a time; `older` is what to pass as `before` for the next, null at the end. */
export async function auditEntries(
  scope: AuthorizedScope,
  before: number | null,
): Promise<{ entries: AuditEntry[]; older: number | null }> {
  permit(scope, "audit.read");
  const found = await select(
    sql`SELECT id, at, actor, action, subject, detail FROM audit_entries
        WHERE organization_id = ${scope.organizationId}::uuid ${before === null ? emptySql : sql`AND id < ${before}::bigint`}
        ORDER BY id DESC LIMIT ${PAGE + 1}`,
    EntryRow,
  );
  const entries = found.slice(0, PAGE);
  return { entries, older: found.length > PAGE ? (entries.at(-1)?.id ?? null) : null };
}
