import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Account } from "../../demo/account/account";
import { type CatalogueModel, modelOf } from "../../demo/account/catalogue";
import { catalogueDays, RETIRING, UNDERCUTTING } from "../../demo/account/catalogue-changes";
import { charge } from "../../demo/account/charge";
import type { Generation } from "../../demo/account/generation";
import { makeSwitchingAccount, makeThriftyAccount, makeWastefulAccount } from "../../demo/account/make-account";
import { addDays, dayOf, eachDay, parseDay, startOfDay } from "../domain/day";
import { mintSystemScope } from "../domain/mint-scope";
import { subtractUsd, sumUsd, type Usd, usdToApproximateNumber, ZERO_USD } from "../domain/usd";
import { takeClientReports } from "../intake/client-reports";
import { storeModels } from "../ledger/catalogue/catalogue";
import { rebuildDirtyDays } from "../ledger/rebuild/dirty-days";
import { decide } from "../ledger/recommendation/decisions";
import { listModels } from "../openrouter/catalogue/catalogue";
import { openRouter } from "../openrouter/client";
import { newModels } from "../queries/catalogue/new-models";
import { recommendation, recommendations, verifiedSavings } from "../queries/recommendation/recommendations";
import { type SyncingAccount, startSyncingAccount } from "../test/syncing-account";
import { recommend } from "./recommend";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const ANCHOR = parseDay("2026-11-20");
const NOW = new Date("2026-11-21T06:00:00Z");
const now = () => NOW;
const signal = new AbortController().signal;

/** An account as Waybill knows it: read, and told by its applications what requests were for. */
async function known(account: Account): Promise<SyncingAccount> {
  const syncing = await startSyncingAccount(account, now);
  for (const day of catalogueDays(dayOf(NOW))) {
    const past = openRouter({
      key: syncing.demo.managementKey,
      serverUrl: syncing.demo.url.replace("/api/v1", `/_demo/as-of/${day}/api/v1`),
    });
    await storeModels(await listModels(past), startOfDay(day));
  }
  await syncing.sync("first");
  const text = await (await fetch(`${syncing.demo.origin}/_demo/reports.ndjson?from=${addDays(ANCHOR, -29)}`)).text();
  const records = text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);
  const scope = mintSystemScope(syncing.organizationId, { kind: "job" });
  for (let start = 0; start < records.length; start += 500) {
    await takeClientReports(scope, records.slice(start, start + 500), syncing.connectionId, NOW);
  }
  await rebuildDirtyDays({ now, signal });
  return syncing;
}

/** What the account's generator knows of the thirty days. */
function truth(account: Account, of: (generation: Generation) => Usd | null): number {
  const days = eachDay(addDays(ANCHOR, -29), ANCHOR);
  return usdToApproximateNumber(sumUsd(days.flatMap((day) => account.generationsOf(day, NOW).map((one) => of(one) ?? ZERO_USD))));
}

/** What another model would have charged for the same tokens. */
function chargedBy(model: CatalogueModel, generation: Generation): Usd {
  const { promptTokens: prompt, cachedTokens: cached, completionTokens: completion, reasoningTokens: reasoning } = generation;
  const [endpoint] = model.endpoints;
  if (!endpoint) throw new Error("nobody serves it");
  return charge(model, endpoint, { prompt, cached, cacheWrite: 0, completion, reasoning }, { used: false, feeFree: false })
    .costUsd;
}

const dollars = (amount: Usd | null | undefined) => usdToApproximateNumber(amount ?? ZERO_USD);

