import { z } from "zod";
import { execute, type Queryable, rawSql, type Sql, select, sql } from "../db/sql";
import { type NameHolder, type NameSpan, nameSpans } from "../domain/key/names";
import type { FactsOwner } from "./facts-lock";

const DateOrNull = z
  .string()
  .nullable()
  .transform((text) => (text === null ? null : new Date(text)));
const Known = z.object({ name: z.string(), id: z.string(), created_at: DateOrNull, gone_at: DateOrNull, listed: z.boolean() });
const Held = z.object({ held: z.string() });

/** Per name, the listed keys that ever had it, and the key that is known by it alone: that one stands in where nobody has it. */
export interface KnownNames {
  holders: Map<string, NameHolder[]>;
  named: Map<string, string>;
}

/**
 * Who may have used these names of keys: the listed keys that ever had one, and the key known by it alone. As JSON text,
 * which stays the same for as long as nothing of that changes.
 */
export function namesHeld(connectionId: Sql, names: readonly string[]): Sql {
  const wanted = sql`ANY (${[...new Set(names)].sort()}::text[])`;
  return sql`(SELECT coalesce(json_agg(held ORDER BY held.name, held.hash, held.id)::text, '[]') FROM (
      SELECT held.name, key.id, key.created_at, key.gone_at, key.hash, true AS listed
      FROM key_names held JOIN keys key ON key.id = held.key_id
      WHERE key.connection_id = ${connectionId} AND key.hash IS NOT NULL AND held.name = ${wanted}
      UNION ALL
      SELECT name, id, NULL, NULL, NULL, false FROM keys
      WHERE connection_id = ${connectionId} AND hash IS NULL AND name = ${wanted}) AS held)`;
}

/** Reads what namesHeld() answered for these names. */
export function readNames(held: string, names: readonly string[]): KnownNames {
  const known: KnownNames = { holders: new Map(names.map((name) => [name, []])), named: new Map() };
  for (const { name, id, created_at, gone_at, listed } of z.array(Known).parse(JSON.parse(held))) {
    if (listed) known.holders.get(name)?.push({ keyId: id, createdAt: created_at, goneAt: gone_at });
    else known.named.set(name, id);
  }
  return known;
}

async function knownNames(client: Queryable, connectionId: string, names: readonly string[]): Promise<KnownNames> {
  if (names.length === 0) return { holders: new Map(), named: new Map() };
  const [found] = await select(sql`SELECT ${namesHeld(sql`${connectionId}::uuid`, names)} AS held`, Held, client);
  return readNames(found?.held ?? "[]", names);
}

/** Per name, the listed keys that ever had it. */
export async function nameHolders(
  client: Queryable,
  connectionId: string,
  names: readonly string[],
): Promise<Map<string, NameHolder[]>> {
  return (await knownNames(client, connectionId, names)).holders;
}

/**
 * The keys known by these names alone (Chatroom, deleted or OAuth-made ones, keys of a log without a directory), made where
 * new. `known`: those that are known to be there.
 */
export async function ensureNamedKeys(
  client: Queryable,
  owner: FactsOwner,
  names: readonly string[],
  known: ReadonlyMap<string, string> = new Map(),
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(names)].filter((name) => !known.has(name)).sort();
  if (wanted.length === 0) return known;
  await execute(
    sql`INSERT INTO keys (organization_id, connection_id, name)
        SELECT ${owner.organizationId}::uuid, ${owner.connectionId}::uuid, name FROM unnest(${wanted}::text[]) AS wanted (name)
        ON CONFLICT (connection_id, name) WHERE hash IS NULL DO NOTHING`,
    client,
  );
  const found = await knownNames(client, owner.connectionId, wanted);
  return new Map([...known, ...found.named]);
}

/**
 * Makes a row for every key hash in `reported` (hash, name, seen_at) that no directory has listed yet, and notes the
 * name it was reported under. An unlisted key may have been used at any time.
 */
export async function ensureHashedKeys(client: Queryable, owner: FactsOwner, reported: Sql): Promise<void> {
  await execute(
    sql`WITH unlisted AS (
          SELECT hash, max(name) AS name, min(seen_at) AS first_seen, max(seen_at) AS last_seen FROM (${reported}) AS reported
          WHERE hash IS NOT NULL AND NOT EXISTS (
            SELECT FROM keys WHERE keys.connection_id = ${owner.connectionId}::uuid AND keys.hash = reported.hash)
          GROUP BY hash),
        made AS (
          INSERT INTO keys (organization_id, connection_id, hash, name)
          SELECT ${owner.organizationId}::uuid, ${owner.connectionId}::uuid, hash, coalesce(name, left(hash, 12)) FROM unlisted
          ON CONFLICT (connection_id, hash) DO NOTHING RETURNING id, hash)
        INSERT INTO key_names (key_id, name, first_seen, last_seen)
        SELECT made.id, unlisted.name, unlisted.first_seen, unlisted.last_seen FROM made JOIN unlisted USING (hash)
        WHERE unlisted.name IS NOT NULL
        ON CONFLICT (key_id, name) DO NOTHING`,
    client,
  );
}

const NameRow = z.object({ name: z.string() });

interface KnownSpan extends NameSpan {
  name: string;
}

