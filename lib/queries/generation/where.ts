import { z } from "zod";
import { emptySql, joinSql, type Queryable, type Sql, select, sql } from "../../db/sql";
import type { ChargePart } from "../../domain/attribution/charge-parts";
import type { RuleThing } from "../../domain/attribution/rule";
import { NO_RULES, type RuleBook } from "../../domain/attribution/rules";
import { SOURCE_BITS } from "../../domain/generation/generation";
import type { GenerationFilters } from "../../domain/generation/list";
import type { Period } from "../../domain/period";
import type { AuthorizedScope } from "../../domain/scope";
import { FILTER_DIMENSIONS, type FilterDimension, type Filters, readFilterWord } from "../../domain/spend/question";
import { readRuleBook } from "../../facts/attribution-rules";
import { dayColumn } from "../spend/figures-sql";
import { spendFrom, tierOfModel, valueList } from "../spend/spend-sql";
import type { RequestCharge } from "./charges";
import { developersOf, mayBeOf } from "./people";
import type { Branch } from "./scan";

/** What a request says itself. */
const OWN_COLUMNS: Partial<Record<FilterDimension, Sql>> = {
  key: sql`g.key_id`,
  model: sql`g.model`,
  tier: tierOfModel(sql`g.organization_id`, sql`g.model`),
  environment: sql`(SELECT k.environment FROM keys k WHERE k.id = g.key_id)`,
  provider: sql`g.provider`,
  app: sql`g.app`,
  connection: sql`g.connection_id`,
  workspace: sql`(SELECT k.workspace_id FROM keys k WHERE k.id = g.key_id)`,
};

/** What the books reckon of it. */
const CHARGED: Partial<Record<FilterDimension, (part: ChargePart) => string | null>> = {
  developer: ({ developerId }) => developerId,
  team: ({ teamId }) => teamId,
  cost_center: ({ costCenterId }) => costCenterId,
  feature: ({ feature }) => feature,
};

function asked(dimension: FilterDimension, words: readonly string[]) {
  const values = words.map((word) => readFilterWord(dimension, word));
  return { ids: values.flatMap(({ id }) => id ?? []), none: values.some(({ kind }) => kind === "none") };
}

function isAsked(filters: Filters, dimension: FilterDimension): boolean {
  return (filters[dimension]?.length ?? 0) > 0;
}

/** Kinds of evidence that have no single request behind them. */
function asksForRequests(filters: Filters): boolean {
  const kinds = filters.evidence ?? [];
  return kinds.length === 0 || kinds.includes("generation") || kinds.includes("log");
}

function conditionsOf(filters: Filters, only: GenerationFilters): Sql[] {
  const { user, session, finish, source } = only;
  const conditions = FILTER_DIMENSIONS.flatMap((dimension) => {
    const column = OWN_COLUMNS[dimension];
    if (!column || !isAsked(filters, dimension)) return [];
    const { ids, none } = asked(dimension, filters[dimension] ?? []);
    return [sql`(${column} = ANY(${valueList(dimension, ids)}) ${none ? sql`OR ${column} IS NULL` : emptySql})`];
  });
  if (user !== null) conditions.push(sql`g.external_user = ${user}`);
  if (session !== null) conditions.push(sql`g.session_id = ${session}`);
  if (finish !== null) conditions.push(sql`g.finish_reason = ${finish}`);
  if (source !== null) conditions.push(sql`g.sources & ${SOURCE_BITS[source]} <> 0`);
  return conditions;
}

const keyRow = z.object({ key_id: z.string().nullable() });
const branchRow = z.object({ connection_id: z.string(), day: dayColumn });

/** Which requests a list is of, as far as the database can tell, and what is left to tell of each from its charge. */
export interface GenerationWhere {
  branches: Branch[];
  fits: Sql | null;
  /** Null: whatever it is charged to, it is listed. */
  isCharged: ((charge: RequestCharge) => boolean) | null;
  /** In force for that. */
  rules: RuleBook;
}

function seesPart({ visibility }: AuthorizedScope): (part: ChargePart) => boolean {
  if (visibility.kind === "teams") return ({ teamId }) => teamId !== null && visibility.teamIds.includes(teamId);
  if (visibility.kind === "developers") {
    return ({ developerId }) => developerId !== null && visibility.developerIds.includes(developerId);
  }
  return () => true;
}

/** Whether the asker sees what is charged so, or a part of it: one's own, one's teams', or all. */
export function seesOf(scope: AuthorizedScope): (charge: RequestCharge) => boolean {
  const sees = seesPart(scope);
  return ({ parts }) => parts.some(sees);
}

