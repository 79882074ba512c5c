import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pool } from "../../db/client";
import { sumMoves } from "../../domain/attribution/moves";
import type { AttributionRule, RuleCondition, RuleThing } from "../../domain/attribution/rule";
import { parseDay } from "../../domain/day";
import { mintSystemScope } from "../../domain/mint-scope";
import { parseUsd, type Usd, usdToString } from "../../domain/usd";
import { saveAttribution } from "../../ledger/attribution/rules";
import { rebuildDirtyDays } from "../../ledger/rebuild/dirty-days";
import { drawnRequest } from "../../test/drawn-request";
import { drawnRules } from "../../test/drawn-rules";
import { drawnDay } from "../../test/generated-day";
import { booksOf } from "../../test/read-books";
import { type Account, billable, storeAccount, storeBill, storeRequests } from "../../test/stored-day";
import { previewAttribution } from "./preview";

const DAY = parseDay("2026-11-20");
const NOW = new Date("2026-11-21T08:00:00Z");

const scopeOf = (account: Account) => mintSystemScope(account.organizationId, { kind: "operator" });
const rebuild = (account: Account) => rebuildDirtyDays({ now: () => NOW, connectionId: account.connectionId });

async function addDeveloper({ organizationId }: Account, name: string): Promise<string> {
  const { rows } = await pool().query("INSERT INTO developers (organization_id, name) VALUES ($1, $2) RETURNING id", [
    organizationId,
    name,
  ]);
  return rows[0].id;
}

/** What somebody or something has in the books: dollars, BYOK dollars, requests. */
type Amount = [cost: bigint, byok: bigint, requests: bigint];
type Amounts = Map<string, Amount>;
const NOTHING: Amount = [0n, 0n, 0n];
const COLUMNS: Record<RuleThing, string> = { developer: "developer_id", team: "team_id", feature: "feature" };

async function amountsIn({ connectionId }: Account): Promise<Amounts> {
  const amounts: Amounts = new Map();
  for (const [thing, column] of Object.entries(COLUMNS)) {
    const { rows } = await pool().query(
      `SELECT ${column} AS value, sum(cost_usd)::text AS cost, sum(byok_usd)::text AS byok, sum(requests)::text AS requests
       FROM spend_lines WHERE connection_id = $1 GROUP BY 1`,
      [connectionId],
    );
    for (const { value, cost, byok, requests } of rows) {
      amounts.set(`${thing} ${value}`, [parseUsd(cost), parseUsd(byok), BigInt(requests)]);
    }
  }
  return amounts;
}

function changes(before: Amounts, after: Amounts): Amounts {
  const changed: Amounts = new Map();
  for (const place of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const old = before.get(place) ?? NOTHING;
    const now = after.get(place) ?? NOTHING;
    const change: Amount = [now[0] - old[0], now[1] - old[1], now[2] - old[2]];
    if (change.some((figure) => figure !== 0n)) changed.set(place, change);
  }
  return changed;
}

async function previewOf(account: Account, rules: readonly AttributionRule[]) {
  const preview = await previewAttribution(scopeOf(account), { rules, from: null, to: DAY });
  const days = [];
  for await (const day of preview.answers) days.push(day);
  expect(days.length).toBe(preview.days);
  return days;
}

async function previewedChanges(account: Account, rules: readonly AttributionRule[]): Promise<Amounts> {
  const [before, after]: [Amounts, Amounts] = [new Map(), new Map()];
  const add = (amounts: Amounts, place: string, cost: Usd, byok: Usd, requests: number) => {
    const [a, b, c] = amounts.get(place) ?? NOTHING;
    amounts.set(place, [a + cost, b + byok, c + BigInt(requests)]);
  };
  for (const { moves } of await previewOf(account, rules)) {
    for (const { thing, from, to, costUsd, byokUsd, requests } of moves) {
      expect(from).not.toBe(to);
      add(before, `${thing} ${from}`, costUsd, byokUsd, requests);
      add(after, `${thing} ${to}`, costUsd, byokUsd, requests);
    }
  }
  return changes(before, after);
}

const rules = drawnRules(["owner", "other", "third"], ["team"]);

describe("what a preview says", () => {
  it("is what saving then moves, to the last digit, with splits, patterns, sessions, tags and remainders, and writes nothing", async () => {
    let moved = 0;
    await fc.assert(
      fc.asyncProperty(drawnDay, rules, rules, async (day, first, second) => {
        const account = await storeAccount(day.keys);
        const ids: Record<string, string> = {
          ...{ owner: account.ownerId, team: account.teamId },
          ...{ other: await addDeveloper(account, "Other"), third: await addDeveloper(account, "Third") },
        };
        const named = (drawn: readonly AttributionRule[]): AttributionRule[] =>
          JSON.parse(JSON.stringify(drawn), (name, value) => (name === "to" ? (ids[value] ?? value) : value));
        await storeRequests(account, DAY, day.requests);
        if (day.books !== "log") await storeBill(account, DAY, day.books, billable(account, day.cells), NOW);
        const scope = scopeOf(account);
        await pool().query("INSERT INTO dirty_days (connection_id, day, marked_at) VALUES ($1, $2, $3)", [
          account.connectionId,
          DAY,
          NOW,
        ]);
        await saveAttribution(scope, { rules: named(first), note: "", basedOn: 0 }, NOW);
        await rebuild(account);
        const books = await booksOf(account.connectionId);
        const before = await amountsIn(account);

        const foreseen = await previewedChanges(account, named(second));
        expect(await booksOf(account.connectionId)).toEqual(books);
        moved += foreseen.size;

        await saveAttribution(scope, { rules: named(second), note: "", basedOn: 1 }, NOW);
        await rebuild(account);
        expect(changes(before, await amountsIn(account))).toEqual(foreseen);
      }),
      { numRuns: 60 },
    );
    expect(moved).toBeGreaterThan(20);
  });
});

