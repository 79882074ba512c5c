/** Ninety days of an organization's generations and bill, made inside PostgreSQL; the books are rebuildDay's own. */

import { z } from "zod";
import { execute, type Queryable, select, sql, transaction } from "../../lib/db/sql";
import { type Day, daysBetween, eachDay, parseDay, weekday } from "../../lib/domain/day";
import { checkDays } from "../../lib/ledger/rebuild/books-checks";
import { rebuildDay } from "../../lib/ledger/rebuild/rebuild-day";
import { type BenchAccount, SIZES } from "./account";

export const PERIOD = { from: parseDay("2026-08-23"), to: parseDay("2026-11-20") };
const PULLED_AT = new Date("2026-11-21T00:00:00Z");
/** Works on so many days at once. */
const LANES = 2;

/** How many of all generations fall on each day: growth, and quieter week-ends. They add up to the whole. */
function generationsByDay(total: number): Map<Day, number> {
  const days = eachDay(PERIOD.from, PERIOD.to);
  const weights = days.map((day) => (1 + daysBetween(PERIOD.from, day) / 90) * (weekday(day) > 5 ? 0.4 : 1));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let reached = 0;
  let before = 0;
  return new Map(
    days.map((day, index) => {
      reached += weights[index] ?? 0;
      const upTo = Math.round((total * reached) / whole);
      const count = upTo - before;
      before = upTo;
      return [day, count];
    }),
  );
}

/** How many generations a day has, and whether each names an app of its own, so that nothing can be summed. */
export interface DrawnDay {
  count: number;
  alone: boolean;
}

/** 0 to n − 1, the first the likeliest: close to Zipf's law. */
function zipf(n: number) {
  return sql`least(${n}::int - 1, floor(exp(random() * ln(${n}::int + 1)) - 1)::int)`;
}

/**
 * Who asks decides little, what for decides much: a feature has its key, its app and three usual models; one request
 * in five goes elsewhere, one in twenty-five names no developer.
 */
async function storeGenerations(
  { organizationId, connectionId, slug }: BenchAccount,
  day: Day,
  { count, alone }: DrawnDay,
  on: Queryable,
) {
  await execute(sql`SELECT setseed(${(daysBetween(PERIOD.from, day) + 1) / 100})`, on);
  await execute(
    sql`WITH key_of AS MATERIALIZED (SELECT row_number() OVER (ORDER BY name) - 1 AS n, id FROM keys WHERE connection_id = ${connectionId}::uuid),
      drawn AS MATERIALIZED (
        SELECT n, ${zipf(SIZES.developers)} AS developer, ${zipf(SIZES.features)} AS feature, random() AS stray, random() AS anonymous,
          ${zipf(SIZES.models)} AS any_model, ${zipf(3)} AS usual_model, ${zipf(4000)} AS prompt, ${zipf(1500)} AS completion
        FROM generate_series(1, ${count}::int) n),
      placed AS (
        SELECT *, CASE WHEN stray < 0.2 THEN any_model ELSE (feature * 5 + usual_model) % ${SIZES.models}::int END AS model,
          (feature * 7 + CASE WHEN stray < 0.1 THEN developer ELSE 0 END) % ${SIZES.keys}::int AS key FROM drawn)
      INSERT INTO generations (organization_id, generation_id, connection_id, day, created_at, key_id, key_is_certain, model, provider,
        external_user, feature, app, cost_usd, byok_usd, prompt_tokens, cached_tokens, completion_tokens, streamed, sources)
      SELECT ${organizationId}::uuid, 'gen-' || ${slug}::text || '-' || ${day}::text || '-' || p.n, ${connectionId}::uuid, ${day}::date,
        (${day}::date + p.n * interval '1 day' / (${count}::int + 1)) AT TIME ZONE 'UTC', k.id, true,
        'author/model-' || (p.model + 1), 'Provider ' || (p.model % 5),
        CASE WHEN anonymous >= 0.04 THEN 'developer-' || (developer + 1) || '@example.com' END,
        'feature-' || (p.feature + 1),
        CASE WHEN ${alone} THEN 'run-' || p.n ELSE 'app-' || (p.feature % ${SIZES.apps}::int + 1) END,
        round(((prompt + 5 * completion) * (1 + p.model) * 0.000000137)::numeric, 12), 0, prompt, prompt / 3, completion, true, 2
      FROM placed p JOIN key_of k ON k.n = p.key`,
    on,
  );
}

/** What OpenRouter would bill for them, and for one key's requests that nothing is known of. */
async function storeBill({ organizationId, connectionId }: BenchAccount, day: Day, on: Queryable) {
  const here = sql`connection_id = ${connectionId}::uuid AND day = ${day}::date`;
  await execute(
    sql`INSERT INTO billed_cells (organization_id, connection_id, day, source, key_id, model, cost_usd, byok_usd, requests,
        prompt_tokens, cached_tokens, completion_tokens)
      SELECT ${organizationId}::uuid, ${connectionId}::uuid, ${day}::date, 'analytics', key_id, model,
        sum(cost_usd) * CASE WHEN model = 'author/model-7' THEN 1.25 ELSE 1 END, 0, count(*),
        sum(prompt_tokens), sum(cached_tokens), sum(completion_tokens)
      FROM generations WHERE ${here} GROUP BY key_id, model`,
    on,
  );
  await execute(
    sql`INSERT INTO billed_days (connection_id, day, source, organization_id, cost_usd, byok_usd, requests, pulled_at)
      SELECT ${connectionId}::uuid, ${day}::date, 'analytics', ${organizationId}::uuid, coalesce(sum(cost_usd), 0), 0,
        coalesce(sum(requests), 0), ${PULLED_AT} FROM billed_cells WHERE ${here}`,
    on,
  );
}

/** Makes a day's generations and what they were billed. */
async function storeDay(account: BenchAccount, day: Day, drawn: DrawnDay): Promise<void> {
  await transaction(async (client) => {
    await storeGenerations(account, day, drawn, client);
    await storeBill(account, day, client);
  });
}

/** Makes one day's facts unless an earlier run did. */
export async function ensureDay(account: BenchAccount, day: Day, drawn: DrawnDay): Promise<void> {
  if ((await storedDays(account, "billed_days")).has(day)) return;
  await storeDay(account, day, drawn);
  await execute(sql`ANALYZE`);
}

async function storedDays({ connectionId }: BenchAccount, table: "billed_days" | "day_books"): Promise<Set<string>> {
  const from = table === "day_books" ? sql`day_books` : sql`billed_days`;
  const rows = await select(
    sql`SELECT day FROM ${from} WHERE connection_id = ${connectionId}::uuid`,
    z.object({ day: z.string() }),
  );
  return new Set(rows.map((row) => row.day));
}

/** Makes what is missing of the account's ninety days; what an earlier run made stays. */
export async function ensureSpend(account: BenchAccount, total: number, tell: (text: string) => void): Promise<void> {
  const stored = await storedDays(account, "billed_days");
  const rebuilt = await storedDays(account, "day_books");
  const waiting = [...generationsByDay(total)].filter(([day]) => !rebuilt.has(day));
  if (waiting.length === 0) return;
  async function lane() {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [day, count] = next;
      if (!stored.has(day)) {
        await storeDay(account, day, { count, alone: false });
      }
      await rebuildDay(account.connectionId, day, PULLED_AT);
      tell(`${account.slug}: ${day}, ${count.toLocaleString("en")} generations, ${waiting.length} days to go`);
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane));
  // As the worker does once days are rebuilt.
  await checkDays(account.organizationId, PULLED_AT);
  await execute(sql`ANALYZE`);
}
