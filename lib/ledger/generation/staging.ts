import { type Sql, sql } from "../../db/sql";
import type { GenerationReport, GenerationSource } from "../../domain/generation/generation";
import type { NameUse } from "../keys";
import { stagedObject } from "./columns";

/** Reports of one source, all of one connection, that wait to be merged. */
export interface StagedReports {
  source: GenerationSource;
  /** A table shaped like staged_generations, or what stands for one and needs an alias. */
  table: Sql;
  /** The names of keys in them, where they are known already. */
  names?: readonly string[];
  /** Every use of a name, where that is at hand. */
  uses?: readonly NameUse[];
  rows: number;
  /** So many that they stand in a table. */
  many?: boolean;
  /** False where it is known already that no key's hash is told. */
  hashes?: boolean;
}

/** JSON that PostgreSQL reads: it has no word for half a character. */
function json(rows: readonly object[]): string {
  const text = JSON.stringify(rows);
  if (!/\\ud[89a-f]/.test(text)) return text;
  return JSON.stringify(rows, (_, value) => (typeof value === "string" ? value.toWellFormed() : value));
}

/** Every use of a key's name in reports that tell no hash. */
export function usesOf(reports: readonly GenerationReport[]): NameUse[] {
  return reports.flatMap(({ keyHash, keyName, createdAt }) =>
    keyHash === null && keyName !== null ? { name: keyName, at: createdAt } : [],
  );
}

/** Reports as rows of staged_generations, which go along with a statement. */
export function stagedRows(reports: readonly GenerationReport[]): Sql {
  return sql`json_populate_recordset(NULL::staged_generations, ${json(reports.map((report, index) => stagedObject(index + 1, report)))}::json)`;
}

/** Some reports that go along with each statement: for few, that costs less than a table made for them. */
export function stagedFew(source: GenerationSource, reports: readonly GenerationReport[]): StagedReports {
  return {
    source,
    table: sql`(SELECT * FROM ${stagedRows(reports)})`,
    uses: usesOf(reports),
    rows: reports.length,
    hashes: reports.some(({ keyHash }) => keyHash !== null),
  };
}
