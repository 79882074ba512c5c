import { z } from "zod";
import { type Queryable, select, sql } from "../db/sql";
import type { RuleBook } from "../domain/attribution-rules";
import { type Day, dayOf } from "../domain/day";
import type { Finality } from "../domain/finality";
import type { GenerationList, GenerationPosition } from "../domain/generation-list";
import type { Period } from "../domain/period";
import type { AuthorizedScope } from "../domain/scope";
import type { BooksOfPeriod, Filters } from "../domain/spend-question";
import type { Usd } from "../domain/usd";
import { booksOf } from "./books";
import { dayColumn, finalityColumn, usdColumn } from "./figures-sql";
import { type Freshness, freshness } from "./freshness";
import { chargesOf, type RequestCharge } from "./generation-charges";
import { GENERATION_COLUMNS, type GenerationRow, generationRow } from "./generation-row";
import { scan } from "./generation-scan";
import { type GenerationWhere, whereOf } from "./generation-where";
import { type Labels, labelsOf } from "./labels";
import { snapshot } from "./snapshot";
import { spendFrom } from "./spend-sql";

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

/** What the books have for the period and its filters, by whether single requests tell of it. */
export interface CoveredSpend {
  billedUsd: Usd;
  /** Billed, and told of by single requests. */
  requestsUsd: Usd;
  /** Billed, without a request to show for it. */
  remainderUsd: Usd;
  differenceUsd: Usd;
  requests: number;
  finality: Finality | null;
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

interface Turned {
  listed: (ListedGeneration & { position: GenerationPosition })[];
  /** Where to go on in the same direction; null: there is nothing beyond. */
  next: GenerationPosition | null;
}

/** The next requests of the list from its position on, at most `limit`. */
async function turn(
  scope: AuthorizedScope,
  { branches, fits, isCharged, rules }: GenerationWhere,
  list: GenerationList,
  limit: number,
  on: Queryable,
): Promise<Turned> {
  const { order, only } = list;
  const listed: Turned["listed"] = [];
  const back = list.part !== null && "before" in list.part;
  let part = list.part;
  for (let candidates = 0; candidates < MOST_CANDIDATES; ) {
    const wanted = isCharged ? CANDIDATES : limit + 1 - listed.length;
    const { found, reached } = await scan({ branches, order, part, fits, minimum: only.minimum, limit: wanted }, on);
    const positions = new Map(found.map((position) => [position.id, position]));
    const rows = await charged(
      scope,
      found.map(({ id }) => id),
      rules,
      on,
    );
    for (const one of rows) {
      const position = positions.get(one.row.generation_id);
      if (position && (!isCharged || isCharged(one.charge))) listed.push({ ...one, position });
    }
    candidates += found.length;
    if (listed.length > limit) {
      const shown = listed.slice(0, limit);
      return { listed: shown, next: shown.at(-1)?.position ?? null };
    }
    if (reached === null || found.length < wanted) return { listed, next: reached };
    part = back ? { before: reached } : { after: reached };
    if (candidates >= MOST_CANDIDATES) return { listed, next: reached };
  }
  return { listed, next: null };
}

/** The page of the list that its part names. */
export async function generationPage(
  scope: AuthorizedScope,
  where: GenerationWhere,
  list: GenerationList,
  limit: number,
  on: Queryable,
): Promise<GenerationPage> {
  const { listed, next } = await turn(scope, where, list, limit, on);
  const rows = listed.map(({ row, charge }) => ({ row, charge }));
  const first = listed[0]?.position ?? null;
  if (list.part === null) return { listed: rows, before: null, after: next };
  if ("after" in list.part) return { listed: rows, before: first ?? list.part.after, after: next };
  return { listed: rows.reverse(), before: next, after: first ?? list.part.before };
}

const coveredRow = z.object({
  billed_usd: usdColumn,
  requests_usd: usdColumn,
  remainder_usd: usdColumn,
  difference_usd: usdColumn,
  requests: z.number(),
  rank: finalityColumn,
});

/** Labels of everything that rows of a list name. */
export function labelsOfListed(scope: AuthorizedScope, listed: readonly ListedGeneration[], on: Queryable): Promise<Labels> {
  return labelsOf(
    scope,
    listed.flatMap(({ row, charge }) => [
      { dimension: "key" as const, id: row.key_id },
      { dimension: "model" as const, id: row.model },
      ...charge.parts.map(({ developerId }) => ({ dimension: "developer" as const, id: developerId })),
      { dimension: "connection" as const, id: row.connection_id },
    ]),
    on,
  );
}

export interface GenerationListAnswer extends GenerationPage {
  /** The most expensive of the whole list, whatever page is shown. */
  dearest: ListedGeneration[];
  covered: CoveredSpend;
  /** Days of the period whose single requests were dropped: they are in the books still. */
  droppedDays: Day[];
  books: BooksOfPeriod;
  freshness: Freshness;
  labels: Labels;
}

const droppedRow = z.object({ day: dayColumn });

async function droppedDays(scope: AuthorizedScope, { from, to }: Pick<Period, "from" | "to">, on: Queryable): Promise<Day[]> {
  const rows = await select(
    sql`SELECT DISTINCT day FROM day_books WHERE organization_id = ${scope.organizationId}::uuid AND evidence_dropped_at IS NOT NULL
          AND day BETWEEN ${from}::date AND ${to}::date ORDER BY day`,
    droppedRow,
    on,
  );
  return rows.map(({ day }) => day);
}

/** Requests that the page lists at once, and at its top. */
const LISTED = 50;
const DEAREST = 10;

/** The page Generations: a page's worth of single requests, the most expensive of all, and what the books have beside them. */
export async function generationList(
  scope: AuthorizedScope,
  view: { period: Pick<Period, "from" | "to">; filters: Filters },
  list: GenerationList,
  now: Date,
): Promise<GenerationListAnswer> {
  const { period, filters } = view;
  return snapshot(async (client) => {
    const books = await booksOf(scope, [period], filters, dayOf(now), client);
    const [row] = await select(
      sql`SELECT coalesce(sum(s.cost_usd), 0)::text AS billed_usd, coalesce(sum(s.requests), 0)::bigint AS requests,
            coalesce(sum(s.cost_usd) FILTER (WHERE s.evidence IN ('generation', 'log')), 0)::text AS requests_usd,
            coalesce(sum(s.cost_usd) FILTER (WHERE s.evidence = 'remainder'), 0)::text AS remainder_usd,
            coalesce(sum(s.cost_usd) FILTER (WHERE s.evidence = 'difference'), 0)::text AS difference_usd,
            min(${books.rank}) AS rank
          ${spendFrom(scope, [period], [], filters)}`,
      coveredRow,
      client,
    );
    if (!row) throw new Error("a sum without GROUP BY has one row");
    const where = await whereOf(scope, period, filters, list.only, client);
    const page = await generationPage(scope, where, list, LISTED, client);
    const top = { order: "cost", part: null, only: list.only } as const;
    const isTop = list.order === "cost" && list.part === null;
    const dearest = (isTop ? page : await generationPage(scope, where, top, DEAREST, client)).listed.slice(0, DEAREST);
    return {
      ...page,
      dearest,
      covered: {
        billedUsd: row.billed_usd,
        requestsUsd: row.requests_usd,
        remainderUsd: row.remainder_usd,
        differenceUsd: row.difference_usd,
        requests: row.requests,
        finality: row.rank,
      },
      droppedDays: await droppedDays(scope, period, client),
      books: books.of(period),
      freshness: await freshness(scope, client),
      labels: await labelsOfListed(scope, [...page.listed, ...dearest], client),
    };
  });
}

/** Requests of a period in order, a page at a time, for the API and for files. Labels come with them. */
export async function generationsOf(
  scope: AuthorizedScope,
  { period, filters }: { period: Pick<Period, "from" | "to">; filters: Filters },
  list: GenerationList,
  limit: number,
): Promise<GenerationPage & { labels: Labels }> {
  return snapshot(async (client) => {
    const where = await whereOf(scope, period, filters, list.only, client);
    const page = await generationPage(scope, where, list, limit, client);
    return { ...page, labels: await labelsOfListed(scope, page.listed, client) };
  });
}
