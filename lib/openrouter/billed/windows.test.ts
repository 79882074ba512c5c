import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BilledCellReport } from "../../domain/billed-cell";
import { addDays, type Day, dayOf, startOfDay } from "../../domain/day";
import { usdToString } from "../../domain/usd";
import { type AnalyticsFact, type AnalyticsServer, startAnalyticsServer } from "../../test/analytics-server";
import { openRouter } from "../client";
import { type KnownKey, partitionKeys } from "../generation/key-partition";
import { type BilledWindow, billedWindows } from "./windows";

const NEWEST = "2026-11-20" as Day;
const OLDEST = addDays(NEWEST, -20);

const KEYS: KnownKey[] = [
  { hash: "h1", name: "ci" },
  { hash: "h2", name: "ci" },
  { hash: "h3", name: "ci" },
  { hash: "h4", name: "dev" },
  { hash: "h5", name: "dev" },
  { hash: "h6", name: "own" },
  { hash: "h7", name: "other" },
];
const UNLISTED: { hash: string | null; name: string }[] = [
  { hash: null, name: "Chatroom" },
  { hash: "h8", name: "deleted" },
];

const facts = fc.array(
  fc
    .record({
      at: fc.integer({ min: startOfDay(OLDEST).getTime(), max: startOfDay(addDays(NEWEST, 1)).getTime() - 1 }),
      key: fc.constantFrom(...KEYS, ...UNLISTED),
      model: fc.constantFrom("m/a", "m/b", "m/c"),
      // Multiples of 1/1024, whose sums are exact in any order.
      costUsd: fc.nat({ max: 1_000 }).map((n) => n / 1_024),
      byokUsd: fc.constantFrom(0, 0, 0.5),
    })
    .map(
      ({ key, ...fact }): AnalyticsFact => ({
        ...fact,
        keyHash: key.hash,
        keyName: key.name,
        generationId: "",
        externalUser: null,
      }),
    ),
  { maxLength: 200 },
);

const cellName = (day: string, hash: string | null, name: string | null, model: string) =>
  [day, hash ?? `name ${name}`, model].join(" ");

function billOf(all: readonly AnalyticsFact[], unresolvable: ReadonlySet<string>): Map<string, string> {
  const listed = new Set(KEYS.map((key) => key.hash));
  const sums = new Map<string, { cost: number; byok: number; requests: number }>();
  for (const fact of all) {
    const hash = fact.keyHash !== null && listed.has(fact.keyHash) && !unresolvable.has(fact.keyHash) ? fact.keyHash : null;
    const name = cellName(dayOf(new Date(fact.at)), hash, fact.keyName, fact.model);
    const sum = sums.get(name) ?? { cost: 0, byok: 0, requests: 0 };
    sums.set(name, { cost: sum.cost + fact.costUsd, byok: sum.byok + fact.byokUsd, requests: sum.requests + 1 });
  }
  return new Map([...sums].map(([name, sum]) => [name, `${sum.cost} ${sum.byok} ${sum.requests}`]));
}

function cellsByName(cells: readonly BilledCellReport[]): Map<string, string> {
  const name = (cell: BilledCellReport) => cellName(cell.day, cell.key.hash, cell.key.name, cell.model);
  return new Map(cells.map((cell) => [name(cell), `${usdToString(cell.costUsd)} ${usdToString(cell.byokUsd)} ${cell.requests}`]));
}

describe("billedWindows", () => {
  let server: AnalyticsServer;
  beforeAll(async () => {
    server = await startAnalyticsServer();
  });
  afterAll(() => server.stop());

  async function readAll(): Promise<BilledWindow[]> {
    const account = openRouter({ key: "sk-or-v1-test", serverUrl: server.url });
    const windows: BilledWindow[] = [];
    for await (const window of billedWindows(account, partitionKeys(KEYS), { oldest: OLDEST, newest: NEWEST }))
      windows.push(window);
    return windows;
  }

  it("reads every charge once, newest day first, however low the row limit and however keys are called", async () => {
    await fc.assert(
      fc.asyncProperty(facts, fc.integer({ min: 8, max: 60 }), fc.boolean(), async (all, limit, gone) => {
        // A gone key that has its name to itself: what is left of it goes by that name.
        server.unresolvable = new Set(gone ? ["h1", "h2", "h3"] : []);
        Object.assign(server, { facts: all, limit });
        const windows = await readAll();
        expect(windows[0]?.to).toBe(NEWEST);
        expect(windows.at(-1)?.from).toBe(OLDEST);
        for (const [index, window] of windows.entries()) {
          if (index > 0) expect(addDays(window.to, 1)).toBe(windows[index - 1]?.from);
          expect(window.refused).toEqual([]);
        }
        expect(cellsByName(windows.flatMap((window) => window.cells))).toEqual(billOf(all, server.unresolvable));
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it("asks once for a stretch that fits an answer, and once more a round of shared names", async () => {
    Object.assign(server, { facts: [], limit: 10_000, unresolvable: new Set(), questions: [] });
    await readAll();
    // A first week, then the rest, and three rounds.
    expect(server.questions).toHaveLength(5);
  });
});
