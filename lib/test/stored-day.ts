/** Puts drawn days into the database as facts, the way the writers of facts would leave them. */
import { randomUUID } from "node:crypto";
import { pool } from "../db/client";
import { execute, type Queryable, sql } from "../db/sql";
import { type Day, startOfDay } from "../domain/day";
import { usdToString } from "../domain/usd";
import type { DrawnCell, DrawnDay, DrawnKey, DrawnRequest } from "./generated-day";

export interface Account {
  organizationId: string;
  connectionId: string;
  keyIds: string[];
  ownerId: string;
  teamId: string;
}

const MEMBERS = [
  { id: "user_ada", email: "ada@example.com", first: "Ada", last: "Lovelace" },
  { id: "user_grace", email: "Grace@Example.com", first: null, last: null },
];

/** An organization with one connection, two listed members, a team with one developer, and these keys. */
export async function storeAccount(keys: readonly DrawnKey[] = []): Promise<Account> {
  const [organizationId, connectionId, ownerId, teamId, workspaceId] = [
    randomUUID(),
    randomUUID(),
    randomUUID(),
    randomUUID(),
    randomUUID(),
  ];
  await execute(
    sql`INSERT INTO organizations (id, slug, name) VALUES (${organizationId}::uuid, ${`o-${organizationId}`}, 'Acme')`,
  );
  await execute(
    sql`INSERT INTO connections (id, organization_id, name) VALUES (${connectionId}::uuid, ${organizationId}::uuid, 'Main')`,
  );
  await execute(sql`INSERT INTO workspaces (id, organization_id, connection_id, external_id, name)
                    VALUES (${workspaceId}::uuid, ${organizationId}::uuid, ${connectionId}::uuid, 'w', 'Default')`);
  await execute(
    sql`INSERT INTO developers (id, organization_id, name) VALUES (${ownerId}::uuid, ${organizationId}::uuid, 'Owner')`,
  );
  await execute(sql`INSERT INTO teams (id, organization_id, name) VALUES (${teamId}::uuid, ${organizationId}::uuid, 'Platform')`);
  await execute(
    sql`INSERT INTO team_memberships (team_id, developer_id, from_day) VALUES (${teamId}::uuid, ${ownerId}::uuid, '2020-01-01')`,
  );
  for (const { id, email, first, last } of MEMBERS) {
    await execute(sql`INSERT INTO openrouter_members (organization_id, connection_id, member_id, email, first_name, last_name)
                      VALUES (${organizationId}::uuid, ${connectionId}::uuid, ${id}, ${email}, ${first}, ${last})`);
  }
  const account = { organizationId, connectionId, ownerId, teamId, keyIds: [] as string[] };
  const nameless = new Map<string, string>();
  for (const key of keys) {
    const id = (key.hasHash ? null : nameless.get(key.name)) ?? randomUUID();
    account.keyIds.push(id);
    if (nameless.has(key.name) && !key.hasHash) continue;
    if (!key.hasHash) nameless.set(key.name, id);
    await execute(sql`INSERT INTO keys (id, organization_id, connection_id, hash, name, workspace_id, creator_member_id)
      VALUES (${id}::uuid, ${organizationId}::uuid, ${connectionId}::uuid, ${key.hasHash ? id : null}, ${key.name},
              ${key.inWorkspace ? workspaceId : null}::uuid, ${key.creator === null ? null : (MEMBERS[key.creator]?.id ?? null)})`);
    if (key.owned) {
      await execute(
        sql`INSERT INTO key_ownerships (key_id, developer_id, from_day) VALUES (${id}::uuid, ${ownerId}::uuid, '2020-01-01')`,
      );
    }
  }
  return account;
}

/** The id of the account's developer of that name. */
export async function developerIdOf({ organizationId }: Account, name: string): Promise<string> {
  const { rows } = await pool().query("SELECT id FROM developers WHERE organization_id = $1 AND name = $2", [
    organizationId,
    name,
  ]);
  return rows[0].id;
}

