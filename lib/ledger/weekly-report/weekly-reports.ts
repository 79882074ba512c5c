import { createHash } from "node:crypto";
import { z } from "zod";
import { select, sql, transaction } from "../../db/sql";
import type { AuthorizedScope } from "../../domain/scope";
import { narrowTo, subjectWord } from "../../domain/weekly-report/subject";
import type { WeeklyReport } from "../../domain/weekly-report/weekly-report";
import { actorName, writeAudit } from "../audit";

const Stored = z.object({ id: z.string(), edition: z.number(), digest: z.string() });
export type StoredReport = Omit<z.infer<typeof Stored>, "digest"> & { isNew: boolean };

/** Of all that the report says; the moment that it was made at is not what it says. */
function digestOf({ madeAt: _, ...said }: WeeklyReport): string {
  return createHash("sha256").update(JSON.stringify(said)).digest("hex");
}

/**
 * Keeps a report as a new edition of its week and subject. What was kept before stays as it was; where the latest edition
 * says the very same, it stands for this one too. Throws `not_found` for a subject that the asker does not see.
 */
export async function storeWeeklyReport(scope: AuthorizedScope, report: WeeklyReport): Promise<StoredReport> {
  narrowTo(scope, report.subject);
  const { week, madeAt } = report;
  const subject = subjectWord(report.subject);
  const digest = digestOf(report);
  const own = sql`organization_id = ${scope.organizationId}::uuid AND week = ${week} AND subject = ${subject}`;
  return transaction(async (client) => {
    // Two who make the same report at once: the second finds what the first kept.
    await select(
      sql`SELECT pg_advisory_xact_lock(hashtextextended(${`weekly report ${scope.organizationId} ${week} ${subject}`}, 0))::text AS locked`,
      z.object({ locked: z.string() }),
      client,
    );
    const [latest] = await select(
      sql`SELECT id, edition, digest FROM weekly_reports WHERE ${own} ORDER BY edition DESC LIMIT 1`,
      Stored,
      client,
    );
    if (latest?.digest === digest) return { id: latest.id, edition: latest.edition, isNew: false };
    const edition = (latest?.edition ?? 0) + 1;
    const [made] = await select(
      sql`INSERT INTO weekly_reports (organization_id, week, subject, edition, made_at, made_by, digest, document)
          VALUES (${scope.organizationId}::uuid, ${week}, ${subject}, ${edition}, ${new Date(madeAt)}, ${actorName(scope.actor)},
                  ${digest}, ${JSON.stringify(report)}::jsonb) RETURNING id, edition, digest`,
      Stored,
      client,
    );
    if (!made) throw new Error("INSERT … RETURNING has one row");
    await writeAudit(client, scope, "report.made", made.id, { week, edition, about: report.subject.name });
    return { id: made.id, edition, isNew: true };
  });
}
