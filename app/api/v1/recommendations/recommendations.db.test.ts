import { randomUUID } from "node:crypto";
import Papa from "papaparse";
import { beforeEach, describe, expect, it } from "vitest";
import { pool } from "@/lib/db/client";
import { restored } from "@/lib/domain/csv";
import { parseDay } from "@/lib/domain/day";
import { mintPersonScope, mintSystemScope } from "@/lib/domain/mint-scope";
import type { Visibility } from "@/lib/domain/scope";
import { parseUsd, usdToString } from "@/lib/domain/usd";
import { markDirty } from "@/lib/ledger/rebuild/dirty-days";
import { rebuildDay } from "@/lib/ledger/rebuild/rebuild-day";
import { askForLook, decide, setBenchmarkDistance } from "@/lib/ledger/recommendation/decisions";
import { beginLook, organizationsToLookAt, putBackLook } from "@/lib/ledger/recommendation/looks";
import { type Found, storeLook } from "@/lib/ledger/recommendation/recommendations";
import { createToken } from "@/lib/ledger/tokens";
import { lookStatus, recommendation, recommendations } from "@/lib/queries/recommendation/recommendations";
import { type Account, storeAccount, storeBill } from "@/lib/test/stored-day";
import { RecommendationsAnswer } from "./contract";
import { GET } from "./route";

const NOW = new Date("2026-11-21T06:00:00Z");
const [FROM, TO] = [parseDay("2026-10-22"), parseDay("2026-11-20")];
const NAME = `=cmd|' /C calc'!A0 "né", 🙂\n\u202eright-to-left ${"x".repeat(5_000)}`;
const NO_TOKENS = { promptTokens: 1, cachedTokens: 0, cacheWriteTokens: 0, completionTokens: 1, reasoningTokens: 0 };

let account: Account;
let scope: ReturnType<typeof mintSystemScope>;
beforeEach(async () => {
  account = await storeAccount();
  scope = mintSystemScope(account.organizationId, { kind: "operator" });
});

function foundOf(likely: string, more: { feature?: string; teams?: string[]; developers?: string[] } = {}): Found {
  const { feature = "triage", teams = [], developers = [] } = more;
  const range = { low: parseUsd("1"), likely: parseUsd(likely), high: parseUsd(likely) };
  return {
    finding: {
      kind: "cheaper_model",
      filters: { feature: [feature] },
      aspect: "",
      title: `${feature}: a lighter model`,
      confidence: "high",
      assumption: "",
      risk: "",
      change: { words: "Ask for it", snippet: "{}" },
      move: { from: { model: "a/b", provider: null }, to: { model: "c/d", provider: null } },
      atStakeUsd: null,
    },
    evidence: {
      from: FROM,
      to: TO,
      requests: 60,
      costUsd: parseUsd("20"),
      figures: [],
      generationIds: ["gen-1"],
      trialIds: ["gen-1", "gen-2"],
      baseline: {
        requests: 60,
        costUsd: parseUsd("20"),
        listUsd: null,
        modelListUsd: null,
        tokens: NO_TOKENS,
        retriedUsd: null,
        shareAtTarget: 0,
      },
    },
    alone: range,
    together: range,
    teams: { ids: teams, known: teams.length > 0 },
    developers: { ids: developers, known: developers.length > 0 },
  };
}

async function look(...found: Found[]): Promise<void> {
  await beginLook(account.organizationId, NOW);
  const sums = { from: FROM, to: TO, days: 30, requests: 60, costUsd: parseUsd("20"), outcomes: new Map() };
  await storeLook(account.organizationId, { ...sums, found }, NOW);
}

const only = async () => (await recommendations(scope, { states: ["open", "trial", "accepted", "rejected", "closed"] })).list[0];