const KEY = { hasHash: true, name: "ci", owned: true, creator: null, inWorkspace: true };
const FIGURES = {
  byokUsd: 0n as Usd,
  promptTokens: 3,
  cachedTokens: null,
  cacheWriteTokens: null,
  completionTokens: 2,
  reasoningTokens: null,
};

async function smallAccount(): Promise<Account> {
  const account = await storeAccount([KEY]);
  const figures = { ...FIGURES, costUsd: parseUsd("0.1"), requests: 1 };
  const request = drawnRequest({ app: "cli", figures });
  await storeRequests(account, DAY, [
    { ...request, sessionId: "night-1", tags: { env: "staging" } },
    { ...request, sessionId: `${"a".repeat(50_000)}!` },
  ]);
  await storeBill(
    account,
    DAY,
    "analytics",
    [{ ...FIGURES, key: 0, model: "m", provider: null, costUsd: parseUsd("1"), requests: 7 }],
    NOW,
  );
  await pool().query("INSERT INTO dirty_days (connection_id, day, marked_at) VALUES ($1, $2, $3)", [
    account.connectionId,
    DAY,
    NOW,
  ]);
  await rebuild(account);
  return account;
}

function rule(conditions: Partial<RuleCondition>[], sets: Partial<AttributionRule["sets"]>): AttributionRule {
  const complete = conditions.map((one) => ({ field: "key", tag: null, match: "exact", value: "ci", ...one }) as RuleCondition);
  const all = { developer: [], team: [], feature: [], ...sets };
  return { id: "10000000-0000-4000-8000-000000000001", name: "Rule", enabled: true, conditions: complete, sets: all };
}

const told = (moves: ReturnType<typeof sumMoves>) =>
  moves.map(({ thing, from, to, costUsd, requests }) => [thing, from, to, usdToString(costUsd), requests]);

describe("a preview", () => {
  it("moves a key's remainder with its requests, and a request by its tag alone", async () => {
    const account = await smallAccount();
    const ada = await addDeveloper(account, "Ada");
    const whole = rule([{}], { developer: [{ to: ada, percent: "100" }] });
    const [day] = await previewOf(account, [whole]);
    expect(day?.lines).toBe(2);
    expect(told(sumMoves(day?.moves ?? []))).toEqual([
      ["developer", account.ownerId, ada, "1", 7],
      ["team", account.teamId, null, "1", 7],
    ]);
    const tagged = rule([{ field: "tag", tag: "env", value: "staging" }], { feature: [{ to: "nightly", percent: "100" }] });
    expect(told((await previewOf(account, [tagged]))[0]?.moves ?? [])).toEqual([["feature", null, "nightly", "0.1", 1]]);
  });

  it("splits a third each so that the parts add up, and answers a catastrophic expression over a long value at once", async () => {
    const account = await smallAccount();
    const [ada, bo] = [await addDeveloper(account, "Ada"), await addDeveloper(account, "Bo")];
    const shares = [
      { to: ada, percent: "33.333333" },
      { to: bo, percent: "33.333333" },
      { to: account.ownerId, percent: "33.333334" },
    ];
    const catastrophic = rule([{ field: "session", match: "regex", value: "^(a+)+$" }], {
      feature: [{ to: "x", percent: "100" }],
    });
    const split = { ...rule([{}], { developer: shares }), id: "10000000-0000-4000-8000-000000000002" };
    const [day] = await previewOf(account, [catastrophic, split]);
    expect(told(sumMoves(day?.moves ?? []))).toEqual([
      ["team", account.teamId, null, "0.66666666", 4],
      ["developer", account.ownerId, ada, "0.33333333", 3],
      ["developer", account.ownerId, bo, "0.33333333", 1],
    ]);
  });

  it.each([
    ["99.9 %", { developer: [{ to: "owner", percent: "99.9" }] }, "add up to 99.9, not to 100: 0.1 is missing"],
    [
      "more than all",
      {
        feature: [
          { to: "a", percent: "60" },
          { to: "b", percent: "60" },
        ],
      },
      "add up to 120, not to 100: 20 too much",
    ],
    [
      "a developer nobody knows",
      { developer: [{ to: "10000000-0000-4000-8000-00000000000f", percent: "100" }] },
      "names a developer that",
    ],
    ["nothing", {}, "sets neither developer nor team nor feature"],
  ])("refuses %s in words, as saving does", async (_, sets, words) => {
    const account = await smallAccount();
    const wrong = JSON.parse(JSON.stringify(rule([{}], sets)).replace('"owner"', JSON.stringify(account.ownerId)));
    await expect(previewOf(account, [wrong])).rejects.toThrow(words);
    await expect(saveAttribution(scopeOf(account), { rules: [wrong], note: "", basedOn: 0 }, NOW)).rejects.toThrow(words);
  });
});
