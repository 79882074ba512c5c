import { beforeAll, expect, it } from "vitest";
import { parseDay } from "../../domain/day";
import { mintPersonScope, mintSystemScope } from "../../domain/mint-scope";
import { parseView } from "../../domain/spend/view";
import { sumUsd, parseUsd as usd, ZERO_USD } from "../../domain/usd";
import { rebuildDay } from "../../ledger/rebuild/rebuild-day";
import { drawnRequest } from "../../test/drawn-request";
import type { DrawnCell, DrawnKey } from "../../test/generated-day";
import { type Account, storeAccount, storeBill, storeRequests } from "../../test/stored-day";
import { spendDetail } from "./detail";
import { spendReasons } from "./reasons";

const TODAY = parseDay("2026-11-21");
const DAY = parseDay("2026-11-10");
const NOW = new Date("2026-11-21T12:00:00Z");
const FIGURES = {
  byokUsd: ZERO_USD,
  promptTokens: 50,
  cachedTokens: 20,
  cacheWriteTokens: 0,
  completionTokens: 5,
  reasoningTokens: null,
};

const key = (name: string): DrawnKey => ({ hasHash: true, name, owned: false, creator: null, inWorkspace: true });
const cell = (place: number, cost: string, requests: number): DrawnCell => ({
  ...FIGURES,
  requests,
  key: place,
  model: "m/one",
  provider: null,
  costUsd: usd(cost),
});
const request = (place: number, externalUser: string | null, second: number, cost: string) => {
  const figures = { ...FIGURES, requests: 1, costUsd: usd(cost) };
  return drawnRequest({ second, key: place, model: "m/one", provider: "OpenAI", externalUser, figures });
};

let account: Account;
const everything = () => mintSystemScope(account.organizationId, { kind: "operator" });
const view = parseView(new URLSearchParams(), TODAY);

/** Nobody owns a key. The first: 5 billed, of which one request without a user is known (1). The second: 2 billed, 2.25 known. */
beforeAll(async () => {
  account = await storeAccount([key("first"), key("second")]);
  await storeRequests(account, DAY, [request(0, null, 1, "1"), request(1, "bob", 2, "2.25")]);
  await storeBill(account, DAY, "analytics", [cell(0, "5", 3), cell(1, "2", 1)], NOW);
  await rebuildDay(account.connectionId, DAY, NOW);
});

it("says why spend has no developer, largest first", async () => {
  expect(await spendReasons(everything(), "developer", "none", view, NOW)).toEqual([
    { reason: "no_evidence_no_owner", costUsd: usd("4"), requests: 2 },
    { reason: "no_user_no_owner", costUsd: usd("1"), requests: 1 },
  ]);
});

it("says what a difference is, whichever list it stands in", async () => {
  for (const dimension of ["developer", "feature"] as const) {
    expect(await spendReasons(everything(), dimension, "difference", view, NOW)).toMatchObject([
      { reason: "evidence_exceeds_bill", costUsd: usd("-0.25") },
    ]);
  }
});

it.each(["none", "difference"])("adds up to the page of %s", async (word) => {
  const reasons = await spendReasons(everything(), "developer", word, view, NOW);
  const { total } = await spendDetail(everything(), "developer", word, view, NOW);
  expect(sumUsd(reasons.map(({ costUsd }) => costUsd))).toBe(total.costUsd);
});

it("keeps to the view's filters and to what the asker sees", async () => {
  const second = parseView(new URLSearchParams({ key: account.keyIds[1] ?? "" }), TODAY);
  expect(await spendReasons(everything(), "developer", "none", second, NOW)).toEqual([]);
  const actor = { kind: "person", userId: "u", email: "a@b.c" } as const;
  const member = mintPersonScope(account.organizationId, actor, "member", { kind: "developers", developerIds: [] });
  expect(await spendReasons(member, "developer", "none", view, NOW)).toEqual([]);
});

it("has nothing to say of spend that needs no reason", async () => {
  expect(await spendReasons(everything(), "feature", "none", view, NOW)).toEqual([]);
  expect(await spendReasons(everything(), "model", "m/one", view, NOW)).toEqual([]);
});