export async function storeRequests(
  account: Account,
  day: Day,
  requests: readonly DrawnRequest[],
  client: Queryable = pool(),
): Promise<void> {
  for (const [index, request] of requests.entries()) {
    const { figures } = request;
    const id = `${request.hasId ? "gen" : "row"}-${randomUUID()}`;
    const createdAt = new Date(startOfDay(day).getTime() + request.second * 1000 + (index % 1000));
    await execute(
      sql`INSERT INTO generations (organization_id, generation_id, connection_id, day, created_at, key_id, key_is_certain, key_name, model, provider,
            external_user, member, feature, app, session_id, tags, cost_usd, byok_usd, prompt_tokens, cached_tokens, cache_write_tokens, completion_tokens,
            reasoning_tokens, sources, cost_is_cut)
          VALUES (${account.organizationId}::uuid, ${id}, ${account.connectionId}::uuid, ${day}::date, ${createdAt},
            ${request.key === null ? null : (account.keyIds[request.key] ?? null)}::uuid, ${request.keyIsCertain}, ${request.keyName}, ${request.model},
            ${request.provider}, ${request.externalUser}, ${request.member}, ${request.feature}, ${request.app},
            ${request.sessionId ?? null}, ${request.tags ? JSON.stringify(request.tags) : null}::jsonb,
            ${request.costKnown ? usdToString(figures.costUsd) : null}::numeric, ${usdToString(figures.byokUsd)}::numeric,
            ${figures.promptTokens}, ${figures.cachedTokens}, ${figures.cacheWriteTokens}, ${figures.completionTokens},
            ${figures.reasoningTokens}, 2, ${request.costIsCut})`,
      client,
    );
  }
}

/** Drawn keys without a hash and of one name are one key: their cells are one cell. */
export function billable({ keyIds }: Account, cells: readonly DrawnCell[]): DrawnCell[] {
  const placeOf = ({ key, model, provider }: DrawnCell) => JSON.stringify([key === null ? null : keyIds[key], model, provider]);
  return [...new Map(cells.map((cell) => [placeOf(cell), cell])).values()];
}

export async function storeBill(
  account: Account,
  day: Day,
  source: DrawnDay["books"],
  cells: readonly DrawnCell[],
  pulledAt: Date,
  client: Queryable = pool(),
): Promise<void> {
  const { organizationId, connectionId, keyIds } = account;
  const here = sql`connection_id = ${connectionId}::uuid AND day = ${day}::date AND source = ${source}`;
  await execute(sql`DELETE FROM billed_cells WHERE ${here}`, client);
  for (const cell of cells) {
    await execute(
      sql`INSERT INTO billed_cells (organization_id, connection_id, day, source, key_id, model, provider, cost_usd, byok_usd, requests,
            prompt_tokens, cached_tokens, cache_write_tokens, completion_tokens, reasoning_tokens)
          VALUES (${organizationId}::uuid, ${connectionId}::uuid, ${day}::date, ${source},
            ${cell.key === null ? null : (keyIds[cell.key] ?? null)}::uuid, ${cell.model}, ${cell.provider},
            ${usdToString(cell.costUsd)}::numeric, ${usdToString(cell.byokUsd)}::numeric, ${cell.requests}, ${cell.promptTokens},
            ${cell.cachedTokens}, ${cell.cacheWriteTokens}, ${cell.completionTokens}, ${cell.reasoningTokens})`,
      client,
    );
  }
  await execute(
    sql`INSERT INTO billed_days (connection_id, day, source, organization_id, cost_usd, byok_usd, requests, pulled_at)
        SELECT ${connectionId}::uuid, ${day}::date, ${source}, ${organizationId}::uuid, coalesce(sum(cost_usd), 0),
               coalesce(sum(byok_usd), 0), coalesce(sum(requests), 0), ${pulledAt}
        FROM billed_cells WHERE ${here}
        ON CONFLICT (connection_id, day, source) DO UPDATE SET cost_usd = excluded.cost_usd, byok_usd = excluded.byok_usd,
          requests = excluded.requests, pulled_at = excluded.pulled_at`,
    client,
  );
}
