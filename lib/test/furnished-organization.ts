/** An organization with somebody signed in of each role and one of everything that can be acted on. */
import { randomUUID } from "node:crypto";
import { startSession } from "../access/session";
import { pool } from "../db/client";
import { ROLES, type Role } from "../domain/role";
import { createOrganization } from "../ledger/organizations";

export interface FurnishedOrganization {
  slug: string;
  sessions: Record<Role, string>;
  connectionId: string;
  membershipId: string;
  tokenId: string;
  importId: string;
  keyId: string;
  developerId: string;
  teamId: string;
  costCenterId: string;
  generationId: string;
  budgetId: string;
  recommendationId: string;
  channelId: string;
  alertId: string;
  recipientId: string;
  spikeId: string;
  subscriptionId: string;
}

/** What a recommendation rests on, with nothing in it. */
export const EVIDENCE = {
  from: "2026-10-21",
  to: "2026-11-19",
  requests: 1,
  costUsd: "1",
  figures: [],
  generationIds: [],
  trialIds: [],
  baseline: {
    requests: 1,
    costUsd: "1",
    listUsd: null,
    retriedUsd: null,
    shareAtTarget: 0,
    tokens: { promptTokens: 1, cachedTokens: 0, cacheWriteTokens: 0, completionTokens: 1, reasoningTokens: 0 },
  },
};

export async function furnishOrganization(): Promise<FurnishedOrganization> {
  const { id, slug } = await createOrganization(pool(), { name: "Acme", actor: { kind: "operator" } });
  const sessions: Partial<Record<Role, string>> = {};
  const insert = async (statement: string, ...values: unknown[]) =>
    (await pool().query(statement, [id, ...values])).rows[0].id as string;
  for (const role of ROLES) {
    const email = `${role}-${randomUUID()}@acme.com`;
    const { rows } = await pool().query("INSERT INTO users (email) VALUES ($1) RETURNING id", [email]);
    await insert(
      "INSERT INTO memberships (organization_id, user_id, email, role) VALUES ($1, $2, $3, $4) RETURNING id",
      rows[0].id,
      email,
      role,
    );
    sessions[role] = (await startSession(rows[0].id, new Date())).token;
  }
  const connectionId = await insert("INSERT INTO connections (organization_id, name) VALUES ($1, 'Main') RETURNING id");
  const alertId = await insert(
    `INSERT INTO alert_states (organization_id, rule, subject, name, level, step, since, told_level, told_step, headline, facts, scope, link)
     VALUES ($1, 'sync', 'x', 'Sync', 'warning', 0, now(), 'warning', 0, 'It fails', '[]', '{}', '{"label": "Open", "path": "keys"}') RETURNING id`,
  );
  const channelId = await insert(
    `INSERT INTO channels (organization_id, kind, name, shown, recipients, created_by, created_at)
     VALUES ($1, 'email', 'Leads', 'bo@acme.com', '{bo@acme.com}', 'x', now()) RETURNING id`,
  );
  return {
    slug,
    alertId,
    channelId,
    sessions: sessions as Record<Role, string>,
    connectionId,
    membershipId: await insert(
      "INSERT INTO memberships (organization_id, email, role) VALUES ($1, 'bo@acme.com', 'member') RETURNING id",
    ),
    tokenId: await insert(
      "INSERT INTO api_tokens (organization_id, name, token_hash, prefix, scopes, created_by_email) VALUES ($1, 'ci', gen_random_uuid()::text, 'wbl_', '{read}', 'x') RETURNING id",
    ),
    importId: await insert(
      "INSERT INTO imports (organization_id, connection_id, file_name, status, created_by) VALUES ($1, $2, 'a.csv', 'succeeded', 'x') RETURNING id",
      connectionId,
    ),
    keyId: await insert(
      "INSERT INTO keys (organization_id, connection_id, name) VALUES ($1, $2, 'ci') RETURNING id",
      connectionId,
    ),
    developerId: await insert("INSERT INTO developers (organization_id, name) VALUES ($1, 'Bo') RETURNING id"),
    teamId: await insert("INSERT INTO teams (organization_id, name) VALUES ($1, 'Platform') RETURNING id"),
    costCenterId: await insert("INSERT INTO cost_centers (organization_id, name) VALUES ($1, 'Research') RETURNING id"),
    budgetId: await furnishBudget(id),
    recommendationId: await insert(
      `INSERT INTO recommendations (organization_id, kind, subject, filters, aspect, title, confidence, low_usd, likely_usd, high_usd,
         alone_low_usd, alone_likely_usd, alone_high_usd, evidence, assumption, risk, change, teams_known, developers_known, found_at, held_at)
       VALUES ($1, 'retry_loop', 'x', '{}', '', 'Stop', 'low', 1, 2, 3, 1, 2, 3, $2, '', '', '{"words":"Stop","snippet":null}', false, false, now(), now()) RETURNING id`,
      JSON.stringify(EVIDENCE),
    ),
    generationId: await insert(
      `INSERT INTO generations (organization_id, connection_id, generation_id, day, created_at, model, cost_usd, sources)
       VALUES ($1, $2, 'gen-' || gen_random_uuid(), '2026-11-20', '2026-11-20T10:00:00Z', 'openai/gpt-5', 1, 2) RETURNING generation_id AS id`,
      connectionId,
    ),
    spikeId: await insert(
      `INSERT INTO spikes (organization_id, resolution, filters, from_at, to_at, actual_usd, usual_usd, score, opened_at)
       VALUES ($1, 'day', '{}', '2026-11-10', '2026-11-11', 90, 10, 4, now()) RETURNING id`,
    ),
    subscriptionId: await insert(
      "INSERT INTO subscriptions (organization_id, name, amount_usd, from_day, created_by) VALUES ($1, 'Seats', 20, '2026-01-01', 'x') RETURNING id",
    ),
    recipientId: await insert(
      "INSERT INTO report_recipients (organization_id, kind, role, added_by, added_at) VALUES ($1, 'role', 'owner', 'x', now()) RETURNING id",
    ),
  };
}

async function furnishBudget(organizationId: string): Promise<string> {
  const { rows } = await pool().query(
    `WITH made AS (INSERT INTO budgets (organization_id, name, per, filters, starts_on, created_by)
       VALUES ($1, 'All spend', 'month', '{}', '2026-01-01', 'x') RETURNING id)
     INSERT INTO budget_amounts (budget_id, organization_id, from_day, amount_usd) SELECT id, $1, '2026-01-01', 100 FROM made
     RETURNING budget_id AS id`,
    [organizationId],
  );
  return rows[0].id;
}
