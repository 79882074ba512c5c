import fc from "fast-check";
import { expect, it } from "vitest";
import { pool } from "../../db/client";
import { addDays, type Day, parseDay } from "../../domain/day";
import { DIMENSIONS, type Dimension } from "../../domain/dimension";
import { type Figures, sumFigures, TOKEN_FIGURES } from "../../domain/figures";
import { mintPersonScope, mintSystemScope } from "../../domain/mint-scope";
import type { AuthorizedScope, Visibility } from "../../domain/scope";
import { FILTER_DIMENSIONS, filterWord, type SpendQuestion } from "../../domain/spend/question";
import { parseView } from "../../domain/spend/view";
import { sumUsd } from "../../domain/usd";
import { rebuildDay } from "../../ledger/rebuild/rebuild-day";
import { type DrawnCell, type DrawnDay, drawnDay } from "../../test/generated-day";
import { type Account, storeAccount, storeBill, storeRequests } from "../../test/stored-day";
import { spendList } from "./list";
import { spend } from "./spend";

const TODAY = parseDay("2026-11-21");
const NOW = new Date("2026-11-21T08:00:00Z");
const FROM = parseDay("2026-11-19");
const PERIOD = { from: FROM, to: TODAY };

function operator(organizationId: string): AuthorizedScope {
  return mintSystemScope(organizationId, { kind: "operator" });
}

function person(organizationId: string, visibility: Visibility): AuthorizedScope {
  const actor = { kind: "person", userId: "u", email: "ada@example.com" } as const;
  return mintPersonScope(organizationId, actor, "member", visibility);
}

function mergedByKey(account: Account, cells: readonly DrawnCell[]): DrawnCell[] {
  const placeOf = ({ key, model, provider }: DrawnCell) =>
    JSON.stringify([key === null ? null : account.keyIds[key], model, provider]);
  return [...new Map(cells.map((cell) => [placeOf(cell), cell])).values()];
}

async function store(days: readonly DrawnDay[], pulledAt = NOW): Promise<Account> {
  const account = await storeAccount(days[0]?.keys);
  for (const [index, drawn] of days.entries()) {
    const day = addDays(FROM, index);
    await storeRequests(account, day, drawn.requests);
    if (drawn.books !== "log") await storeBill(account, day, drawn.books, mergedByKey(account, drawn.cells), pulledAt);
    await rebuildDay(account.connectionId, day, NOW);
  }
  return account;
}

/** The truth, from the lines alone, without the code under test. */
async function linesOf(organizationId: string, and = "true", ...values: unknown[]) {
  const { rows } = await pool().query<{ cost: string; requests: number; lines: number }>(
    `SELECT coalesce(sum(cost_usd), 0)::text AS cost, coalesce(sum(requests), 0)::bigint AS requests, count(*) AS lines
     FROM spend_lines WHERE organization_id = $1 AND ${and}`,
    [organizationId, ...values],
  );
  const [row] = rows;
  return {
    costUsd: BigInt((row?.cost ?? "0").replace(/^(-?\d+)\.?(\d*)$/, (_, whole, part) => whole + part.padEnd(12, "0"))),
    requests: row?.requests ?? 0,
    lines: row?.lines ?? 0,
  };
}

function figuresOf(row: Figures): Figures {
  const tokens = Object.fromEntries(TOKEN_FIGURES.map((figure) => [figure, row[figure]]));
  return { costUsd: row.costUsd, byokUsd: row.byokUsd, requests: row.requests, ...tokens } as Figures;
}

function ask(scope: AuthorizedScope, by: readonly Dimension[], filters: SpendQuestion["filters"] = {}) {
  return spend(scope, { ...PERIOD, by, filters }, TODAY);
}

const GROUPINGS: Dimension[][] = [
  [],
  ...DIMENSIONS.map((dimension) => [dimension]),
  ...DIMENSIONS.flatMap((first, index) => DIMENSIONS.slice(index + 1).map((second) => [first, second])),
  ["developer", "key", "model"],
  ["day", "team", "provider", "app"],
  [...DIMENSIONS],
];