describe("the life of a recommendation", () => {
  it("is one row however often it is found, closes itself, and comes back", async () => {
    await look(foundOf("10"));
    const first = await only();
    await Promise.all([look(foundOf("12")), look(foundOf("12"))]);
    expect((await recommendations(scope)).list.map(({ id, together }) => [id, usdToString(together.likely)])).toEqual([
      [first?.id, "12"],
    ]);
    await look();
    expect([(await only())?.state, (await recommendations(scope)).list]).toEqual(["closed", []]);
    await look(foundOf("10"));
    expect([(await only())?.id, (await only())?.state]).toEqual([first?.id, "open"]);
  });

  it("goes on trial with its fifty requests, and back", async () => {
    await look(foundOf("10"));
    const id = (await only())?.id ?? "";
    await decide(scope, id, { state: "trial", reason: "" }, NOW);
    expect(await only()).toMatchObject({ state: "trial", trialIds: ["gen-1", "gen-2"] });
    await look(foundOf("11"));
    expect((await only())?.state).toBe("trial");
    await decide(scope, id, { state: "open", reason: "" }, NOW);
    expect(await only()).toMatchObject({ state: "open", trialIds: [], decision: null });
  });

  it("is rejected for a reason alone, and stays so until it would save twice as much", async () => {
    await look(foundOf("10"));
    const id = (await only())?.id ?? "";
    await expect(decide(scope, id, { state: "rejected", reason: "  " }, NOW)).rejects.toThrow("Say why it is rejected");
    await decide(scope, id, { state: "rejected", reason: "Quality first" }, NOW);
    await look(foundOf("19"));
    expect(await only()).toMatchObject({ state: "rejected", decision: { reason: "Quality first" } });
    expect((await recommendations(scope)).total.likely).toBe(0n);
    await look(foundOf("20"));
    expect((await only())?.state).toBe("open");
  });

  it("keeps what it is held against from the day it was accepted, whatever is found later", async () => {
    await look(foundOf("10"));
    await decide(scope, (await only())?.id ?? "", { state: "accepted", reason: "" }, NOW);
    await look(foundOf("99"));
    const one = await only();
    expect([one?.state, one?.baseline?.requests, usdToString(one?.together.likely ?? (0n as never))]).toEqual([
      "accepted",
      60,
      "10",
    ]);
  });

  it("cannot be decided on once it no longer holds, nor by another organization", async () => {
    await look(foundOf("10"));
    const id = (await only())?.id ?? "";
    const others = mintSystemScope((await storeAccount()).organizationId, { kind: "operator" });
    await expect(decide(others, id, { state: "accepted", reason: "" }, NOW)).rejects.toThrow("There is no such recommendation.");
    expect(await recommendation(others, id)).toBeNull();
    await look();
    await expect(decide(scope, id, { state: "accepted", reason: "" }, NOW)).rejects.toThrow("It no longer holds");
    await expect(decide(scope, randomUUID(), { state: "open", reason: "" }, NOW)).rejects.toThrow("There is no such");
  });

  it("refuses a benchmark distance that is none", async () => {
    for (const points of [Number.NaN, -1, 101]) {
      await expect(setBenchmarkDistance(scope, points, NOW)).rejects.toThrow("between 0 and 100");
    }
    await setBenchmarkDistance(scope, 7.5, NOW);
    expect((await lookStatus(scope)).benchmarkDistance).toBe(7.5);
  });
});

describe("when it is looked for", () => {
  it("is once a day where there are books, at once when asked, and not while days wait or a look goes on", async () => {
    const due = async (now: Date, silentSeconds?: number) =>
      (await organizationsToLookAt(now, silentSeconds)).includes(account.organizationId);
    const minutes = (count: number) => new Date(NOW.getTime() + count * 60_000);
    expect(await due(NOW)).toBe(false);
    await storeBill(account, TO, "analytics", [], NOW);
    await rebuildDay(account.connectionId, TO, NOW);
    expect(await due(NOW)).toBe(true);
    await beginLook(account.organizationId, NOW);
    expect([await due(minutes(1)), await due(minutes(16))]).toEqual([false, true]);
    await look();
    expect([await due(minutes(1)), await due(minutes(24 * 60))]).toEqual([false, true]);
    await askForLook(scope, minutes(2));
    expect(await due(minutes(2))).toBe(true);
    // One that was asked for is looked for again where its worker died, and at once where it was told to end.
    await beginLook(account.organizationId, minutes(3));
    expect([await due(minutes(4)), await due(minutes(19)), await due(minutes(4), 0)]).toEqual([false, true, true]);
    await putBackLook(account.organizationId);
    expect(await due(minutes(4))).toBe(true);
    await markDirty(pool(), account.connectionId, [TO], NOW);
    expect(await due(minutes(2))).toBe(false);
  });
});

