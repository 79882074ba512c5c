import { type Sql, sql } from "../../db/sql";
import { type GenerationSource, SOURCE_BITS } from "../../domain/generation/generation";
import { beatenBy, FIELD_PRECEDENCE, type MergedField, SOURCE_CODES } from "../../domain/generation/merge";
import type { FactsOwner } from "../facts-lock";
import { REPORTED_COLUMNS } from "./columns";

/**
 * SQL that merges staged reports of one source (`s`, their keys found by hash as `h`) into generations (`g`), as
 * lib/domain/generation/merge.ts says. The text is made of our own column names; $organization, $connection and tables
 * are woven in at the end.
 */
function weave(text: string, woven: Record<string, string | Sql>): Sql {
  const parts = text.split(/\$([a-z]+)/);
  const strings = parts.filter((_, index) => index % 2 === 0);
  const values = parts.filter((_, index) => index % 2 === 1).map((name) => woven[name]);
  return sql(strings, ...values);
}

/** Which source told the field of the stored row. */
function teller(field: MergedField): string {
  return `((g.told_by >> ${shiftOf(field)}) & 3)`;
}

function shiftOf(field: MergedField): number {
  return 2 * FIELD_PRECEDENCE.findIndex(([name]) => name === field);
}

/** True where the stored field's source gives way to this one, or is this one and `greater` holds. */
function outranks(field: MergedField, source: GenerationSource, greater: string): string {
  const [, precedence] = FIELD_PRECEDENCE.find(([name]) => name === field) ?? [];
  const beaten = precedence ? beatenBy(precedence, source).map((other) => SOURCE_CODES[other]) : [];
  const same = `(${teller(field)} = ${SOURCE_CODES[source]} AND ${greater})`;
  return beaten.length > 0 ? `(${teller(field)} IN (${beaten.join(", ")}) OR ${same})` : same;
}

const COLUMNS = [...REPORTED_COLUMNS].filter(([field]) => field !== "keyHash");

/** For each field of a known generation: when the report's word replaces the stored one. */
function winners(source: GenerationSource): Map<MergedField, string> {
  const wins = new Map<MergedField, string>();
  for (const [field, column] of COLUMNS) {
    const rest = outranks(field, source, `s.${column} > g.${column}`);
    wins.set(field, `(s.${column} IS NOT NULL AND (g.${column} IS NULL OR ${rest}))`);
  }
  // Two connections of one organization that claim the same generation: the older one keeps it.
  const older = `(SELECT (mine.created_at, mine.id) < (theirs.created_at, theirs.id)
    FROM connections mine, connections theirs WHERE mine.id = $connection::uuid AND theirs.id = g.connection_id)`;
  const moves = `(g.connection_id <> $connection::uuid AND ${outranks("connection", source, older)})`;
  wins.set("connection", moves);
  // A key belongs to a connection, so only the connection that has the generation says which key it was.
  const rest = outranks("keyHash", source, "h.hash > (SELECT held.hash FROM keys held WHERE held.id = g.key_id)");
  wins.set(
    "keyHash",
    `(h.id IS NOT NULL AND (${moves} OR (g.connection_id = $connection::uuid AND (NOT g.key_is_certain OR g.key_id IS NULL OR ${rest}))))`,
  );
  return wins;
}

interface Insertion {
  staged: Sql;
  spans: Sql;
  /**
   * `"passed over"` leaves out reports of known generations and further ones of the same; `"none"` is twice as fast and
   * fails with a unique violation if there is one.
   */
  known: "passed over" | "none";
  /** Many are stored in the order of their times: ids begin with it as well, so that indexes grow at one end. */
  many?: boolean;
}