function chargeTest(scope: AuthorizedScope, filters: Filters): GenerationWhere["isCharged"] {
  const tests = FILTER_DIMENSIONS.flatMap((dimension) => {
    const read = CHARGED[dimension];
    if (!read || !isAsked(filters, dimension)) return [];
    const { ids, none } = asked(dimension, filters[dimension] ?? []);
    return [
      (part: ChargePart) => {
        const id = read(part);
        return id === null ? none : ids.includes(id);
      },
    ];
  });
  if (scope.visibility.kind !== "all") tests.push(seesPart(scope));
  return tests.length === 0 ? null : ({ parts }) => parts.some((part) => tests.every((test) => test(part)));
}

/**
 * What requests look like that meet the charge test, where no rule may have charged others so; few of the rest are looked
 * at then.
 */
async function chargedTo(
  scope: AuthorizedScope,
  period: Pick<Period, "from" | "to">,
  filters: Filters,
  rules: RuleBook,
  on: Queryable,
): Promise<Sql[]> {
  const { visibility } = scope;
  const ruled = (thing: RuleThing) => rules.rules.some(({ verdicts }) => verdicts[thing] !== null);
  const groups: { dimension: FilterDimension; ids: readonly string[] }[] = FILTER_DIMENSIONS.flatMap((dimension) => {
    const { ids, none } = asked(dimension, filters[dimension] ?? []);
    return none || ids.length === 0 ? [] : [{ dimension, ids }];
  });
  if (visibility.kind === "teams") groups.push({ dimension: "team", ids: visibility.teamIds });
  if (visibility.kind === "developers") groups.push({ dimension: "developer", ids: visibility.developerIds });
  const conditions: Sql[] = [];
  for (const { dimension, ids } of groups) {
    if (dimension === "feature" && !ruled("feature")) conditions.push(sql`g.feature = ANY(${[...ids]}::text[])`);
    if (dimension === "developer" && !ruled("developer")) conditions.push(await mayBeOf(scope, ids, on));
    const isOfTeam = dimension === "team" || dimension === "cost_center";
    if (isOfTeam && !ruled("developer") && !ruled("team")) {
      conditions.push(await mayBeOf(scope, await developersOf(scope, dimension, ids, period, on), on));
    }
  }
  return conditions;
}

/** Days with requests of the session. */
function sessionDays(scope: AuthorizedScope, session: string, period: Pick<Period, "from" | "to">): Sql {
  return sql`SELECT DISTINCT connection_id, day FROM generations
    WHERE organization_id = ${scope.organizationId}::uuid AND session_id = ${session}
      AND created_at >= ${period.from}::date AND created_at < ${period.to}::date + 1`;
}

/** Days that can have requests: they are in the books, or wait for it. */
function allDays(scope: AuthorizedScope, { from, to }: Pick<Period, "from" | "to">): Sql {
  const own = sql`organization_id = ${scope.organizationId}::uuid`;
  return sql`SELECT connection_id, day FROM day_books WHERE ${own} AND day BETWEEN ${from}::date AND ${to}::date
    UNION SELECT d.connection_id, d.day FROM dirty_days d JOIN connections c ON c.id = d.connection_id
    WHERE c.${own} AND d.day BETWEEN ${from}::date AND ${to}::date`;
}

/**
 * Where the requests of a list are. Filters that spend pages have as well mean the same here: only days are looked at on
 * which the books have such spend in single requests, and of whom a request is charged to, the charge decides.
 */
export async function whereOf(
  scope: AuthorizedScope,
  period: Pick<Period, "from" | "to">,
  filters: Filters,
  only: GenerationFilters,
  on: Queryable,
): Promise<GenerationWhere> {
  const isCharged = chargeTest(scope, filters);
  const conditions = conditionsOf(filters, only);
  const narrowed = isCharged !== null || FILTER_DIMENSIONS.some((dimension) => isAsked(filters, dimension));
  const inBooks = (dimensions: readonly FilterDimension[]) =>
    sql`${spendFrom(scope, [period], dimensions, filters)} AND s.evidence IN ('generation', 'log')`;
  if (!asksForRequests(filters)) return { branches: [], fits: null, isCharged, rules: NO_RULES };
  const days =
    only.session !== null
      ? sessionDays(scope, only.session, period)
      : narrowed
        ? sql`SELECT DISTINCT s.connection_id, s.day ${inBooks([])}`
        : allDays(scope, period);
  const [branches, rules] = await Promise.all([select(days, branchRow, on), readRuleBook(on, scope.organizationId)]);
  if (isCharged !== null && branches.length > 0) {
    conditions.push(...(await chargedTo(scope, period, filters, rules, on)));
    // The books know of some requests from the bill alone which key they went through.
    const keys = await select(sql`SELECT DISTINCT s.key_id ${inBooks(["key"])}`, keyRow, on);
    conditions.push(sql`(g.key_id IS NULL OR g.key_id = ANY(${keys.flatMap(({ key_id }) => key_id ?? [])}::uuid[]))`);
  }
  return {
    branches: branches.map(({ connection_id, day }) => ({ connectionId: connection_id, day })),
    fits: conditions.length === 0 ? null : sql`(${joinSql(conditions, " AND ")})`,
    isCharged,
    rules,
  };
}