describe("who sees it", () => {
  const [team, other, developer] = [randomUUID(), randomUUID(), randomUUID()];
  const seenBy = async (role: "finance" | "manager" | "member", visibility: Visibility) => {
    const person = { kind: "person", userId: randomUUID(), email: "a@b.example" } as const;
    const asker = mintPersonScope(account.organizationId, person, role, visibility);
    const { list, total } = await recommendations(asker);
    return [
      list
        .map(({ filters }) => filters.feature?.[0])
        .sort()
        .join(),
      usdToString(total.likely),
    ];
  };

  it("is everybody who sees all spend, else those whose own all of its requests are", async () => {
    await look(
      foundOf("10", { feature: "ours", teams: [team], developers: [developer] }),
      foundOf("20", { feature: "shared", teams: [team, other], developers: [developer, randomUUID()] }),
      foundOf("30", { feature: "nobody" }),
    );
    expect(await seenBy("finance", { kind: "all" })).toEqual(["nobody,ours,shared", "60"]);
    expect(await seenBy("manager", { kind: "teams", teamIds: [team] })).toEqual(["ours", "10"]);
    expect(await seenBy("manager", { kind: "teams", teamIds: [] })).toEqual(["", "0"]);
    expect(await seenBy("member", { kind: "developers", developerIds: [developer] })).toEqual(["ours", "10"]);
    expect(await seenBy("member", { kind: "developers", developerIds: [other] })).toEqual(["", "0"]);
  });
});

describe("GET /api/v1/recommendations", () => {
  const ask = async (query: string) => {
    const { token } = await createToken(scope, { name: "test", scopes: ["read"], expiresAt: null }, NOW);
    return GET(
      new Request(`http://localhost/api/v1/recommendations?${query}`, { headers: { authorization: `Bearer ${token}` } }),
    );
  };

  it("answers as described, parts adding up to the sum", async () => {
    await look(foundOf("10"), foundOf("20.000000000001", { feature: "other" }));
    const answer = RecommendationsAnswer.parse(await (await ask("")).json());
    expect(answer).toMatchObject({
      total: { lowUsd: "2", likelyUsd: "30.000000000001" },
      period: { requests: 60, costUsd: "20" },
    });
    expect(answer.recommendations.map(({ together }) => together.likelyUsd)).toEqual(["20.000000000001", "10"]);
    expect(RecommendationsAnswer.parse(await (await ask("state=rejected")).json()).recommendations).toEqual([]);
  });

  it("has nothing to say of an organization that nobody looked at", async () => {
    const answer = RecommendationsAnswer.parse(await (await ask("")).json());
    expect(answer).toMatchObject({ period: null, lookedAt: null, recommendations: [], total: { likelyUsd: "0" } });
  });

  it("answers as CSV that no spreadsheet runs, and that reads back", async () => {
    await look(foundOf("10", { feature: NAME }));
    const { data, errors } = Papa.parse<Record<string, string>>(await (await ask("format=csv")).text(), {
      header: true,
      skipEmptyLines: true,
    });
    expect(errors).toEqual([]);
    expect(data[0]?.title?.startsWith("'=")).toBe(true);
    expect(restored(data[0]?.title ?? "")).toBe(`${NAME}: a lighter model`);
    expect(data[0]?.likely_usd_a_month).toBe("10");
  });

  it("refuses states that are none", async () => {
    expect((await ask("state=done")).status).toBe(400);
  });
});
