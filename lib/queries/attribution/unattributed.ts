import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import { suggestedOwner } from "../../domain/attribution/suggested-owner";
import { causeOf, UNATTRIBUTED_CAUSES, type UnattributedCause } from "../../domain/attribution/unattributed";
import { type Day, parseDay } from "../../domain/day";
import { NO_VALUE } from "../../domain/dimension";
import type { AuthorizedScope } from "../../domain/scope";
import { balanceOf } from "../../domain/spend/balance";
import type { Balance, Filters } from "../../domain/spend/question";
import type { View } from "../../domain/spend/view";
import { addUsd, compareUsd, sumUsd, type Usd, ZERO_USD } from "../../domain/usd";
import { usdColumn } from "../../facts/figure-columns";
import { type Freshness, freshness } from "../reconciliation/freshness";
import { askBooks } from "../remembered";
import { snapshot } from "../snapshot";
import { labelsOf } from "../spend/labels";
import { openPage, type PageTotal, type SpendPage, totalOf, valuesOf } from "../spend/page";
import { readReasons, type SpendReason } from "../spend/reasons";
import { spendFrom } from "../spend/spend-sql";
import type { KeyedFigures } from "../spend/values";
import { type CoverageOfPeriod, coverage } from "./coverage";

/** Spend that nobody is charged for through one key; id null: no source tells the key. */
export interface UnattributedKey {
  id: string | null;
  label: string;
  costUsd: Usd;
  /** Of it, what only the bill tells of. */
  billOnlyUsd: Usd;
  requests: number;
  /** Its first day without a developer in the period: who owns the key from then on is charged all of it. */
  firstDay: Day;
  /** Who probably answers for it; null where that is not clear. */
  suggestion: { developerId: string; name: string; because: "spends_most" | "named_after" } | null;
}

/** A developer who is known only by the value that requests name as their user. Charged, but nobody knows who it is. */
export interface BareDeveloper {
  id: string;
  name: string;
  costUsd: Usd;
}

/** Spend without a feature, by where it came through. */
export interface Featureless {
  key: { id: string | null; label: string };
  app: string | null;
  costUsd: Usd;
  requests: number;
}

export interface Unattributed extends PageTotal {
  /** Explained: spend that has a developer. */
  balance: Balance;
  coverage: CoverageOfPeriod;
  /** Largest first. They add up to the balance's unattributed part, to the last digit. */
  causes: { cause: UnattributedCause; costUsd: Usd; requests: number }[];
  /** Largest first. With `restOfKeys` they add up to the same. */
  keys: UnattributedKey[];
  restOfKeys: { count: number; costUsd: Usd };
  bareDevelopers: BareDeveloper[];
  /** Spend without a feature, largest first; with `restOfFeatureless` it adds up to `featurelessUsd`. */
  featureless: Featureless[];
  restOfFeatureless: { count: number; costUsd: Usd };
  featurelessUsd: Usd;
  /** What the balance's difference is made of. */
  differences: readonly SpendReason[];
  freshness: Freshness;
}

/** So many rows are looked at one by one; the rest is summed. */
const LISTED = 25;

const count = z.number().int();
const lineRow = z.object({
  reason: z.string().nullable(),
  bill_only: z.boolean(),
  key_id: z.string().nullable(),
  cost_usd: usdColumn,
  requests: count,
  first_day: z.string().transform(parseDay),
});
type LineRow = z.output<typeof lineRow>;

/** Lines that nobody is charged for, by why, how they are known and through which key. */
function readLines({ scope, view, books, on }: SpendPage): Promise<readonly LineRow[]> {
  // No totals are kept by reason: three dimensions are more than any kept grouping has, so that lines are read.
  const from = spendFrom(scope, [view.period], ["developer", "key", "model"], { ...view.filters, developer: [NO_VALUE] });
  return askBooks(
    books,
    sql`SELECT s.reason, s.evidence = 'remainder' AS bill_only, s.key_id, sum(s.cost_usd)::text AS cost_usd,
          sum(s.requests)::bigint AS requests, min(s.day) AS first_day
        ${from} GROUP BY 1, 2, 3`,
    lineRow,
    on,
  );
}

