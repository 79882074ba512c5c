import { z } from "zod";
import { execute, type Queryable, rawSql, select, sql } from "../db/sql";
import { assignFrom } from "../domain/dated";
import type { Day } from "../domain/day";

/** Whose history a table keeps, and of what. */
const COLUMNS = {
  key_ownerships: { subject: "key_id", value: "developer_id" },
  team_memberships: { subject: "developer_id", value: "team_id" },
} as const;

const day = z.string().transform((text) => text as Day);

/** Says what holds for the subject from a day on (null: nothing). The caller has locked the subject's row. */
export async function replaceHistory(
  client: Queryable,
  table: keyof typeof COLUMNS,
  subjectId: string,
  fromDay: Day,
  valueId: string | null,
): Promise<void> {
  const [name, subject, value] = [table, COLUMNS[table].subject, COLUMNS[table].value].map((word) => rawSql(word));
  const history = await select(
    sql`SELECT ${value} AS value, from_day AS "fromDay", to_day AS "toDay" FROM ${name} WHERE ${subject} = ${subjectId}::uuid ORDER BY from_day`,
    z.object({ value: z.string(), fromDay: day, toDay: day.nullable() }),
    client,
  );
  const spans = assignFrom(history, fromDay, valueId);
  await execute(sql`DELETE FROM ${name} WHERE ${subject} = ${subjectId}::uuid`, client);
  await execute(
    sql`INSERT INTO ${name} (${subject}, ${value}, from_day, to_day)
        SELECT ${subjectId}::uuid, value, from_day, to_day
        FROM unnest(${spans.map((span) => span.value)}::uuid[], ${spans.map((span) => span.fromDay)}::date[],
                    ${spans.map((span) => span.toDay)}::date[]) AS span (value, from_day, to_day)`,
    client,
  );
}