it("totals the same by every grouping, from lines and from totals, whoever asks", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(drawnDay, { minLength: 1, maxLength: 3 }), async (days) => {
      const { organizationId, ownerId, teamId } = await store(days);
      const asked: [AuthorizedScope, Awaited<ReturnType<typeof linesOf>>][] = [
        [operator(organizationId), await linesOf(organizationId)],
        [
          person(organizationId, { kind: "developers", developerIds: [ownerId] }),
          await linesOf(organizationId, "developer_id = $2", ownerId),
        ],
        [person(organizationId, { kind: "teams", teamIds: [teamId] }), await linesOf(organizationId, "team_id = $2", teamId)],
      ];
      for (const [scope, truth] of asked) {
        const { total: whole } = await ask(scope, []);
        for (const by of GROUPINGS) {
          const { total, rows, balance } = await ask(scope, by);
          expect(total).toEqual(whole);
          expect([total.costUsd, total.requests]).toEqual([truth.costUsd, truth.requests]);
          expect(figuresOf(sumFigures(rows)), by.join(",")).toEqual(figuresOf(total));
          expect(balance.billedUsd).toBe(total.costUsd);
          expect(sumUsd([balance.explainedUsd, balance.unattributedUsd, balance.differenceUsd])).toBe(total.costUsd);
          const places = rows.map((row) => JSON.stringify(row.values));
          expect(new Set(places).size).toBe(places.length);
        }
      }
    }),
    { numRuns: 8 },
  );
});

it("gives a row's own figures when it is filtered by, for values, for no value and for the difference", async () => {
  await fc.assert(
    fc.asyncProperty(drawnDay, async (day) => {
      const { organizationId } = await store([day]);
      const scope = operator(organizationId);
      for (const dimension of FILTER_DIMENSIONS) {
        const { rows } = await ask(scope, [dimension]);
        for (const row of rows) {
          const value = row.values[dimension]!;
          const filters = { [dimension]: [filterWord(dimension, value)] };
          const alone = await ask(scope, [], filters);
          expect(figuresOf(alone.total), `${dimension} ${value.label}`).toEqual(figuresOf(row));
          const byAll = await ask(scope, [...DIMENSIONS], filters);
          expect(figuresOf(sumFigures(byAll.rows))).toEqual(figuresOf(row));
        }
        const everyWord = rows.map((row) => filterWord(dimension, row.values[dimension]!));
        if (everyWord.length > 0)
          expect((await ask(scope, [], { [dimension]: everyWord })).total).toEqual((await ask(scope, [])).total);
      }
    }),
    { numRuns: 8 },
  );
});

const FEW: DrawnDay = {
  books: "analytics",
  keys: [{ hasHash: true, name: "ci", owned: true, creator: null, inWorkspace: true }],
  requests: [],
  cells: [
    {
      key: 0,
      model: "openai/gpt-5-2026",
      provider: null,
      costUsd: 5_000_000_000_000n as DrawnCell["costUsd"],
      byokUsd: 0n as DrawnCell["byokUsd"],
      requests: 3,
      promptTokens: 10,
      cachedTokens: 0,
      cacheWriteTokens: 0,
      completionTokens: 4,
      reasoningTokens: null,
    },
  ],
};
const EMPTY: DrawnDay = { ...FEW, cells: [] };

it("shows nothing of another organization, whatever is asked for", async () => {
  const mine = await store([FEW]);
  const theirs = await store([FEW, FEW]);
  const filters = { key: theirs.keyIds, developer: [theirs.ownerId] };
  const answer = await ask(operator(mine.organizationId), ["key", "developer", "connection"], filters);
  expect(answer.rows).toEqual([]);
  // The days are in the books and have nothing of it, which is as final as they are.
  expect(answer.total).toMatchObject({ costUsd: 0n, requests: 0, promptTokens: null, finality: answer.books.days[0]?.finality });
  expect(answer.books.days).toHaveLength(1);
  const theirTeam = person(mine.organizationId, { kind: "teams", teamIds: [theirs.teamId] });
  expect((await ask(theirTeam, ["model"])).rows).toEqual([]);
});

it.each([
  ["no developers", { kind: "developers", developerIds: [] }],
  ["no teams", { kind: "teams", teamIds: [] }],
] as [string, Visibility][])("shows nothing to an asker who sees %s", async (_name, visibility) => {
  const { organizationId } = await store([FEW]);
  for (const by of [[], ["developer"], ["model"], ["key", "provider"]] as Dimension[][]) {
    const { rows, total, balance } = await ask(person(organizationId, visibility), by);
    expect(rows).toEqual([]);
    expect([total.requests, balance.billedUsd]).toEqual([0, 0n]);
  }
});