/** Costs nothing and says nothing: nobody needs to be found for it. */
const isCharged = ({ costUsd, requests }: { costUsd: Usd; requests: number }) => costUsd !== ZERO_USD || requests > 0;

function causesOf(lines: readonly LineRow[]): Unattributed["causes"] {
  const sums = UNATTRIBUTED_CAUSES.map((cause) => {
    const own = lines.filter((line) => causeOf(line.reason, line.bill_only) === cause);
    return {
      cause,
      costUsd: sumUsd(own.map((line) => line.cost_usd)),
      requests: own.reduce((sum, line) => sum + line.requests, 0),
    };
  });
  return sums.filter(isCharged).sort((a, b) => -compareUsd(a.costUsd, b.costUsd));
}

type KeySums = Omit<UnattributedKey, "label" | "suggestion">;

function keysOf(lines: readonly LineRow[]): KeySums[] {
  const sums = new Map<string | null, KeySums>();
  for (const line of lines) {
    const before = sums.get(line.key_id);
    const billOnlyUsd = line.bill_only ? line.cost_usd : ZERO_USD;
    sums.set(line.key_id, {
      id: line.key_id,
      costUsd: addUsd(before?.costUsd ?? ZERO_USD, line.cost_usd),
      billOnlyUsd: addUsd(before?.billOnlyUsd ?? ZERO_USD, billOnlyUsd),
      requests: (before?.requests ?? 0) + line.requests,
      firstDay: before && before.firstDay < line.first_day ? before.firstDay : line.first_day,
    });
  }
  return [...sums.values()].filter(isCharged).sort((a, b) => -compareUsd(a.costUsd, b.costUsd));
}

const personRow = z.object({ id: z.string(), name: z.string(), email: z.string().nullable() });
const spenderRow = z.object({ key_id: z.string(), developer_id: z.string(), cost_usd: usdColumn });

/** Who probably answers for each of these keys, by key id. */
async function readSuggestions({ scope, view, books, on }: SpendPage, keys: readonly { id: string; name: string }[]) {
  const people = await select(
    sql`SELECT id::text, name, email FROM developers WHERE organization_id = ${scope.organizationId}::uuid AND kind = 'person'`,
    personRow,
    on,
  );
  const from = spendFrom(scope, [view.period], ["developer", "key"], { key: keys.map(({ id }) => id) });
  const spenders = await askBooks(
    books,
    sql`SELECT s.key_id, s.developer_id, sum(s.cost_usd)::text AS cost_usd ${from} AND s.developer_id IS NOT NULL GROUP BY 1, 2`,
    spenderRow,
    on,
  );
  const nameOf = new Map(people.map(({ id, name }) => [id, name]));
  return new Map(
    keys.map(({ id, name }) => {
      const own = spenders.filter((spender) => spender.key_id === id && nameOf.has(spender.developer_id));
      const ownSpend = own.map((spender) => ({ developerId: spender.developer_id, costUsd: spender.cost_usd }));
      const found = suggestedOwner(name, ownSpend, people);
      return [id, found && { ...found, name: nameOf.get(found.developerId) ?? found.developerId }];
    }),
  );
}

const bareRow = z.object({ id: z.string(), name: z.string() });