function spanTable(spans: readonly KnownSpan[], named: ReadonlyMap<string, string>): Sql {
  const keyOf = ({ holders, name }: KnownSpan) =>
    holders === "none" ? (named.get(name) ?? null) : holders === "several" ? null : holders.keyId;
  return sql`unnest(${spans.map((span) => span.name)}::text[],
      ${spans.map((span) => span.from?.toISOString() ?? "-infinity")}::timestamptz[],
      ${spans.map((span) => span.to?.toISOString() ?? "infinity")}::timestamptz[],
      ${spans.map(keyOf)}::uuid[]) AS span (name, from_at, to_at, key_id)`;
}

/** The names of keys in `reported` (name). */
async function namesIn(client: Queryable, reported: Sql): Promise<string[]> {
  const names = await select(sql`SELECT DISTINCT name FROM (${reported}) AS reported WHERE name IS NOT NULL`, NameRow, client);
  return names.map(({ name }) => name);
}

/** That a report tells a key's name, and when the request was. */
export interface NameUse {
  name: string;
  at: Date;
}

/** Names of keys that reports tell, each with when; or where to read them, with the names where those are known already. */
export type ReportedNames = { uses: readonly NameUse[] } | { from: Sql; names?: readonly string[] };

/**
 * Which key reported names stand for and when, as a table `span (name, from_at, to_at, key_id)` to join: the one listed
 * key that can have had the name then; where there is none, a key known by the name alone; null where several can.
 * `from` selects name and at.
 */
export async function keySpans(client: Queryable, owner: FactsOwner, reported: ReportedNames): Promise<Sql> {
  const told =
    "uses" in reported ? reported.uses.map(({ name }) => name) : (reported.names ?? (await namesIn(client, reported.from)));
  const known = await knownNames(client, owner.connectionId, told);
  const { spans, never, sometimes } = spansOf(known);
  const used = "uses" in reported ? namesUsed(reported.uses, sometimes) : await namesUsedIn(client, reported.from, sometimes);
  return spanTable(spans, await ensureNamedKeys(client, owner, [...never, ...used], known.named));
}

/** The same where every key is there already that a name stands for; null where one has to be made first. */
export function keySpansKnown(known: KnownNames, uses: readonly NameUse[]): Sql | null {
  const { spans, never, sometimes } = spansOf(known);
  const needed = [...never, ...namesUsed(uses, sometimes)];
  return needed.every((name) => known.named.has(name)) ? spanTable(spans, known.named) : null;
}

/** A name that nobody ever held is used whenever it was reported; the others' times have to be looked at. */
function spansOf({ holders }: KnownNames) {
  const spans = [...holders].flatMap(([name, held]) => nameSpans(held).map((span) => ({ name, ...span })));
  const vacant = spans.filter((span) => span.holders === "none");
  const never = vacant.filter(isAlways).map(({ name }) => name);
  return { spans, never, sometimes: vacant.filter((span) => !isAlways(span)) };
}

/** Of these spans' names, those that are used in their time. */
function namesUsed(uses: readonly NameUse[], spans: readonly KnownSpan[]): string[] {
  const isUsed = ({ name, from, to }: KnownSpan) =>
    uses.some((use) => use.name === name && (from === null || use.at >= from) && (to === null || use.at < to));
  return spans.filter(isUsed).map(({ name }) => name);
}

function isAlways({ from, to }: KnownSpan): boolean {
  return from === null && to === null;
}

/** Of these spans' names, those that `reported` uses in their time. */
async function namesUsedIn(client: Queryable, reported: Sql, spans: readonly KnownSpan[]): Promise<string[]> {
  if (spans.length === 0) return [];
  const used = await select(
    sql`SELECT DISTINCT span.name FROM ${spanTable(spans, new Map())}
        WHERE EXISTS (SELECT FROM (${reported}) AS reported
          WHERE reported.name = span.name AND reported.at >= span.from_at AND reported.at < span.to_at)`,
    NameRow,
    client,
  );
  return used.map(({ name }) => name);
}

const DayRow = z.object({ day: z.string() });

/**
 * Finds anew, by name, the keys of the generations in `which` (a condition on `g`) whose key no source told for certain.
 * Returns the days on which one changed. Repeating it changes nothing.
 */
export async function resolveKeyNames(client: Queryable, owner: FactsOwner, which: Sql): Promise<string[]> {
  const among = sql`g.organization_id = ${owner.organizationId}::uuid AND g.connection_id = ${owner.connectionId}::uuid
    AND NOT g.key_is_certain AND ${which}`;
  const from = sql`SELECT g.key_name AS name, g.created_at AS at FROM generations g WHERE ${among}`;
  const spans = await keySpans(client, owner, { from });
  const changed = await select(
    sql`WITH changed AS (
          UPDATE generations g SET key_id = span.key_id FROM ${spans}
          WHERE ${among} AND span.name = g.key_name AND g.created_at >= span.from_at AND g.created_at < span.to_at
            AND g.key_id IS DISTINCT FROM span.key_id
          RETURNING g.day)
        SELECT DISTINCT day FROM changed`,
    DayRow,
    client,
  );
  return changed.map(({ day }) => day);
}

/** A table of our own, as SQL. */
export function tableSql(name: string): Sql {
  if (!/^[a-z_0-9]+$/.test(name)) throw new Error(`not a table of ours: ${name}`);
  return rawSql(name);
}
