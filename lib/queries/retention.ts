import { z } from "zod";
import { select, sql } from "../db/sql";
import { parseDay } from "../domain/day";
import { permit } from "../domain/permit";
import type { AuthorizedScope } from "../domain/scope";

const day = z.string().transform(parseDay).nullable();
const row = z.object({
  /** Null: for ever. */
  keptDays: z.number().nullable(),
  /** Days whose single requests were dropped. */
  droppedDays: z.number(),
  lastDroppedDay: day,
  /** The oldest day of which single requests are there; null: there are none. */
  firstKeptDay: day,
});
export type Retention = z.infer<typeof row>;

/** How long single requests are kept, and which days have lost theirs. */
export async function retention(scope: AuthorizedScope): Promise<Retention> {
  permit(scope, "members.manage");
  const [found] = await select(
    sql`SELECT o.requests_kept_days AS "keptDays",
          (SELECT count(DISTINCT b.day) FROM day_books b WHERE b.organization_id = o.id AND b.evidence_dropped_at IS NOT NULL) AS "droppedDays",
          (SELECT max(b.day) FROM day_books b WHERE b.organization_id = o.id AND b.evidence_dropped_at IS NOT NULL) AS "lastDroppedDay",
          -- The index by connection and day has the oldest of each connection at its edge.
          (SELECT min(oldest.day) FROM connections c CROSS JOIN LATERAL (
             SELECT g.day FROM generations g WHERE g.connection_id = c.id ORDER BY g.day LIMIT 1) AS oldest
           WHERE c.organization_id = o.id) AS "firstKeptDay"
        FROM organizations o WHERE o.id = ${scope.organizationId}::uuid`,
    row,
  );
  if (!found) throw new Error("a scope is of an organization that exists");
  return found;
}