async function readBareDevelopers(
  scope: AuthorizedScope,
  charged: readonly KeyedFigures[],
  on: Queryable,
): Promise<BareDeveloper[]> {
  const now = charged.filter(({ costUsd, figures: { requests } }) => isCharged({ costUsd, requests }));
  const costs = new Map(now.flatMap(({ id, costUsd }) => (id === null ? [] : [[id, costUsd] as const])));
  const rows = await select(
    sql`SELECT d.id::text, d.name FROM developers d
        WHERE d.organization_id = ${scope.organizationId}::uuid AND d.id = ANY(${[...costs.keys()]}::uuid[])
          AND d.email IS NULL AND d.kind = 'person' AND EXISTS (
            SELECT FROM developer_aliases a WHERE a.developer_id = d.id AND a.kind = 'user' AND a.value = d.name)
        ORDER BY d.name`,
    bareRow,
    on,
  );
  const found = rows.map(({ id, name }) => ({ id, name, costUsd: costs.get(id) ?? ZERO_USD }));
  return found.sort((a, b) => -compareUsd(a.costUsd, b.costUsd)).slice(0, LISTED);
}

const featurelessRow = z.object({
  key_id: z.string().nullable(),
  app: z.string().nullable(),
  cost_usd: usdColumn,
  requests: count,
});

async function readFeatureless({ scope, view: { period, filters }, books, on }: SpendPage) {
  const asked: Filters = { ...filters, feature: [NO_VALUE] };
  const from = spendFrom(scope, [period], ["feature", "key", "app"], asked);
  const rows = await askBooks(
    books,
    sql`SELECT s.key_id, s.app, sum(s.cost_usd)::text AS cost_usd, sum(s.requests)::bigint AS requests ${from} GROUP BY 1, 2`,
    featurelessRow,
    on,
  );
  const found = rows.map(({ key_id, app, cost_usd, requests }) => ({ keyId: key_id, app, costUsd: cost_usd, requests }));
  return found.filter(isCharged).sort((a, b) => -compareUsd(a.costUsd, b.costUsd));
}

function restOf(rows: readonly { costUsd: Usd }[]): { count: number; costUsd: Usd } {
  const beyond = rows.slice(LISTED);
  return { count: beyond.length, costUsd: sumUsd(beyond.map((row) => row.costUsd)) };
}

/**
 * What is charged to nobody in the view's period and why, from the same moment of the books as its balance. The view's
 * filters count, but one by developer, of whom there is none.
 */
export async function unattributed(scope: AuthorizedScope, asked: View, now: Date): Promise<Unattributed> {
  const { developer: _, ...filters } = asked.filters;
  const view = { ...asked, filters };
  return snapshot(async (client) => {
    const page = await openPage(scope, view, view.filters, now, client);
    const charged = await valuesOf(page, "developer");
    const lines = await readLines(page);
    const keys = keysOf(lines);
    const featureless = await readFeatureless(page);
    const listed = { keys: keys.slice(0, LISTED), featureless: featureless.slice(0, LISTED) };
    const ids = [...listed.keys.map(({ id }) => id), ...listed.featureless.map(({ keyId }) => keyId)];
    const labels = await labelsOf(
      scope,
      ids.map((id) => ({ dimension: "key", id })),
      client,
    );
    const labelOf = (id: string | null) => (id === null ? "Key not told" : labels("key", { kind: "value", id }).label);
    const named = listed.keys.flatMap(({ id }) => (id === null ? [] : [{ id, name: labelOf(id) }]));
    const suggestions = named.length === 0 ? new Map() : await readSuggestions(page, named);
    return {
      ...totalOf(page),
      balance: balanceOf(charged),
      coverage: await coverage(scope, view, now, client),
      causes: causesOf(lines),
      keys: listed.keys.map((key) => ({ ...key, label: labelOf(key.id), suggestion: suggestions.get(key.id ?? "") ?? null })),
      restOfKeys: restOf(keys),
      bareDevelopers: await readBareDevelopers(scope, charged, client),
      featureless: listed.featureless.map(({ keyId, ...row }) => ({ ...row, key: { id: keyId, label: labelOf(keyId) } })),
      restOfFeatureless: restOf(featureless),
      featurelessUsd: sumUsd(featureless.map((row) => row.costUsd)),
      differences: await readReasons(scope, "evidence", "difference", view, page.books, client),
      freshness: await freshness(scope, client),
    };
  });
}
