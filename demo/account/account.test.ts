import { describe, expect, test, vi } from "vitest";
import { addDays, type Day, eachDay, parseDay } from "../../lib/domain/day";
import { sumUsd, type Usd, usdToApproximateNumber } from "../../lib/domain/usd";
import type { Account } from "./account";
import { cellsOf, type Generation } from "./generation";
import { makeAccount, makeAcmeAccount, makeManyKeysAccount } from "./make-account";

// Months of history are worked out on the way, on whatever machine this is.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ANCHOR = parseDay("2026-11-20");
const LATE = new Date("2026-11-20T23:59:59Z");
const SWITCH = addDays(ANCHOR, -20);

function spent(generations: readonly Generation[]): number {
  return usdToApproximateNumber(sumUsd(generations.map((generation) => generation.costUsd)) as Usd);
}

function between(account: Account, from: number, to: number): Generation[] {
  return eachDay(addDays(ANCHOR, from), addDays(ANCHOR, to)).flatMap((day) => account.generationsOf(day, LATE));
}

describe("a day", () => {
  test("is the same whenever and in whatever order it is asked for", () => {
    const one = makeAcmeAccount(ANCHOR);
    const other = makeAcmeAccount(ANCHOR);
    const day = addDays(ANCHOR, -300);
    for (const asked of [addDays(ANCHOR, -5), day, addDays(ANCHOR, -301)]) other.generationsOf(asked, LATE);
    expect(other.generationsOf(day, LATE)).toEqual(one.generationsOf(day, LATE));
    expect(other.cellsOf(day, LATE)).toEqual(cellsOf(one.generationsOf(day, LATE)));
  });

  test("shows nothing that is yet to come", () => {
    const account = makeAcmeAccount(ANCHOR, 10);
    const noon = new Date("2026-11-20T12:00:00Z");
    const soFar = account.generationsOf(ANCHOR, noon);
    expect(soFar.length).toBeGreaterThan(100);
    expect(soFar.every((generation) => generation.createdAt <= noon.getTime())).toBe(true);
    expect(soFar.length).toBeLessThan(account.generationsOf(ANCHOR, LATE).length);
    expect(account.generationsOf(addDays(ANCHOR, 1), noon)).toEqual([]);
  });

  test("goes on after the anchor day, and has nothing before the first", () => {
    const account = makeAcmeAccount(ANCHOR, 10);
    expect(account.generationsOf(addDays(ANCHOR, -10), LATE)).toEqual([]);
    expect(account.generationsOf(addDays(ANCHOR, 4), new Date("2026-12-01T00:00:00Z")).length).toBeGreaterThan(500);
  });

  test("has ids of OpenRouter's shape, each once, by which a request is found", () => {
    const account = makeAcmeAccount(ANCHOR, 40);
    const all = between(account, -30, 0);
    expect(new Set(all.map((generation) => generation.id)).size).toBe(all.length);
    for (const generation of all.slice(0, 50)) {
      expect(generation.id).toMatch(/^gen-\d{10}-\w{20}$/);
      expect(account.generationById(generation.id, LATE)).toEqual(generation);
    }
    expect(account.generationById("gen-1795000000-nobody", LATE)).toBeNull();
  });
});

