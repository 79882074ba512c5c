import { z } from "zod";
import { pool } from "../../db/client";
import { select, sql } from "../../db/sql";
import { type GenerationPosition, NO_GENERATION_FILTERS } from "../../domain/generation/list";
import { addUsd, compareUsd, type Usd, usdToString, ZERO_USD } from "../../domain/usd";
import type { ReportSession, Section } from "../../domain/weekly-report/weekly-report";
import { usdColumn } from "../../facts/figure-columns";
import { generationsOf } from "../generation/list";
import { chargedName } from "../generation/names";
import { labelsOf } from "../spend/labels";
import type { AskedWeek } from "./asked-week";

const LISTED = 5;
/** Whom a request is charged to is not stored with it: of a part of the organization, so many of the dearest are asked. */
const MOST_REQUESTS = 5_000;
const AT_ONCE = 500;

interface Session {
  id: string;
  costUsd: Usd;
  requests: number;
  from: Date;
  to: Date;
}

const sessionRow = z.object({
  id: z.string(),
  costUsd: usdColumn,
  requests: z.number(),
  from: z.date(),
  to: z.date(),
});

/** The dearest sessions of the whole organization. */
function dearestOfAll({ scope, period }: AskedWeek): Promise<Session[]> {
  return select(
    sql`SELECT session_id AS id, sum(cost_usd)::text AS "costUsd", count(*)::bigint AS requests,
          min(created_at) AS "from", max(created_at) AS "to"
        FROM generations
        WHERE connection_id IN (SELECT id FROM connections WHERE organization_id = ${scope.organizationId}::uuid)
          AND day BETWEEN ${period.from}::date AND ${period.to}::date AND session_id IS NOT NULL AND cost_usd > 0
        GROUP BY session_id ORDER BY sum(cost_usd) DESC, session_id LIMIT ${LISTED}::int`,
    sessionRow,
  );
}

/** The same of the requests that the asker sees, the dearest first; `read` says how many were looked at, null: all. */
async function dearestOfSeen({ scope, period }: AskedWeek): Promise<{ sessions: Session[]; read: number | null }> {
  const sessions = new Map<string, Session>();
  let read = 0;
  let after: GenerationPosition | null = null;
  do {
    const part: { after: GenerationPosition } | null = after ? { after } : null;
    const list = { order: "cost", part, only: NO_GENERATION_FILTERS } as const;
    const page = await generationsOf(scope, { period, filters: {} }, list, AT_ONCE);
    for (const { row } of page.listed) {
      if (row.session_id === null || row.cost_usd === null) continue;
      const known = sessions.get(row.session_id);
      const [first, last] = [known?.from ?? row.created_at, known?.to ?? row.created_at];
      sessions.set(row.session_id, {
        id: row.session_id,
        costUsd: addUsd(known?.costUsd ?? ZERO_USD, row.cost_usd),
        requests: (known?.requests ?? 0) + 1,
        from: new Date(Math.min(first.getTime(), row.created_at.getTime())),
        to: new Date(Math.max(last.getTime(), row.created_at.getTime())),
      });
    }
    read += page.listed.length;
    after = page.after;
  } while (after && read < MOST_REQUESTS);
  const dearest = [...sessions.values()].sort((a, b) => compareUsd(b.costUsd, a.costUsd) || (a.id < b.id ? -1 : 1));
  return { sessions: dearest.slice(0, LISTED), read: after ? read : null };
}

const modelRow = z.object({ id: z.string(), models: z.array(z.string()) });

async function modelsOf({ scope, period }: AskedWeek, ids: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await select(
    sql`SELECT session_id AS id, array_agg(DISTINCT model) AS models FROM generations
        WHERE organization_id = ${scope.organizationId}::uuid AND session_id = ANY (${[...ids]}::text[])
          AND created_at >= ${period.from}::date AND created_at < ${period.to}::date + 1 AND cost_usd > 0
        GROUP BY session_id`,
    modelRow,
  );
  const models = rows.flatMap((row) => row.models);
  const labels = await labelsOf(
    scope,
    models.map((id) => ({ dimension: "model" as const, id })),
    pool(),
  );
  return new Map(rows.map((row) => [row.id, row.models.map((id) => labels("model", { kind: "value", id }).label)]));
}

/** Whom a session's dearest requests are charged to. */
async function developersOf({ scope, period }: AskedWeek, session: string): Promise<string[]> {
  const list = { order: "cost", part: null, only: { ...NO_GENERATION_FILTERS, session } } as const;
  const { listed, labels } = await generationsOf(scope, { period, filters: {} }, list, LISTED);
  return [...new Set(listed.map((one) => chargedName(one, labels)))];
}

/** The five most expensive sessions: an agent's run or a chat, whatever the applications call by one session id. */
export async function askSessions(asked: AskedWeek): Promise<Section<{ rows: ReportSession[]; ofRequests: number | null }>> {
  const { sessions, read } =
    asked.scope.visibility.kind === "all" ? { sessions: await dearestOfAll(asked), read: null } : await dearestOfSeen(asked);
  if (sessions.length === 0) {
    return {
      known: false,
      why: "No request of this week names a session. Applications that send a session id show here which run or chat cost most.",
    };
  }
  const models = await modelsOf(
    asked,
    sessions.map(({ id }) => id),
  );
  const rows = await Promise.all(
    sessions.map(async (session): Promise<ReportSession> => {
      return {
        id: session.id,
        usd: usdToString(session.costUsd),
        requests: session.requests,
        from: session.from.toISOString(),
        to: session.to.toISOString(),
        models: models.get(session.id) ?? [],
        developers: await developersOf(asked, session.id),
      };
    }),
  );
  return { known: true, rows, ofRequests: read };
}
