import { z } from "zod";
import { select, sql } from "../db/sql";
import { permit } from "../domain/permit";
import type { AuthorizedScope } from "../domain/scope";
import { parseUsd } from "../domain/usd";

const usd = z.string().transform(parseUsd).nullable();

const Run = z.object({
  status: z.enum(["queued", "running", "succeeded", "failed", "interrupted"]),
  trigger: z.string(),
  step: z.string().nullable(),
  progress: z.number().nullable(),
  detail: z.looseObject({ message: z.string().optional(), day: z.string().optional(), rows: z.number().optional() }).nullable(),
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  queuedAt: z.coerce.date(),
  startedAt: z.coerce.date().nullable(),
  finishedAt: z.coerce.date().nullable(),
});
export type ConnectionRun = z.infer<typeof Run>;

const ConnectionRow = z.object({
  id: z.string(),
  name: z.string(),
  label: z.string().nullable(),
  status: z.enum(["active", "paused"]),
  hasKey: z.boolean(),
  hasAnalytics: z.boolean().nullable(),
  creditsTotalUsd: usd,
  creditsUsedUsd: usd,
  creditsAt: z.date().nullable(),
  nextSyncAt: z.date().nullable(),
  createdAt: z.date(),
  lastGoodSyncAt: z.date().nullable(),
  keys: z.number(),
  firstDay: z.string().nullable(),
  lastDay: z.string().nullable(),
  dirtyDays: z.number(),
  run: Run.nullable(),
});
/** `run` is the one that is going on, waits, or ended last; null when none ever was. Days: for which there are books. */
export type ConnectionStatus = z.infer<typeof ConnectionRow>;

/** The organization's connections in use, oldest first, with how their sync stands. */
export async function connectionsOf(scope: AuthorizedScope): Promise<ConnectionStatus[]> {
  permit(scope, "connections.manage");
  return select(
    sql`SELECT c.id, c.name, c.label, c.status, c.sealed_key IS NOT NULL AS "hasKey", c.has_analytics AS "hasAnalytics",
               c.credits_total_usd AS "creditsTotalUsd", c.credits_used_usd AS "creditsUsedUsd", c.credits_at AS "creditsAt",
               c.next_sync_at AS "nextSyncAt", c.created_at AS "createdAt", good.at AS "lastGoodSyncAt",
               (SELECT count(*)::int FROM keys k WHERE k.connection_id = c.id AND k.gone_at IS NULL) AS keys,
               (SELECT min(b.day) FROM day_books b WHERE b.connection_id = c.id) AS "firstDay",
               (SELECT max(b.day) FROM day_books b WHERE b.connection_id = c.id) AS "lastDay",
               (SELECT count(*)::int FROM dirty_days d WHERE d.connection_id = c.id) AS "dirtyDays",
               to_jsonb(run) AS run
        FROM connections c
        LEFT JOIN LATERAL (
          SELECT max(finished_at) AS at FROM sync_runs s WHERE s.connection_id = c.id AND s.status = 'succeeded'
        ) good ON true
        LEFT JOIN LATERAL (
          SELECT s.status, s.trigger, s.step, s.progress, s.detail, s.error_code AS "errorCode", s.error_message AS "errorMessage",
                 s.queued_at AS "queuedAt", s.started_at AS "startedAt", s.finished_at AS "finishedAt"
          FROM sync_runs s WHERE s.connection_id = c.id
          ORDER BY s.status = 'running' DESC, s.queued_at DESC, s.id LIMIT 1
        ) run ON true
        WHERE c.organization_id = ${scope.organizationId}::uuid AND c.status <> 'removed'
        ORDER BY c.created_at, c.id`,
    ConnectionRow,
  );
}