describe("Acme's account", () => {
  const account = makeAcmeAccount(ANCHOR);
  const month = between(account, -30, -1);
  const isSearch = (generation: Generation) =>
    /^(mei|lukas|fatima|oliver)\./.test(generation.user ?? "") && generation.feature === "code-assistant";

  test("serves one to two thousand requests on a working day", () => {
    const workingDays = [-2, -3, -4, -7].map((days) => between(account, days, days).length);
    for (const count of workingDays) expect(count).toBeGreaterThan(1_000);
    for (const count of workingDays) expect(count).toBeLessThan(2_500);
  });

  test("has a weekly rhythm and grows", () => {
    const count = (from: Day, days: number) =>
      eachDay(from, addDays(from, days - 1)).reduce(
        (sum, day) => sum + account.cellsOf(day, LATE).reduce((requests, cell) => requests + cell.requests, 0),
        0,
      );
    expect(count(parseDay("2026-11-14"), 2) / 2).toBeLessThan(count(parseDay("2026-11-09"), 5) / 5 / 2);
    expect(count(account.firstDay, 28) * 2.5).toBeLessThan(count(addDays(ANCHOR, -28), 28));
  });

  test("has one runaway loop, nine days before the anchor", () => {
    const days = eachDay(addDays(ANCHOR, -30), addDays(ANCHOR, -1)).map((day) => ({
      day,
      usd: spent(account.generationsOf(day, LATE)),
    }));
    const [first, second] = days.sort((a, b) => b.usd - a.usd);
    expect(first?.day).toBe(addDays(ANCHOR, -9));
    expect(first?.usd).toBeGreaterThan(2 * (second?.usd ?? 0));
    const worst = between(account, -9, -9).filter((generation) => generation.user === "jonas.weber@acme-robotics.example");
    expect(worst.length).toBeGreaterThan(600);
  });

  test("sees the Search team move to a cheaper model", () => {
    const maker = (generations: Generation[]) => new Set(generations.filter(isSearch).map((generation) => generation.model.id));
    expect(maker(month.filter((generation) => generation.day < SWITCH))).toContain("anthropic/claude-opus-5");
    expect(maker(month.filter((generation) => generation.day >= SWITCH))).toEqual(
      new Set(["deepseek/deepseek-v4-flash-0731", "anthropic/claude-sonnet-5"]),
    );
  });

  test.each<[string, (generation: Generation) => boolean]>([
    ["BYOK", (generation) => generation.byokUsd > 0n && generation.costUsd === 0n],
    ["BYOK with a fee", (generation) => generation.byokUsd > 0n && generation.costUsd > 0n],
    ["cached prefixes", (generation) => generation.cachedTokens > 0 && generation.cacheUsd < 0n],
    ["cache writes", (generation) => generation.cacheWriteTokens > 0],
    [
      "free models",
      (generation) => generation.model.variant === "free" && generation.costUsd === 0n && generation.promptTokens > 0,
    ],
    ["errors, which are not charged", (generation) => generation.finishReason === "error" && generation.costUsd === 0n],
    ["cancelled requests", (generation) => generation.cancelled && generation.costUsd > 0n],
    ["sessions", (generation) => generation.sessionId !== null],
    ["the chatroom", (generation) => generation.key === null],
    ["a key without creator", (generation) => generation.key !== null && generation.memberId === null],
    ["a dearer regional endpoint", (generation) => generation.endpoint.pricePercent > 100],
    ["reasoning", (generation) => generation.reasoningTokens > 0],
  ])("has %s", (_, holds) => {
    expect(month.some(holds)).toBe(true);
  });

  test("has about twenty-five developers, twenty models, thirteen keys, three workspaces", () => {
    const people = new Set(
      month
        .map((generation) => generation.user)
        .filter((user) => user?.includes("@") || user?.includes("-") || user?.includes(".")),
    );
    expect(people.size).toBeGreaterThanOrEqual(25);
    const models = account.daysUntil(LATE).flatMap((day) => account.cellsOf(day, LATE).map((cell) => cell.model.id));
    expect(new Set(models).size).toBe(20);
    expect([account.cast.keys.length, account.cast.workspaces.length]).toEqual([13, 3]);
  });

  test("tokens contain their parts, and no charge has more than ten decimals", () => {
    for (const generation of month) {
      expect(generation.cachedTokens + generation.cacheWriteTokens).toBeLessThanOrEqual(generation.promptTokens);
      expect(generation.reasoningTokens).toBeLessThanOrEqual(generation.completionTokens);
      expect(generation.costUsd % 100n).toBe(0n);
      expect(generation.byokUsd % 100n).toBe(0n);
    }
  });
});

test("a made-up account uses every key", () => {
  const account = makeAccount({ anchorDay: ANCHOR, days: 20, keys: 5, developers: 8, requestsPerDay: 200 });
  expect(new Set(between(account, -19, 0).map((generation) => generation.key?.id)).size).toBe(5);
});

test("the benchmark's account has 200 keys and a year", () => {
  const account = makeManyKeysAccount(ANCHOR);
  expect([account.cast.keys.length, account.daysUntil(LATE).length]).toEqual([200, 367]);
  expect(new Set(between(account, -6, 0).map((generation) => generation.key?.id)).size).toBeGreaterThan(190);
});
