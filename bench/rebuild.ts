/** How long the books of one day take to rebuild, next to one GROUP BY over its generations. */
import { z } from "zod";
import { execute, select, sql, transaction } from "../lib/db/sql";
import { rebuildDay } from "../lib/ledger/rebuild/rebuild-day";
import { type Bench, BenchUsageError } from "./harness/bench";
import { inTurn, median, timed } from "./harness/measure";
import { type BenchAccount, ensureAccount } from "./pages/account";
import { ensureDay, PERIOD } from "./pages/spend";

const GENERATIONS = 1_000_000;
const ROUNDS = 3;
const DAY = PERIOD.to;
const NOW = new Date("2026-11-21T00:00:00Z");

const Sums = z.object({ groups: z.number(), requests: z.number(), cost: z.string(), tokens: z.string() });

/** The yardstick: every figure of the day by what attribution looks at, with the room that a rebuild gets. */
async function groupBy({ connectionId }: BenchAccount) {
  return transaction(async (client) => {
    await client.query("SET LOCAL work_mem = '256MB'; SET LOCAL jit = off");
    const [sums] = await select(
      sql`SELECT count(*) AS groups, sum(requests)::bigint AS requests, sum(cost)::text AS cost,
            (sum(prompt) + sum(cached) + sum(written) + sum(completion) + sum(reasoning) + sum(byok))::text AS tokens
          FROM (
            SELECT count(*) AS requests, sum(cost_usd) AS cost, coalesce(sum(byok_usd), 0) AS byok, coalesce(sum(prompt_tokens), 0) AS prompt,
              coalesce(sum(cached_tokens), 0) AS cached, coalesce(sum(cache_write_tokens), 0) AS written,
              coalesce(sum(completion_tokens), 0) AS completion, coalesce(sum(reasoning_tokens), 0) AS reasoning
            FROM generations WHERE connection_id = ${connectionId}::uuid AND day = ${DAY}::date
            GROUP BY key_id, model, provider, external_user, member, feature, app) AS grouped`,
      Sums,
      client,
    );
    return sums;
  });
}

async function linesOf({ connectionId }: BenchAccount): Promise<number> {
  return execute(sql`SELECT FROM spend_lines WHERE connection_id = ${connectionId}::uuid AND day = ${DAY}::date`);
}

async function measure(account: BenchAccount, day: string, tell: (text: string) => void) {
  const samples = await inTurn(
    {
      group: () => timed(() => groupBy(account)),
      rebuild: async () => {
        const took = await timed(() => rebuildDay(account.connectionId, DAY, NOW));
        tell(`${day}: rebuilt in ${Math.round(took)} ms`);
        return took;
      },
    },
    { rounds: ROUNDS, warmUp: 1 },
  );
  const [rebuildMs, groupMs] = [median(samples.rebuild), median(samples.group)].map(Math.round) as [number, number];
  const groups = (await groupBy(account))?.groups ?? 0;
  return { day, groups, lines: await linesOf(account), rebuildMs, groupMs, ratio: Number((rebuildMs / groupMs).toFixed(2)) };
}

export const bench: Bench = {
  about: "rebuilding the books of a day of a million generations, next to one GROUP BY over it",
  usage: "[generations]",
  async run(workshop, [asked]) {
    const count = asked === undefined ? GENERATIONS : Number(asked);
    if (!Number.isSafeInteger(count) || count < 1)
      throw new BenchUsageError("Say how many generations the day has, such as 1000000.");
    await workshop.database("waybill_bench_rebuild");
    const table = [];
    for (const [day, alone] of [
      ["as people ask", false],
      ["each request of an app of its own", true],
    ] as const) {
      const account = await ensureAccount(`rebuild-${count}-${alone ? "alone" : "usual"}`);
      workshop.tell(`making a day of ${count} generations, ${day}`);
      await ensureDay(account, DAY, { count, alone });
      table.push(await measure(account, day, workshop.tell));
    }
    const [usual, alone] = table;
    if (!usual || !alone) throw new BenchUsageError("There is nothing to measure.");
    return {
      value: usual.rebuildMs,
      unit: "ms",
      baseline: usual.groupMs,
      generations: count,
      groups: usual.groups,
      alone: { value: alone.rebuildMs, baseline: alone.groupMs, ratio: alone.ratio, groups: alone.groups },
      table,
    };
  },
};
