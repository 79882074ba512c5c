import { z } from "zod";
import { type Queryable, type Sql, select, sql } from "../../db/sql";
import type { GenerationReport, GenerationSource } from "../../domain/generation/generation";
import type { FactsOwner } from "../facts-lock";
import { keySpansKnown, namesHeld, readNames } from "../keys";
import { announcing, marking } from "../rebuild/dirty-days";
import { FEW } from "./generations";
import { insertionSql } from "./merge-sql";
import { stagedRows, usesOf } from "./staging";

/** Reports, most likely of generations that nobody has told of yet, with what was looked up for them before. */
export interface NewGenerations {
  owner: FactsOwner;
  source: GenerationSource;
  reports: readonly GenerationReport[];
  names: readonly string[];
  held: string;
  spans: Sql;
}

/**
 * Whether reports can be stored by storeNew(): some of one source, whose keys are known. `held` is what namesHeld()
 * answered for `names`, among which are all names of keys that the reports tell.
 */
export function asNew(
  owner: FactsOwner,
  reports: readonly GenerationReport[],
  { names, held }: { names: readonly string[]; held: string },
): NewGenerations | null {
  const [first] = reports;
  if (!first || reports.length >= FEW) return null;
  const { source } = first;
  if (reports.some((report) => report.source !== source || report.keyHash !== null)) return null;
  const spans = keySpansKnown(readNames(held, names), usesOf(reports));
  return spans && { owner, source, reports, names, held, spans };
}

const Outcome = z.object({ isCurrent: z.boolean(), inserted: z.number() });

/**
 * Stores those that are new indeed, marks their days and does something more (`also`, whose text is always the same under
 * one `name`), all by one statement, for a transaction that holds the facts' lock. Answers how many were new; the others
 * are left for mergeGenerations(). Where `isCurrent` is false, what was looked up is no longer so, and nothing was done.
 */
export async function storeNew(
  client: Queryable,
  { owner, source, reports, names, held, spans }: NewGenerations,
  { now, also, name }: { now: Date; also: (inserted: Sql, when: Sql) => Sql; name: string },
): Promise<z.infer<typeof Outcome>> {
  const when = sql`(SELECT is_current FROM looked_up)`;
  const inserted = sql`(SELECT coalesce(sum(rows), 0)::bigint FROM counted)`;
  const staged = sql`(SELECT * FROM ${stagedRows(reports)} WHERE ${when})`;
  const [outcome] = await select(
    sql`WITH looked_up AS MATERIALIZED (SELECT ${namesHeld(sql`${owner.connectionId}::uuid`, names)} = ${held}::text AS is_current),
          inserted AS (${insertionSql(source, owner, { staged, spans, known: "passed over" })}),
          counted AS (SELECT day, count(*) AS rows FROM inserted GROUP BY day),
          marked AS (${marking(owner.connectionId, sql`counted`, now)}),
          also AS (${also(inserted, when)})
        SELECT is_current AS "isCurrent", ${inserted} AS inserted, CASE WHEN EXISTS (SELECT FROM counted) THEN ${announcing()} END
        FROM looked_up`,
    Outcome,
    client,
    `${name}, new ${source}`,
  );
  return outcome ?? { isCurrent: false, inserted: 0 };
}
