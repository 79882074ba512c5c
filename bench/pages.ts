/** Server time of every page with money, at few and at many generations, against an empty page of the same server. */
import { prisma } from "../lib/db/client";
import { addDays } from "../lib/domain/day";
import { type Bench, BenchUsageError } from "./harness/bench";
import { inTurn, percentile } from "./harness/measure";
import { type BenchAccount, ensureAccount } from "./pages/account";
import { startServer } from "./pages/server";
import { ensureSpend, PERIOD } from "./pages/spend";

const SIZES = [100_000, 10_000_000];
const ROUNDS = 40;
/** Signed in, behind the same gate, in the same frame, with nothing in it: an organization without tokens. */
const EMPTY = "/pages-empty/settings/tokens";

/** The pages of an organization, each of its largest or nearly largest value. */
async function pathsOf({ organizationId, slug }: BenchAccount): Promise<Record<string, string>> {
  const developer = await prisma().developer.findFirstOrThrow({ where: { organizationId, name: "Developer 1" } });
  const key = await prisma().key.findFirstOrThrow({ where: { organizationId, name: "key-1" } });
  const generation = await prisma().generation.findFirstOrThrow({ where: { organizationId }, orderBy: { generationId: "asc" } });
  const paths = {
    overview: "overview",
    developers: "developers",
    keys: "keys",
    models: "models",
    features: "features",
    developer: `developers/${developer.id}`,
    key: `keys/${key.id}`,
    model: `models/${encodeURIComponent("author/model-2")}`,
    feature: "features/feature-1",
    generations: "generations",
    generation: `generations/${generation.generationId}`,
    tiers: "tiers",
    unattributed: "unattributed",
    reconciliation: "reconciliation",
    forecast: "forecast",
  };
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, `/${slug}/${path}`]));
}

/** All ninety days; or, the n-th time, the days from the n-th on, which nobody has looked at before. */
function period(nth = 0): string {
  return `from=${addDays(PERIOD.from, nth)}&to=${PERIOD.to}`;
}

function readSizes(args: readonly string[]): number[] {
  const sizes = args.length > 0 ? args.map(Number) : SIZES;
  if (sizes.every((size) => Number.isSafeInteger(size) && size > 0)) return sizes;
  throw new BenchUsageError("Sizes are counts of generations: npm run bench -- pages 100000 10000000");
}

function figures(samples: readonly number[]) {
  const rounded = (part: number) => Number(percentile(samples, part).toFixed(1));
  return { p50: rounded(0.5), p95: rounded(0.95) };
}

export const bench: Bench = {
  about: "server time of each page at 100 thousand and 10 million generations, against an empty page",
  usage: "[generations …]",
  async run(workshop, args) {
    const sizes = readSizes(args);
    const url = await workshop.database("pages");
    await ensureAccount("pages-empty");
    const works: Record<string, () => Promise<number>> = {};
    const paths: [name: string, size: number, path: string][] = [];
    for (const size of sizes) {
      const account = await ensureAccount(`pages-${size}`);
      await ensureSpend(account, size, workshop.tell);
      for (const [name, path] of Object.entries(await pathsOf(account))) paths.push([name, size, path]);
    }
    const server = await startServer(workshop, url);
    let visit = 0;
    works.empty = () => server.load(EMPTY);
    for (const [name, size, path] of paths) {
      works[`${name} ${size}`] = () => server.load(`${path}?${period()}`);
      // Each page at its own starting day, another one every round.
      works[`${name} ${size} new`] = () => server.load(`${path}?${period(1 + (Math.floor(visit++ / paths.length) % 60))}`);
    }
    const samples = await inTurn(works, { rounds: ROUNDS, warmUp: 3 });
    const of = (name: string) => figures(samples[name] ?? []);
    const empty = of("empty");
    const table = paths.map(([page, size]) => {
      const seen = of(`${page} ${size}`);
      const fresh = of(`${page} ${size} new`);
      return {
        page,
        generations: size,
        ...seen,
        newP50: fresh.p50,
        newP95: fresh.p95,
        ratio: Number((seen.p50 / empty.p50).toFixed(2)),
        newRatio: Number((fresh.p50 / empty.p50).toFixed(2)),
      };
    });
    const [smallest, largest] = [Math.min(...sizes), Math.max(...sizes)];
    const at = (size: number, page: string) => table.find((row) => row.generations === size && row.page === page);
    const growth = table
      .filter((row) => row.generations === largest)
      .map((row) => row.p50 / (at(smallest, row.page)?.p50 ?? row.p50));
    const newGrowth = table
      .filter((row) => row.generations === largest)
      .map((row) => row.newP50 / (at(smallest, row.page)?.newP50 ?? row.newP50));
    const worst = Math.max(...table.filter((row) => row.generations === largest).map((row) => row.p50));
    return {
      value: worst,
      unit: "ms, p50 of the slowest page at the most generations",
      baseline: empty.p50,
      emptyP95: empty.p95,
      growth: Number(Math.max(...growth).toFixed(2)),
      newRatio: Math.max(...table.map((row) => row.newRatio)),
      newGrowth: Number(Math.max(...newGrowth).toFixed(2)),
      days: 90,
      pages: table,
      table: [{ page: "empty", generations: 0, ...empty }, ...table],
    };
  },
};