describe("an account with planted wastes", () => {
  const account = makeWastefulAccount(ANCHOR);
  let syncing: SyncingAccount;
  let found: Awaited<ReturnType<typeof recommendations>>;
  beforeAll(async () => {
    syncing = await known(account);
    await recommend(syncing.organizationId, { now, signal });
    found = await recommendations(mintSystemScope(syncing.organizationId, { kind: "job" }));
  });
  afterAll(() => syncing?.demo.stop());

  it.each([
    ["a frontier model for what a light one would do", "cheaper_model", "ticket-triage"],
    ["a prefix that is never the same", "unstable_prefix", "report-writer"],
    ["contexts that carry too much", "context_bloat", "meeting-minutes"],
    ["requests that are tried again and again", "retry_loop", "inventory-sync"],
  ])("finds %s, within 2 %% of what was planted", (_, kind, feature) => {
    const [one, ...others] = found.list.filter((row) => row.kind === kind && row.filters.feature?.includes(feature));
    expect(others).toEqual([]);
    const planted = truth(account, (generation) => (generation.feature === feature ? generation.wastedUsd : null));
    expect(planted).toBeGreaterThan(10);
    expect(dollars(one?.alone.likely) / planted).toBeGreaterThan(0.98);
    expect(dollars(one?.alone.likely) / planted).toBeLessThan(1.02);
    expect(dollars(one?.alone.low)).toBeLessThanOrEqual(dollars(one?.alone.likely));
    for (const id of one?.evidence.generationIds ?? []) expect(account.generationById(id, NOW)?.feature).toBe(feature);
    expect(one?.evidence.generationIds.length).toBeGreaterThan(3);
  });

  it("finds CI on a frontier model, within 2 % of what the lightest fitting one would have charged", () => {
    const one = found.list.find(({ aspect }) => aspect === "ci_frontier");
    const light = modelOf("deepseek/deepseek-v4-flash-0731");
    const onFrontier = (generation: Generation) =>
      generation.key?.names[0]?.name === "CI" && generation.model.id.includes("sonnet");
    const planted = truth(account, (generation) =>
      onFrontier(generation) ? subtractUsd(generation.costUsd, chargedBy(light, generation)) : null,
    );
    expect(dollars(one?.alone.likely) / planted).toBeGreaterThan(0.98);
    expect(dollars(one?.alone.likely) / planted).toBeLessThan(1.02);
    expect(dollars(one?.atStakeUsd)).toBeCloseTo(
      truth(account, (generation) => (onFrontier(generation) ? generation.costUsd : null)),
      6,
    );
  });

  it("finds the model that goes away, within 2 % of what the cheapest that fits would have charged", () => {
    const [one, ...others] = found.list.filter(({ kind }) => kind === "retiring_model");
    const next = modelOf("deepseek/deepseek-v4-flash-0731");
    const leaving = (of: (generation: Generation) => Usd) =>
      truth(account, (generation) => (generation.model.id === RETIRING ? of(generation) : null));
    const planted = leaving((generation) => subtractUsd(generation.costUsd, chargedBy(next, generation)));
    expect(others).toEqual([]);
    expect([one?.title, one?.filters.feature, one?.change.words]).toEqual([
      "code-assistant: Gemini 2.5 Pro goes away on 31 Jan 2027",
      ["code-assistant"],
      `Ask for ${next.id} from now on.`,
    ]);
    expect(planted).toBeGreaterThan(10);
    expect(dollars(one?.alone.likely) / planted).toBeGreaterThan(0.98);
    expect(dollars(one?.alone.likely) / planted).toBeLessThan(1.02);
    expect(dollars(one?.atStakeUsd)).toBeCloseTo(
      leaving(({ costUsd }) => costUsd),
      6,
    );
  });

  it.each([
    ["no_limit", "Platform gateway"],
    ["no_limit", "CI"],
    ["shared", "Platform gateway"],
  ])("finds keys with %s, with the very dollars that went through: %s", (aspect, name) => {
    const one = found.list.find((row) => row.aspect === aspect && row.title.startsWith(name));
    const went = truth(account, ({ key, costUsd }) => (key?.names[0]?.name === name ? costUsd : null));
    expect(dollars(one?.atStakeUsd)).toBeCloseTo(went, 6);
    expect(one?.alone.likely).toBe(0n);
  });

  it("finds the key that nobody uses, with its limit at stake, and not the one that is disabled", () => {
    const idle = found.list
      .filter(({ aspect }) => aspect === "idle")
      .map(({ title, atStakeUsd }) => [title, dollars(atStakeUsd)]);
    expect(idle).toContainEqual(["Trade fair: disable it, nobody uses it", 75]);
    expect(idle.join()).not.toContain("Hackathon");
  });

  it("finds the model that came last week and undercuts three in use, within 2 % of what it would have charged", async () => {
    const scope = mintSystemScope(syncing.organizationId, { kind: "job" });
    const [from, to] = [parseDay("2026-11-09"), parseDay("2026-11-15")];
    const found = (await newModels(scope, from, to)).filter(({ slug }) => slug === UNDERCUTTING);
    expect(found.map(({ how, instead }) => [how, instead.name]).sort()).toEqual([
      ["new", "Anthropic: Claude Sonnet 5"],
      ["new", "Google: Gemini 2.5 Pro"],
      ["new", "OpenAI: GPT-5.4"],
    ]);
    const days = eachDay(addDays(to, -29), to);
    for (const one of found) {
      const moved = days
        .flatMap((day) => account.generationsOf(day, NOW))
        .filter(({ model, byokUsd }) => model.permaslug === one.instead.permaslug && byokUsd === ZERO_USD);
      // A dollar a million tokens read, a tenth of that from the cache, six dollars a million answered.
      const millionths = moved.reduce(
        (sum, { promptTokens: prompt, cachedTokens: cached, completionTokens: said }) => sum + prompt - 0.9 * cached + 6 * said,
        0,
      );
      expect(dollars(one.wouldCostUsd) / (millionths / 1_000_000)).toBeCloseTo(1, 1.7);
      expect(dollars(one.savedMonthlyUsd)).toBeCloseTo(dollars(one.chargedUsd) - dollars(one.wouldCostUsd), 6);
    }
  });

  it("sums up what all of them together would save: no more than was charged, and no dollar twice", () => {
    const parts = found.list.map(({ together }) => together.likely);
    expect(found.total.likely).toBe(sumUsd(parts));
    expect(dollars(found.total.likely)).toBeLessThan(truth(account, ({ costUsd }) => costUsd));
    // CI's switch is the same as that of the feature it serves.
    expect(found.list.find(({ aspect }) => aspect === "ci_frontier")?.together.likely).toBe(0n);
  });

  it("makes a plan of fifty requests to replay, short and long ones", () => {
    const one = found.list.find(({ filters }) => filters.feature?.includes("ticket-triage"));
    expect(new Set(one?.evidence.trialIds).size).toBe(50);
  });

  it("finds the same again, in the same rows", async () => {
    const scope = mintSystemScope(syncing.organizationId, { kind: "job" });
    await Promise.all([recommend(syncing.organizationId, { now, signal }), recommend(syncing.organizationId, { now, signal })]);
    const again = await recommendations(scope);
    expect(again.list.map(({ id }) => id).sort()).toEqual(found.list.map(({ id }) => id).sort());
    expect(again.total).toEqual(found.total);
  });

  it("leaves a rejected one rejected and out of the sum, and closes what no longer holds", async () => {
    const scope = mintSystemScope(syncing.organizationId, { kind: "job" });
    const triage = found.list.find(({ filters }) => filters.feature?.includes("ticket-triage"));
    await decide(scope, triage?.id ?? "", { state: "rejected", reason: "Quality first" }, NOW);
    await recommend(syncing.organizationId, { now, signal });
    const after = await recommendations(scope);
    const same = after.list.find(({ id }) => id === triage?.id);
    expect([same?.state, same?.decision?.reason]).toEqual(["rejected", "Quality first"]);
    expect(after.total.likely).toBe(subtractUsd(found.total.likely, triage?.together.likely ?? ZERO_USD));
    // Two months later none of these requests is looked at any more.
    const later = new Date("2027-02-01T06:00:00Z");
    await recommend(syncing.organizationId, { now: () => later, signal });
    const gone = await recommendations(scope, { states: ["open", "rejected", "closed"] });
    expect(gone.list.find(({ id }) => id === triage?.id)?.state).toBe("rejected");
    expect(gone.list.find(({ kind }) => kind === "retry_loop")?.state).toBe("closed");
    expect(gone.list).toHaveLength(found.list.length);
  });
});

