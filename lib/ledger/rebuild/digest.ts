import { createHash } from "node:crypto";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { transaction } from "../../db/sql";
import { figureColumns } from "../../facts/figure-columns";

/** Rows by what they are, not by the ids and times that storing them brought along. */
const NAMES = `
  WITH home AS (
    SELECT id, coalesce(key_hash, account_id, name) AS name FROM connections WHERE organization_id = $organization
  ), place AS (
    SELECT w.id, w.external_id AS name FROM workspaces w WHERE w.organization_id = $organization
  ), key AS (
    SELECT id, coalesce(hash, 'name ' || name) AS name FROM keys WHERE organization_id = $organization
  ), person AS (
    SELECT d.id, coalesce(d.email, (SELECT min(a.kind || ' ' || a.value) FROM developer_aliases a WHERE a.developer_id = d.id), d.name) AS name
    FROM developers d WHERE d.organization_id = $organization
  ), party AS (
    SELECT id, name FROM teams WHERE organization_id = $organization
  ), purse AS (
    SELECT id, name FROM cost_centers WHERE organization_id = $organization
  )`;

const FIGURES = (row: string) =>
  Object.keys(figureColumns)
    .map((figure) => `${row}.${figure}`)
    .join(", ");

const SECTIONS: readonly string[] = [
  `SELECT 'generation', home.name, g.generation_id, g.day, g.created_at, key.name, g.key_name, g.model, g.variant, g.provider,
     g.external_user, g.member, g.session_id, g.app, g.feature, g.tags, g.cost_usd, g.byok_usd, g.prompt_tokens, g.cached_tokens,
     g.cache_write_tokens, g.completion_tokens, g.reasoning_tokens, g.streamed, g.cancelled, g.finish_reason, g.generation_time_ms,
     g.first_token_ms, g.sources, g.cost_is_cut
   FROM generations g JOIN home ON home.id = g.connection_id LEFT JOIN key ON key.id = g.key_id
   WHERE g.organization_id = $organization ORDER BY g.generation_id COLLATE "C"`,
  `SELECT 'billed day', home.name, b.day, b.source, b.cost_usd, b.byok_usd, b.requests
   FROM billed_days b JOIN home ON home.id = b.connection_id ORDER BY home.name COLLATE "C", b.day, b.source`,
  `SELECT 'billed cell', home.name, b.day, b.source, key.name, b.model, b.provider, ${FIGURES("b")}
   FROM billed_cells b JOIN home ON home.id = b.connection_id LEFT JOIN key ON key.id = b.key_id
   ORDER BY home.name COLLATE "C", b.day, b.source, key.name COLLATE "C", b.model COLLATE "C", b.provider COLLATE "C"`,
  `SELECT 'day', home.name, b.day, b.books, b.billed_usd, b.billed_byok_usd, b.explained_usd, b.remainder_usd, b.difference_usd,
     b.unmatched_generations, b.unmatched_usd
   FROM day_books b JOIN home ON home.id = b.connection_id ORDER BY home.name COLLATE "C", b.day`,
  bookSection("line", "spend_lines", "l.attribution, l.reason"),
  bookSection("total", "spend_totals", "l.grouping, ''"),
  `SELECT 'dirty', home.name, d.day FROM dirty_days d JOIN home ON home.id = d.connection_id ORDER BY home.name COLLATE "C", d.day`,
];

/** Lines have no identity of their own: they come in the order of their whole text. */
function bookSection(word: string, table: string, extra: string): string {
  return `SELECT '${word}', t.* FROM (
      SELECT home.name, l.day, l.evidence, ${extra}, place.name, key.name, l.model, l.provider, person.name, party.name, purse.name, l.feature,
        l.app, ${FIGURES("l")}
      FROM ${table} l JOIN home ON home.id = l.connection_id LEFT JOIN place ON place.id = l.workspace_id
      LEFT JOIN key ON key.id = l.key_id LEFT JOIN person ON person.id = l.developer_id LEFT JOIN party ON party.id = l.team_id
      LEFT JOIN purse ON purse.id = l.cost_center_id
    ) AS t ORDER BY t::text COLLATE "C"`;
}

async function addSection(client: pg.PoolClient, hash: ReturnType<typeof createHash>, section: string, organizationId: string) {
  // COPY takes no parameters: the id was read back from the database as a uuid.
  const question = `${NAMES} ${section}`.replaceAll("$organization", `'${organizationId}'::uuid`);
  for await (const chunk of client.query(copyTo(`COPY (${question}) TO STDOUT`))) hash.update(chunk as Buffer);
}

/**
 * SHA-256 over all facts and books of an organization, known by their natural names. Two databases that were told the
 * same, in whatever order and with whatever interruptions, have the same digest. Unrebuilt days make it another.
 */
export async function ledgerDigest(organizationId: string): Promise<string> {
  return transaction(async (client) => {
    await client.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    // Dates and numbers must read the same whatever the server was told to prefer.
    await client.query("SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'; SET LOCAL extra_float_digits = 1");
    const { rows } = await client.query<{ id: string }>("SELECT id FROM organizations WHERE id::text = $1", [organizationId]);
    const hash = createHash("sha256");
    for (const { id } of rows) for (const section of SECTIONS) await addSection(client, hash, section, id);
    return hash.digest("hex");
  });
}
