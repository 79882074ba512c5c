import { type Queryable, select, sql } from "../../db/sql";
import type { RuleBook } from "../../domain/attribution/rules";
import type { GenerationList, GenerationPosition } from "../../domain/generation/list";
import type { AuthorizedScope } from "../../domain/scope";
import { chargesOf, type RequestCharge } from "./charges";
import { GENERATION_COLUMNS, type GenerationRow, generationRow } from "./row";
import { scan } from "./scan";
import type { GenerationWhere } from "./where";

/** One request of a list, with whom the books charge it to. */
export interface ListedGeneration {
  row: GenerationRow;
  charge: RequestCharge;
}

export interface GenerationPage {
  listed: ListedGeneration[];
  /** Where the pages before and after this one begin; null: there is none. */
  before: GenerationPosition | null;
  after: GenerationPosition | null;
}

/** Where the charge decides, it must be looked up for each: so many at a time, and no more of them for one page. */
const CANDIDATES = 200;
const MOST_CANDIDATES = 2_000;

async function rowsOf(scope: AuthorizedScope, ids: readonly string[], on: Queryable): Promise<GenerationRow[]> {
  const rows = await select(
    sql`SELECT ${GENERATION_COLUMNS} FROM generations g
        WHERE g.organization_id = ${scope.organizationId}::uuid AND g.generation_id = ANY(${[...ids]}::text[])`,
    generationRow,
    on,
  );
  const known = new Map(rows.map((row) => [row.generation_id, row]));
  return ids.flatMap((id) => known.get(id) ?? []);
}

async function charged(
  scope: AuthorizedScope,
  ids: readonly string[],
  rules: RuleBook,
  on: Queryable,
): Promise<ListedGeneration[]> {
  const rows = await rowsOf(scope, ids, on);
  const charges = await chargesOf(scope, rows, on, rules);
  return rows.flatMap((row) => {
    const charge = charges.get(row.generation_id);
    return charge ? [{ row, charge }] : [];
  });
}

/** Requests that were read already, by their ids: a page and what stands at its top share many. */
type Known = Map<string, ListedGeneration>;

interface Turned {
  positions: GenerationPosition[];
  /** Where to go on in the same direction; null: there is nothing beyond. */
  next: GenerationPosition | null;
}

async function learn(
  scope: AuthorizedScope,
  ids: readonly string[],
  rules: RuleBook,
  known: Known,
  on: Queryable,
): Promise<void> {
  const unread = [...new Set(ids)].filter((id) => !known.has(id));
  for (const one of await charged(scope, unread, rules, on)) known.set(one.row.generation_id, one);
}

/** The next places of the list from its position on, at most `limit`. */
async function turn(
  scope: AuthorizedScope,
  { branches, fits, isCharged, rules }: GenerationWhere,
  list: GenerationList,
  limit: number,
  known: Known,
  on: Queryable,
): Promise<Turned> {
  const { order, only } = list;
  const positions: GenerationPosition[] = [];
  const back = list.part !== null && "before" in list.part;
  let part = list.part;
  for (let candidates = 0; ; ) {
    const wanted = isCharged ? CANDIDATES : limit + 1;
    const { found, reached } = await scan({ branches, order, part, fits, minimum: only.minimum, limit: wanted }, on);
    if (isCharged) {
      const ids = found.map(({ id }) => id);
      await learn(scope, ids, rules, known, on);
    }
    positions.push(
      ...found.filter(({ id }) => {
        const charge = known.get(id)?.charge;
        return !isCharged || (charge && isCharged(charge));
      }),
    );
    candidates += found.length;
    if (positions.length > limit) {
      const shown = positions.slice(0, limit);
      return { positions: shown, next: shown.at(-1) ?? null };
    }
    if (reached === null || found.length < wanted || candidates >= MOST_CANDIDATES) return { positions, next: reached };
    part = back ? { before: reached } : { after: reached };
  }
}

function pageOf({ part }: GenerationList, { positions, next }: Turned, known: Known): GenerationPage {
  const listed = positions.flatMap(({ id }) => known.get(id) ?? []);
  const first = positions[0] ?? null;
  if (part === null) return { listed, before: null, after: next };
  if ("after" in part) return { listed, before: first ?? part.after, after: next };
  return { listed: listed.reverse(), before: next, after: first ?? part.before };
}

/** The page of each list that its part names; what they share is read once. */
export async function generationPages(
  scope: AuthorizedScope,
  where: GenerationWhere,
  lists: readonly { list: GenerationList; limit: number }[],
  on: Queryable,
): Promise<GenerationPage[]> {
  const known: Known = new Map();
  const turned = await Promise.all(
    lists.map(async ({ list, limit }) => ({ list, pages: await turn(scope, where, list, limit, known, on) })),
  );
  const ids = turned.flatMap(({ pages }) => pages.positions.map(({ id }) => id));
  await learn(scope, ids, where.rules, known, on);
  return turned.map(({ list, pages }) => pageOf(list, pages, known));
}
