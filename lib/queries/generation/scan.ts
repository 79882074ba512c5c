import { z } from "zod";
import { emptySql, type Queryable, type Sql, select, sql } from "../../db/sql";
import type { Day } from "../../domain/day";
import type { GenerationOrder, GenerationPart, GenerationPosition } from "../../domain/generation/list";
import { type Usd, usdToString } from "../../domain/usd";

/** One day of one connection: there the database has requests in order of time and in order of cost. */
export interface Branch {
  connectionId: string;
  day: Day;
}

export interface ScanQuestion {
  branches: readonly Branch[];
  order: GenerationOrder;
  part: GenerationPart;
  /** A condition on generations as `g`; null: every request is listed. */
  fits: Sql | null;
  /** None that costs less is listed. */
  minimum: Usd | null;
  limit: number;
  /** So many requests are looked at, or somewhat more, however many there are and however few fit. */
  mostScanned?: number;
}

export interface Scanned {
  /** Those that fit, in the order of the list, or backwards before a position; at most `limit`. */
  found: GenerationPosition[];
  /** Everything up to here was looked at: where to go on. Null: there is nothing beyond. */
  reached: GenerationPosition | null;
}

const MOST_SCANNED = 20_000;
/** Of each branch at first and at least: with a filter most of what is seen does not fit. */
const FIRST_LOOK = { all: 2, some: 64 };
const GROWTH = 4;

/** What a list is ordered by, then by id. The indexes have the same columns, and the same condition. */
const KEYS: Record<GenerationOrder, { key: Sql; type: Sql; text: Sql; listed: Sql }> = {
  time: {
    key: sql`g.created_at`,
    type: sql`timestamptz`,
    text: sql`to_char(key AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
    listed: sql`true`,
  },
  cost: { key: sql`g.cost_usd`, type: sql`numeric`, text: sql`trim_scale(key)::text`, listed: sql`g.cost_usd > 0` },
};

const isBackwards = (part: GenerationPart): part is { before: GenerationPosition } => part !== null && "before" in part;

function beyond(order: GenerationOrder, part: GenerationPart): Sql {
  if (!part) return emptySql;
  const { key, type } = KEYS[order];
  const { value, id } = isBackwards(part) ? part.before : part.after;
  const position = sql`(${value}::${type}, ${id}::text)`;
  return isBackwards(part) ? sql`AND (${key}, g.generation_id) > ${position}` : sql`AND (${key}, g.generation_id) < ${position}`;
}

const place = z.object({ value: z.string(), id: z.string() });
const lookRow = z.object({ found: z.array(place), mark: place.nullable(), seen: z.number() });

/**
 * Looks at the next `depth` requests of each branch, and at those equal to the last: in the order of the index alone,
 * since PostgreSQL sorts by an id besides only some dozens at a time. Where a branch may have more, nothing is known
 * beyond the last one seen of it: the first such place, over all branches, is the mark, and what fits is told up to
 * there.
 */
async function look(question: ScanQuestion, depth: number, on: Queryable) {
  const { branches, order, part, fits, minimum, limit } = question;
  const { key, text, listed } = KEYS[order];
  const way = isBackwards(part) ? sql`ASC` : sql`DESC`;
  const upTo = isBackwards(part) ? sql`<=` : sql`>=`;
  const inOrder = sql`key ${way}, generation_id ${way}`;
  // By cost, what is too cheap lies together and is passed over; by time it is looked at like anything else.
  const floor = minimum !== null && order === "cost" ? sql`AND ${key} >= ${usdToString(minimum)}::numeric` : emptySql;
  const enough = minimum !== null ? sql`coalesce(g.cost_usd >= ${usdToString(minimum)}::numeric, false)` : sql`true`;
  const [answer] = await select(
    sql`WITH branch AS (
          SELECT * FROM unnest(${branches.map(({ connectionId }) => connectionId)}::uuid[], ${branches.map(({ day }) => day)}::date[])
            AS branch (connection_id, day)
        ), seen AS MATERIALIZED (
          SELECT next.*, row_number() OVER (PARTITION BY connection_id, day ORDER BY ${inOrder}) AS nth
          FROM branch CROSS JOIN LATERAL (
            SELECT ${key} AS key, g.generation_id, coalesce(${fits ?? sql`true`}, false) AND ${enough} AS fits
            FROM generations g
            WHERE g.connection_id = branch.connection_id AND g.day = branch.day AND ${listed} ${beyond(order, part)} ${floor}
            ORDER BY ${key} ${way} FETCH FIRST (${depth}::int) ROWS WITH TIES) AS next
        ), mark AS (
          SELECT key, generation_id FROM seen WHERE nth = ${depth}::int ORDER BY ${inOrder} LIMIT 1
        ), found AS (
          SELECT key, generation_id FROM seen
          WHERE fits AND (NOT EXISTS (SELECT FROM mark) OR (key, generation_id) ${upTo} (SELECT key, generation_id FROM mark))
          ORDER BY ${inOrder} LIMIT ${limit}::int
        )
        SELECT (SELECT count(*) FROM seen) AS seen,
          (SELECT json_build_object('value', ${text}, 'id', generation_id) FROM mark) AS mark,
          coalesce((SELECT json_agg(json_build_object('value', ${text}, 'id', generation_id) ORDER BY ${inOrder}) FROM found), '[]') AS found`,
    lookRow,
    on,
  );
  if (!answer) throw new Error("a SELECT of scalars has one row");
  return answer;
}

/**
 * In order of time later branches are not looked at before the earlier ones are done with: first those of two days, then
 * of more and more. In order of cost the dearest may be of any day.
 */
function* groups({ branches, order, part }: ScanQuestion): Generator<Branch[]> {
  if (order === "cost") {
    if (branches.length > 0) yield [...branches];
    return;
  }
  const back = isBackwards(part);
  const day = part && (back ? part.before.value : part.after.value).slice(0, 10);
  const left = branches.filter((branch) => !day || (back ? branch.day >= day : branch.day <= day));
  const byDay = [...Map.groupBy(left, (branch) => branch.day)].sort(([a], [b]) => (a < b === back ? -1 : 1));
  for (let size = 2; byDay.length > 0; size *= GROWTH) yield byDay.splice(0, size).flatMap(([, same]) => same);
}

/** Lists requests in order, a page's worth, for a cost that does not grow with their number. */
export async function scan(question: ScanQuestion, on: Queryable): Promise<Scanned> {
  const { limit, fits, order, minimum } = question;
  const all = fits === null && minimum === null;
  const found: GenerationPosition[] = [];
  let budget = question.mostScanned ?? MOST_SCANNED;
  let part = question.part;
  for (const branches of groups(question)) {
    // By cost, a list without a filter takes its share of each branch, or a few times that; by time, all of the first one's.
    const fair = order === "time" ? limit : Math.min(limit, Math.ceil((3 * limit) / branches.length));
    let depth = all ? Math.max(FIRST_LOOK.all, fair) : FIRST_LOOK.some;
    for (;;) {
      const share = Math.max(8, Math.floor(budget / branches.length));
      const answer = await look({ ...question, branches, part, limit: limit - found.length }, Math.min(depth, share), on);
      found.push(...answer.found);
      budget -= answer.seen;
      if (found.length >= limit) return { found, reached: found.at(-1) ?? null };
      if (!answer.mark) break;
      if (budget <= 0) return { found, reached: answer.mark };
      part = isBackwards(question.part) ? { before: answer.mark } : { after: answer.mark };
      depth *= GROWTH;
    }
  }
  return { found, reached: null };
}
