import { z } from "zod";
import { emptySql, select, sql } from "../db/sql";
import type { AuthorizedScope } from "../domain/scope";

const exportRow = z.object({
  id: z.number(),
  at: z.date(),
  actor: z.string(),
  detail: z.object({
    file: z.string(),
    rows: z.number(),
    costUsd: z.string().nullable(),
    sha256: z.string(),
  }),
});
export type RecentExport = z.infer<typeof exportRow>;

/** The files that were last taken out, newest first: everybody's for who reads the audit log, else one's own. */
export async function recentExports(scope: AuthorizedScope): Promise<RecentExport[]> {
  const { actor } = scope;
  const own = sql`AND actor = ${actor.kind === "person" ? actor.email : ""}`;
  return select(
    sql`SELECT id, at, actor, detail FROM audit_entries
        WHERE organization_id = ${scope.organizationId}::uuid AND action = 'export.taken'
          ${scope.permissions.includes("audit.read") ? emptySql : own}
        ORDER BY id DESC LIMIT 8`,
    exportRow,
  );
}
