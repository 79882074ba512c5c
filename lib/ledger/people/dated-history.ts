import { z } from "zod";
import { execute, type Queryable, rawSql, select, sql } from "../../db/sql";
import { assignBetween, assignFrom, type Dated } from "../../domain/dated";
import type { Day } from "../../domain/day";
import { WaybillError } from "../../domain/error";

/** Whose history a table keeps, and of what. */
const COLUMNS = {
  key_ownerships: { subject: "key_id", value: "developer_id", values: "developers" },
  team_cost_centers: { subject: "team_id", value: "cost_center_id", values: "cost_centers" },
  team_memberships: { subject: "developer_id", value: "team_id", values: "teams" },
} as const;

const day = z.string().transform((text) => text as Day);

/** What is said to hold. Without an end: up to the next change that is known. */
export interface DatedChange {
  fromDay: Day;
  /** The first day on which it holds no longer. */
  toDay?: Day | null;
  /** Null: from then on nothing holds. */
  valueId: string | null;
}

/** Refuses an end before the start, and an end without anything that holds until then. */
function checkChange({ fromDay, toDay, valueId }: DatedChange): void {
  if (!toDay) return;
  if (valueId === null) {
    throw new WaybillError("invalid_input", "An end was told for nobody: an end is of what holds until then.", {
      todo: "Leave the end open, or choose who or what holds until then.",
    });
  }
  if (toDay <= fromDay) {
    throw new WaybillError("invalid_input", `It would end on ${toDay}, before it begins on ${fromDay}.`, {
      todo: "Choose an end after the first day, or leave it open.",
    });
  }
}

async function refuseOverlap(client: Queryable, table: keyof typeof COLUMNS, said: DatedChange, overlap: Dated<string>) {
  const [named] = await select(
    sql`SELECT name FROM ${rawSql(COLUMNS[table].values)} WHERE id = ${overlap.value}::uuid`,
    z.object({ name: z.string() }),
    client,
  );
  const until = overlap.toDay === null ? "on" : `until ${overlap.toDay}`;
  throw new WaybillError(
    "conflict",
    `${said.fromDay} until ${said.toDay} overlaps what is said already: ${named?.name ?? "something else"} from ${overlap.fromDay} ${until}.`,
    { todo: "Choose days that are free, or leave the end open to change it from the first day on." },
  );
}

/**
 * Says what holds for the subject from a day on. The caller has locked the subject's row. Throws WaybillError `conflict`
 * where an end is told and the days up to it are taken by another.
 */
export async function changeHistory(
  client: Queryable,
  table: keyof typeof COLUMNS,
  subjectId: string,
  said: DatedChange,
): Promise<void> {
  checkChange(said);
  const [name, subject, value] = [table, COLUMNS[table].subject, COLUMNS[table].value].map((word) => rawSql(word));
  const history = await select(
    sql`SELECT ${value} AS value, from_day AS "fromDay", to_day AS "toDay" FROM ${name} WHERE ${subject} = ${subjectId}::uuid ORDER BY from_day`,
    z.object({ value: z.string(), fromDay: day, toDay: day.nullable() }),
    client,
  );
  const { fromDay, toDay, valueId } = said;
  const answer =
    toDay && valueId !== null
      ? assignBetween(history, { value: valueId, fromDay, toDay })
      : { spans: assignFrom(history, fromDay, valueId) };
  if ("overlap" in answer) return refuseOverlap(client, table, said, answer.overlap);
  const { spans } = answer;
  await execute(sql`DELETE FROM ${name} WHERE ${subject} = ${subjectId}::uuid`, client);
  await execute(
    sql`INSERT INTO ${name} (${subject}, ${value}, from_day, to_day)
        SELECT ${subjectId}::uuid, value, from_day, to_day
        FROM unnest(${spans.map((span) => span.value)}::uuid[], ${spans.map((span) => span.fromDay)}::date[],
                    ${spans.map((span) => span.toDay)}::date[]) AS span (value, from_day, to_day)`,
    client,
  );
}
