import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import { type Day, dayOf } from "../../domain/day";
import type { Finality } from "../../domain/finality";
import type { GenerationList } from "../../domain/generation/list";
import type { Period } from "../../domain/period";
import type { AuthorizedScope } from "../../domain/scope";
import type { BooksOfPeriod, Filters } from "../../domain/spend/question";
import type { Usd } from "../../domain/usd";
import { usdColumn } from "../../facts/figure-columns";
import { type Books, booksOf } from "../reconciliation/books";
import { type Freshness, freshness } from "../reconciliation/freshness";
import { askBooks } from "../remembered";
import { sharedSnapshot } from "../snapshot";
import { dayColumn, finalityColumn } from "../spend/figures-sql";
import { type Labels, labelsOf } from "../spend/labels";
import { spendFrom } from "../spend/spend-sql";
import { type GenerationPage, generationPages, type ListedGeneration } from "./pages";
import { whereOf } from "./where";

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

type Asked = { period: Pick<Period, "from" | "to">; filters: Filters };

async function coveredBy(
  scope: AuthorizedScope,
  { period, filters }: Asked,
  now: Date,
  on: Queryable,
): Promise<{ books: Books; covered: CoveredSpend }> {
  const books = await booksOf(scope, [period], filters, dayOf(now), on);
  const [row] = await askBooks(
    books,
    sql`SELECT coalesce(sum(s.cost_usd), 0)::text AS billed_usd, coalesce(sum(s.requests), 0)::bigint AS requests,
          coalesce(sum(s.cost_usd) FILTER (WHERE s.evidence IN ('generation', 'log')), 0)::text AS requests_usd,
          coalesce(sum(s.cost_usd) FILTER (WHERE s.evidence = 'remainder'), 0)::text AS remainder_usd,
          coalesce(sum(s.cost_usd) FILTER (WHERE s.evidence = 'difference'), 0)::text AS difference_usd,
          min(${books.rank}) AS rank
        ${spendFrom(scope, [period], [], filters)}`,
    coveredRow,
    on,
  );
  if (!row) throw new Error("a sum without GROUP BY has one row");
  const covered = {
    billedUsd: row.billed_usd,
    requestsUsd: row.requests_usd,
    remainderUsd: row.remainder_usd,
    differenceUsd: row.difference_usd,
    requests: row.requests,
    finality: row.rank,
  };
  return { books, covered };
}

/** Requests that the page lists at once, and at its top. */
const LISTED = 30;
const DEAREST = 10;
const NOTHING: GenerationPage = { listed: [], before: null, after: null };

async function listedIn(
  scope: AuthorizedScope,
  { period, filters }: Asked,
  list: GenerationList,
  on: Queryable,
): Promise<{ page: GenerationPage; dearest: ListedGeneration[] }> {
  const where = await whereOf(scope, period, filters, list.only, on);
  const top = { order: "cost", part: null, only: list.only } as const;
  const isTop = list.order === "cost" && list.part === null;
  const lists = [{ list, limit: LISTED }, ...(isTop ? [] : [{ list: top, limit: DEAREST }])];
  const [page = NOTHING, atTop = page] = await generationPages(scope, where, lists, on);
  return { page, dearest: atTop.listed.slice(0, DEAREST) };
}

/** The page Generations: a page's worth of single requests, the most expensive of all, and what the books have beside them. */
export async function generationList(
  scope: AuthorizedScope,
  view: Asked,
  list: GenerationList,
  now: Date,
): Promise<GenerationListAnswer> {
  const { period } = view;
  return sharedSnapshot(async (on) => {
    const [{ books, covered }, { page, dearest }, dropped, fresh] = await Promise.all([
      coveredBy(scope, view, now, on),
      listedIn(scope, view, list, on),
      droppedDays(scope, period, on),
      freshness(scope, on),
    ]);
    const labels = await labelsOfListed(scope, [...page.listed, ...dearest], on);
    return { ...page, dearest, covered, droppedDays: dropped, books: books.of(period), freshness: fresh, labels };
  });
}

/** Requests of a period in order, a page at a time, for the API and for files. Labels come with them. */
export async function generationsOf(
  scope: AuthorizedScope,
  { period, filters }: Asked,
  list: GenerationList,
  limit: number,
): Promise<GenerationPage & { labels: Labels }> {
  return sharedSnapshot(async (on) => {
    const where = await whereOf(scope, period, filters, list.only, on);
    const [page = NOTHING] = await generationPages(scope, where, [{ list, limit }], on);
    return { ...page, labels: await labelsOfListed(scope, page.listed, on) };
  });
}