/** Stores the reports of generations not known yet; answers the day of each. */
export function insertionSql(source: GenerationSource, owner: FactsOwner, { staged, spans, known, many }: Insertion): Sql {
  const allTold = FIELD_PRECEDENCE.reduce((bits, _, index) => bits | (BigInt(SOURCE_CODES[source]) << BigInt(2 * index)), 0n);
  const columns = COLUMNS.map(([, column]) => column);
  const text = `INSERT INTO generations (organization_id, connection_id, generation_id, day, key_id, key_is_certain, sources, cost_is_cut,
      told_by, ${columns.join(", ")})
    SELECT $organization::uuid, $connection::uuid, s.generation_id, (s.created_at AT TIME ZONE 'UTC')::date, coalesce(h.id, span.key_id), h.id IS NOT NULL,
      ${SOURCE_BITS[source]}, ${source === "log" ? "s.cost_usd IS NOT NULL" : "false"}, ${allTold},
      ${columns.map((column) => `s.${column}`).join(", ")}
    FROM $staged s
    LEFT JOIN keys h ON h.connection_id = $connection::uuid AND h.hash = s.key_hash
    LEFT JOIN $spans ON s.key_hash IS NULL AND span.name = s.key_name AND s.created_at >= span.from_at AND s.created_at < span.to_at
    ${many ? "ORDER BY s.created_at" : ""}
    ${known === "none" ? "" : "ON CONFLICT (organization_id, generation_id) DO NOTHING"}
    RETURNING day`;
  return weave(text, { organization: owner.organizationId, connection: owner.connectionId, staged, spans });
}

/** The same; answers days and how many each got. */
export function insertSql(source: GenerationSource, owner: FactsOwner, insertion: Insertion): Sql {
  return sql`WITH inserted AS (${insertionSql(source, owner, insertion)}) SELECT day, count(*) AS rows FROM inserted GROUP BY day`;
}

/** Lets known generations learn; answers where changed rows stood and stand, and how many. */
export function updateSql(source: GenerationSource, owner: FactsOwner, staged: Sql): Sql {
  const wins = winners(source);
  const win = (field: MergedField) => wins.get(field) ?? "false";
  const bit = SOURCE_BITS[source];
  const sets = COLUMNS.map(([field, column]) => `${column} = CASE WHEN ${win(field)} THEN s.${column} ELSE g.${column} END`);
  const told = [...wins].map(
    ([field, condition]) =>
      `(CASE WHEN ${condition} THEN (${teller(field)} # ${SOURCE_CODES[source]}) << ${shiftOf(field)} ELSE 0 END)`,
  );
  const text = `WITH changed AS (
    UPDATE generations g SET ${sets.join(", ")},
      day = (CASE WHEN ${win("createdAt")} THEN s.created_at ELSE g.created_at END AT TIME ZONE 'UTC')::date,
      connection_id = CASE WHEN ${win("connection")} THEN $connection::uuid ELSE g.connection_id END,
      key_id = CASE WHEN ${win("keyHash")} THEN h.id WHEN ${win("connection")} THEN NULL ELSE g.key_id END,
      key_is_certain = ${win("keyHash")} OR (g.key_is_certain AND NOT ${win("connection")}),
      cost_is_cut = CASE WHEN ${win("costUsd")} THEN ${source === "log"} ELSE g.cost_is_cut END,
      sources = g.sources | ${bit},
      told_by = g.told_by # (${told.join(" | ")})
    FROM $staged s LEFT JOIN keys h ON h.connection_id = $connection::uuid AND h.hash = s.key_hash, generations old
    WHERE g.organization_id = $organization::uuid AND g.generation_id = s.generation_id
      AND old.organization_id = $organization::uuid AND old.generation_id = s.generation_id
      AND (g.sources & ${bit} = 0 OR ${[...wins.values()].join(" OR ")})
    RETURNING old.connection_id AS old_connection_id, old.day AS old_day, g.connection_id, g.day)
  SELECT old_connection_id, old_day, connection_id, day, count(*) AS rows FROM changed GROUP BY 1, 2, 3, 4`;
  return weave(text, { organization: owner.organizationId, connection: owner.connectionId, staged });
}