it("says of each row how final the least final of its days is", async () => {
  const settled = new Date("2026-11-30T00:00:00Z");
  const account = await store([FEW, FEW, FEW], settled);
  await pool().query("UPDATE day_books SET restated_at = $2 WHERE connection_id = $1 AND day = $3", [
    account.connectionId,
    settled,
    FROM,
  ]);
  const on = async (by: Dimension[], from: Day, to: Day) =>
    (await spend(operator(account.organizationId), { from, to, by, filters: {} }, TODAY)).rows.map((row) => row.finality);
  const middle = addDays(FROM, 1);
  expect(await on(["day"], FROM, TODAY)).toEqual(["restated", "settled", "open"]);
  expect(await on(["developer", "model"], FROM, middle)).toEqual(["restated"]);
  expect(await on(["key"], middle, middle)).toEqual(["settled"]);
  expect(await on([], FROM, TODAY)).toEqual(["open"]);
  await pool().query("UPDATE day_books SET books = 'log' WHERE connection_id = $1 AND day = $2", [account.connectionId, middle]);
  expect(await on(["provider", "app", "feature"], FROM, middle)).toEqual(["provisional"]);
  const { books } = await ask(operator(account.organizationId), []);
  expect(books.logDays).toEqual([middle]);
  expect(books.days.map(({ finality }) => finality)).toEqual(["restated", "provisional", "open"]);
});

it("says of which days no single request is known, so that nobody compares whom they are charged to", async () => {
  const { organizationId, connectionId } = await store([FEW, FEW, EMPTY]);
  const explained = "UPDATE day_books SET explained_usd = remainder_usd, remainder_usd = 0 WHERE connection_id = $1 AND day = $2";
  await pool().query(explained, [connectionId, FROM]);
  const { books } = await ask(operator(organizationId), []);
  expect(books.keyOnlyDays).toEqual([addDays(FROM, 1)]);
});

it("calls nothing new against days of which nothing would have told it", async () => {
  const { organizationId, connectionId } = await store([EMPTY, FEW]);
  const billOnly =
    "UPDATE day_books SET billed_usd = 1, explained_usd = 0, remainder_usd = 1 WHERE connection_id = $1 AND day = $2";
  const day = addDays(FROM, 1);
  const view = parseView({ from: day, to: day }, TODAY);
  const changes = async (dimension: "key" | "developer" | "feature") => {
    const { table } = await spendList(operator(organizationId), dimension, view, NOW);
    return new Set(table.rows.map(({ change }) => change.kind));
  };
  expect(await changes("feature")).toEqual(new Set(["new"]));
  await pool().query(billOnly, [connectionId, FROM]);
  expect(await changes("key")).toEqual(new Set(["new"]));
  expect(await changes("developer")).toEqual(new Set(["no_data"]));
  expect(await changes("feature")).toEqual(new Set(["no_data"]));
});

it("tells a day that was read and is empty from a day that was never read", async () => {
  const { organizationId } = await store([FEW, EMPTY]);
  const { books, rows } = await ask(operator(organizationId), ["day"]);
  expect(books.days.map(({ day }) => day)).toEqual([FROM, addDays(FROM, 1)]);
  expect(rows.map((row) => row.values.day?.id)).toEqual([FROM]);
});

it("names namesakes apart and keeps the id of what left the directory", async () => {
  const twice = { ...FEW, keys: [FEW.keys[0]!, { ...FEW.keys[0]!, owned: false }] };
  const account = await store([
    { ...twice, cells: [FEW.cells[0]!, { ...FEW.cells[0]!, key: 1, costUsd: 1n as DrawnCell["costUsd"] }] },
  ]);
  const [first, second] = account.keyIds;
  await pool().query("UPDATE keys SET label = 'sk-or-v1-abc...1c96' WHERE id = $1", [first]);
  const { rows } = await ask(operator(account.organizationId), ["key", "developer"]);
  expect(rows.map(({ values }) => [values.key?.label, values.developer?.label])).toEqual([
    ["ci (…1c96)", "Owner"],
    [`ci (${second!.slice(0, 8)})`, "Unattributed"],
  ]);
  await pool().query("DELETE FROM keys WHERE id = $1", [first]);
  const gone = await ask(operator(account.organizationId), ["key"]);
  expect(gone.rows.map(({ values }) => values.key?.label)).toEqual([first, "ci"]);
});

it.each([
  ["developer", "someone"],
  ["evidence", "hearsay"],
  ["model", "a\0b"],
] as const)("refuses the %s filter %j instead of answering something else", async (dimension, word) => {
  const { organizationId } = await store([FEW]);
  await expect(ask(operator(organizationId), [], { [dimension]: [word] })).rejects.toMatchObject({ code: "invalid_input" });
});
