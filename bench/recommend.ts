/** How long the daily look for recommendations takes, and what memory, next to one GROUP BY over the same thirty days of generations. */
import { z } from "zod";
import { execute, select, sql, transaction } from "../lib/db/sql";
import { addDays, eachDay } from "../lib/domain/day";
import { mintSystemScope } from "../lib/domain/mint-scope";
import { recommend } from "../lib/jobs/recommend";
import { rebuildDay } from "../lib/ledger/rebuild/rebuild-day";
import { recommendations } from "../lib/queries/recommendation/recommendations";
import { type Bench, BenchUsageError } from "./harness/bench";
import { inTurn, median, timed } from "./harness/measure";
import { type BenchAccount, ensureAccount } from "./pages/account";
import { ensureDay, PERIOD } from "./pages/spend";

const SIZES = [100_000, 1_000_000];
const DAYS = 30;
const FIRST = addDays(PERIOD.to, 1 - DAYS);
const NOW = new Date("2026-11-21T06:00:00Z");
const ROUNDS = 3;
/** From here on one round tells enough and takes long enough. */
const MANY = 1_000_000;

/** Gives the bench's models prices, so that there is something to reckon: dearer ones are rated higher, each eighth goes by the clock. */
async function priceModels(): Promise<void> {
  await execute(sql`UPDATE models SET context_length = 1000000, supported_parameters = '{tools,reasoning}',
      input_modalities = '{text}', output_modalities = '{text}',
      benchmarks = jsonb_build_object('artificial_analysis', jsonb_build_object('intelligence_index', 30 + n)),
      tier = CASE WHEN n < 6 THEN 'light' WHEN n < 14 THEN 'mid' ELSE 'frontier' END,
      pricing = jsonb_build_object('prompt', (n * 0.000000137)::text, 'completion', (n * 0.000000685)::text,
        'input_cache_read', (n * 0.0000000137)::text, 'overrides', CASE WHEN n % 8 = 0
          THEN '[{"utc_start": 1630, "utc_end": 30, "prompt": "0.0000001", "completion": "0.0000005"}]'::jsonb ELSE '[]'::jsonb END)
    FROM (SELECT permaslug AS name_of, substring(permaslug FROM '\\d+$')::int AS n FROM models) AS numbered
    WHERE permaslug = name_of`);
}

/** Thirty days of an organization's generations in the books; what an earlier run made stays. */
async function ensureMonth(account: BenchAccount, generations: number, tell: (text: string) => void): Promise<void> {
  const rows = await select(
    sql`SELECT day FROM day_books WHERE connection_id = ${account.connectionId}::uuid`,
    z.object({ day: z.string() }),
  );
  const booked = new Set(rows.map(({ day }) => day));
  for (const day of eachDay(FIRST, PERIOD.to).filter((one) => !booked.has(one))) {
    await ensureDay(account, day, { count: Math.ceil(generations / DAYS), alone: false });
    await rebuildDay(account.connectionId, day, NOW);
    tell(`${account.slug}: ${day}`);
  }
  await execute(sql`ANALYZE`);
}

/** The yardstick: the same requests, added up by what findings tell apart before any price. */
async function groupBy({ connectionId }: BenchAccount): Promise<void> {
  await transaction(async (client) => {
    await client.query("SET LOCAL work_mem = '256MB'; SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0");
    await execute(
      sql`SELECT key_id, app, feature, model, variant, provider, count(*), sum(cost_usd), sum(prompt_tokens), sum(cached_tokens),
            sum(cache_write_tokens), sum(completion_tokens), sum(reasoning_tokens), max(prompt_tokens)
          FROM generations WHERE connection_id = ${connectionId}::uuid AND day BETWEEN ${FIRST}::date AND ${PERIOD.to}::date
          GROUP BY 1, 2, 3, 4, 5, 6`,
      client,
    );
  });
}

/** By how many megabytes the process grew at most while it worked. */
async function grownBy(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage().rss;
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 20);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return Math.round((most - before) / 1_000_000);
}

function readSizes(args: readonly string[]): number[] {
  const sizes = args.length > 0 ? args.map(Number) : SIZES;
  if (sizes.every((size) => Number.isSafeInteger(size) && size > 0)) return sizes;
  throw new BenchUsageError("Sizes are counts of generations: npm run bench -- recommend 100000 1000000");
}

export const bench: Bench = {
  about: "the daily look for recommendations over thirty days of generations, next to one GROUP BY over them",
  usage: "[generations …]",
  async run(workshop, args) {
    const sizes = readSizes(args);
    await workshop.database("recommend");
    const table = [];
    for (const generations of sizes) {
      const account = await ensureAccount(`recommend-${generations}`);
      await priceModels();
      await ensureMonth(account, generations, workshop.tell);
      let grownMb = 0;
      const look = () => recommend(account.organizationId, { now: () => NOW, signal: new AbortController().signal });
      const samples = await inTurn(
        {
          group: () => timed(() => groupBy(account)),
          look: () =>
            timed(async () => {
              grownMb = Math.max(grownMb, await grownBy(look));
            }),
        },
        generations < MANY ? { rounds: ROUNDS, warmUp: 1 } : { rounds: 1 },
      );
      const [lookMs, groupMs] = [median(samples.look), median(samples.group)].map(Math.round) as [number, number];
      const { list } = await recommendations(mintSystemScope(account.organizationId, { kind: "job" }));
      table.push({ generations, lookMs, groupMs, ratio: Number((lookMs / groupMs).toFixed(2)), grownMb, found: list.length });
    }
    const last = table.at(-1);
    if (!last) throw new BenchUsageError("There is nothing to measure.");
    return { value: last.lookMs, unit: "ms", baseline: last.groupMs, sizes: table, table };
  },
};
