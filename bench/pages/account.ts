/** The organization whose pages are measured: who is in it and what it can spend on. Every run finds the same one. */
import { randomUUID } from "node:crypto";
import { prisma } from "../../lib/db/client";
import { execute, sql } from "../../lib/db/sql";

export const SIZES = { developers: 200, teams: 8, keys: 40, models: 24, features: 30, workspaces: 3, apps: 12 } as const;

export interface BenchAccount {
  organizationId: string;
  connectionId: string;
  slug: string;
}

/** Finds the organization, or makes it with its directory, developers and catalogue. */
export async function ensureAccount(slug: string): Promise<BenchAccount> {
  const known = await prisma().organization.findUnique({ where: { slug } });
  if (known) {
    const connection = await prisma().connection.findFirstOrThrow({ where: { organizationId: known.id } });
    return { organizationId: known.id, connectionId: connection.id, slug };
  }
  const account = { organizationId: randomUUID(), connectionId: randomUUID(), slug };
  const { organizationId, connectionId } = account;
  const own = sql`${organizationId}::uuid`;
  const here = sql`${own}, ${connectionId}::uuid`;
  await execute(sql`INSERT INTO organizations (id, slug, name) VALUES (${own}, ${slug}, ${slug})`);
  await execute(sql`INSERT INTO connections (id, organization_id, name) VALUES (${connectionId}::uuid, ${own}, 'Main')`);
  await execute(sql`INSERT INTO workspaces (organization_id, connection_id, external_id, name)
    SELECT ${here}, 'workspace-' || n, 'Workspace ' || n FROM generate_series(1, ${SIZES.workspaces}::int) n`);
  await execute(sql`INSERT INTO keys (organization_id, connection_id, hash, name, label, workspace_id)
    SELECT ${here}, md5(${slug} || n), 'key-' || n, 'sk-or-v1-...' || lpad(n::text, 4, '0'),
      (SELECT id FROM workspaces w WHERE w.connection_id = ${connectionId}::uuid AND w.external_id = 'workspace-' || (1 + n % ${SIZES.workspaces}::int))
    FROM generate_series(1, ${SIZES.keys}::int) n`);
  await execute(sql`INSERT INTO developers (organization_id, name, email)
    SELECT ${own}, 'Developer ' || n, 'developer-' || n || '@example.com' FROM generate_series(1, ${SIZES.developers}::int) n`);
  await execute(sql`INSERT INTO developer_aliases (organization_id, kind, value, developer_id)
    SELECT ${own}, 'user', email, id FROM developers WHERE organization_id = ${own}`);
  await execute(
    sql`INSERT INTO teams (organization_id, name) SELECT ${own}, 'Team ' || n FROM generate_series(1, ${SIZES.teams}::int) n`,
  );
  await execute(sql`INSERT INTO team_memberships (team_id, developer_id, from_day)
    SELECT t.id, d.id, '2020-01-01' FROM developers d JOIN teams t ON t.organization_id = d.organization_id
      AND t.name = 'Team ' || (1 + substring(d.name FROM '\\d+')::int % ${SIZES.teams}::int) WHERE d.organization_id = ${own}`);
  await execute(sql`INSERT INTO models (permaslug, slug, name, author, pricing, fetched_at)
    SELECT 'author/model-' || n, 'author/model-' || n, 'Author: Model ' || n, 'author', '{}', now()
    FROM generate_series(1, ${SIZES.models}::int) n ON CONFLICT DO NOTHING`);
  return account;
}