describe("a switch that was accepted", () => {
  it("is seen in the traffic and verified with what it truly saved", async () => {
    const account = makeSwitchingAccount(ANCHOR, true);
    const syncing = await known(account);
    try {
      const scope = mintSystemScope(syncing.organizationId, { kind: "job" });
      const switchDay = addDays(ANCHOR, -20);
      const before = new Date(`${switchDay}T06:00:00Z`);
      await recommend(syncing.organizationId, { now: () => before, signal });
      const { list } = await recommendations(scope);
      const one = list.find(({ kind, filters }) => kind === "cheaper_model" && filters.model?.[0]?.includes("opus"));
      expect(one?.title).toBe("code-assistant: DeepSeek V4 Flash 0731 instead of Claude Opus 5");
      await decide(scope, one?.id ?? "", { state: "accepted", reason: "" }, before);
      await recommend(syncing.organizationId, { now, signal });
      const outcome = (await recommendation(scope, one?.id ?? ""))?.outcome;
      const stayed = makeSwitchingAccount(ANCHOR, false);
      const costs = new Map(
        eachDay(switchDay, ANCHOR).flatMap((day) => stayed.generationsOf(day, NOW).map((other) => [other.id, other] as const)),
      );
      const moved = eachDay(switchDay, ANCHOR)
        .flatMap((day) => account.generationsOf(day, NOW))
        .filter(({ model, byokUsd, promptTokens }) => model.id.startsWith("deepseek/") && byokUsd === 0n && promptTokens > 0);
      const pairs = moved.filter(({ id }) => costs.get(id)?.model.id === "anthropic/claude-opus-5");
      const saved = sumUsd(moved.map(({ id, costUsd }) => subtractUsd(costs.get(id)?.costUsd ?? ZERO_USD, costUsd)));
      expect(pairs).toHaveLength(moved.length);
      expect([outcome?.verdict, outcome?.switchedOn, outcome?.switched]).toEqual(["saved", moved[0]?.day, moved.length]);
      expect(dollars(outcome?.savedUsd) / dollars(saved)).toBeGreaterThan(0.98);
      expect(dollars(outcome?.savedUsd) / dollars(saved)).toBeLessThan(1.02);
      const week = await verifiedSavings(scope, { from: addDays(ANCHOR, -6), to: ANCHOR });
      expect(week.savings).toHaveLength(1);
      expect(week.totalUsd).toBeGreaterThan(0n);
      expect(await verifiedSavings(scope, { from: addDays(switchDay, -7), to: addDays(switchDay, -1) })).toEqual({
        totalUsd: 0n,
        savings: [],
      });
    } finally {
      await syncing.demo.stop();
    }
  });
});

describe("a thrifty account", () => {
  it("has nothing to save", async () => {
    const syncing = await known(makeThriftyAccount(ANCHOR));
    try {
      await recommend(syncing.organizationId, { now, signal });
      const { list, look } = await recommendations(mintSystemScope(syncing.organizationId, { kind: "job" }));
      expect(look.period?.requests).toBeGreaterThan(1_000);
      expect(list.map(({ title }) => title)).toEqual([]);
    } finally {
      await syncing.demo.stop();
    }
  });
});
