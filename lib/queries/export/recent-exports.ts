import { z } from "zod";
import { emptySql, select, sql } from "../../db/sql";
import { FINALITIES } from "../../domain/finality";
import type { AuthorizedScope } from "../../domain/scope";
import { usdColumn } from "../../facts/figure-columns";

const exportRow = z.object({
  id: z.number(),
  at: z.date(),
  actor: z.string(),
  detail: z.object({
    file: z.string(),
    rows: z.number(),
    costUsd: z.string().nullable(),
    sha256: z.string(),
    /** How final the file's days were when it was taken; null: none of them was in the books. */
    finality: z.enum(FINALITIES).nullable(),
    filters: z.array(z.string()),
  }),
  /** By how much OpenRouter restated days of the file since it was taken, whatever it was cut to; null: it restated none. */
  restated_usd: usdColumn.nullable(),
});
export type RecentExport = z.infer<typeof exportRow>;

/**
 * The files that were last taken out, newest first: everybody's for who reads the audit log, else one's own. What was
 * restated is told to whoever sees all spend.
 */
export async function recentExports(scope: AuthorizedScope): Promise<RecentExport[]> {
  const { actor } = scope;
  const own = sql`AND actor = ${actor.kind === "person" ? actor.email : ""}`;
  return select(
    sql`SELECT taken.*, CASE WHEN ${scope.visibility.kind === "all"}::boolean THEN (
          SELECT sum(r.new_usd - r.old_usd)::text FROM restatements r
          JOIN day_books b ON b.connection_id = r.connection_id AND b.day = r.day AND b.books = r.source
          WHERE r.organization_id = ${scope.organizationId}::uuid AND r.at > taken.at
            AND r.day BETWEEN (taken.detail ->> 'from')::date AND (taken.detail ->> 'to')::date) END AS restated_usd
        FROM (
          SELECT id, at, actor, detail FROM audit_entries
          WHERE organization_id = ${scope.organizationId}::uuid AND action = 'export.taken'
            ${scope.permissions.includes("audit.read") ? emptySql : own}
          ORDER BY id DESC LIMIT 8) AS taken
        ORDER BY id DESC`,
    exportRow,
  );
}
