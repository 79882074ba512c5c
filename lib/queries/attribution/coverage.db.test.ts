import { beforeAll, describe, expect, it } from "vitest";
import { parseDay } from "../../domain/day";
import { mintPersonScope, mintSystemScope } from "../../domain/mint-scope";
import type { AuthorizedScope } from "../../domain/scope";
import { parseView } from "../../domain/spend/view";
import { parseUsd as usd, ZERO_USD } from "../../domain/usd";
import { rebuildDay } from "../../ledger/rebuild/rebuild-day";
import { drawnRequest } from "../../test/drawn-request";
import type { DrawnCell, DrawnKey } from "../../test/generated-day";
import { type Account, storeAccount, storeBill, storeRequests } from "../../test/stored-day";
import { snapshot } from "../snapshot";
import { overview } from "../spend/overview";
import { coverage } from "./coverage";

const TODAY = parseDay("2026-11-21");
const [FIRST, SECOND, EMPTY] = [parseDay("2026-11-10"), parseDay("2026-11-11"), parseDay("2026-11-12")];
const NOW = new Date("2026-11-21T12:00:00Z");
const FIGURES = {
  byokUsd: ZERO_USD,
  requests: 1,
  promptTokens: 50,
  cachedTokens: 20,
  cacheWriteTokens: 0,
  completionTokens: 5,
  reasoningTokens: null,
};
const key = (owned: boolean): DrawnKey => ({ hasHash: true, name: String(owned), owned, creator: null, inWorkspace: true });
const cell = (place: number, cost: string): DrawnCell => ({
  ...FIGURES,
  requests: 9,
  key: place,
  model: "m/one",
  provider: null,
  costUsd: usd(cost),
});
const request = (place: number, feature: string | null, cost: string) =>
  drawnRequest({ key: place, model: "m/one", provider: "OpenAI", feature, figures: { ...FIGURES, costUsd: usd(cost) } });

let account: Account;
const everything = () => mintSystemScope(account.organizationId, { kind: "operator" });
const view = parseView(new URLSearchParams(), TODAY);
const ask = (scope: AuthorizedScope, asked = view) => snapshot((client) => coverage(scope, asked, NOW, client));

/** The first key is owned, the second is nobody's. On the second day requests are known for more than was billed. */
beforeAll(async () => {
  account = await storeAccount([key(true), key(false)]);
  await storeRequests(account, FIRST, [request(0, "search", "2"), request(1, null, "1")]);
  await storeBill(account, FIRST, "analytics", [cell(0, "6"), cell(1, "4")], NOW);
  await storeRequests(account, SECOND, [request(0, "search", "3")]);
  await storeBill(account, SECOND, "analytics", [cell(0, "2")], NOW);
  await storeBill(account, EMPTY, "analytics", [], NOW);
  for (const day of [FIRST, SECOND, EMPTY]) await rebuildDay(account.connectionId, day, NOW);
});

describe("coverage", () => {
  it("says by day how much has a developer, a feature and single requests, and leaves unknown days out", async () => {
    const { days } = await ask(everything());
    expect(days).toMatchObject([
      { day: FIRST, billedUsd: usd("10"), developerUsd: usd("6"), featureUsd: usd("2"), requestsUsd: usd("3") },
      { day: SECOND, billedUsd: usd("2"), developerUsd: usd("3"), featureUsd: usd("3"), requestsUsd: usd("2") },
      { day: EMPTY, billedUsd: ZERO_USD, shares: { developer: null, feature: null, requests: null } },
    ]);
    expect(days[0]?.shares).toEqual({ developer: 0.6, feature: 0.2, requests: 0.3 });
    expect(days[1]?.shares).toEqual({ developer: 1, feature: 1, requests: 1 });
  });

  it("has the same total as the page beside it", async () => {
    const { total } = await ask(everything());
    const page = await overview(everything(), view, NOW);
    expect(total).toMatchObject({ billedUsd: page.total.costUsd, developerUsd: page.balance.explainedUsd });
    expect(total.shares).toMatchObject({ developer: 0.75, requests: 5 / 12 });
  });

  it("keeps to the view's filters and to what the asker sees", async () => {
    const nobodys = parseView(new URLSearchParams({ key: account.keyIds[1] ?? "" }), TODAY);
    expect((await ask(everything(), nobodys)).total).toMatchObject({ billedUsd: usd("4"), developerUsd: ZERO_USD });
    const actor = { kind: "person", userId: "u", email: "a@b.c" } as const;
    const manager = mintPersonScope(account.organizationId, actor, "manager", { kind: "teams", teamIds: [account.teamId] });
    expect((await ask(manager)).total).toMatchObject({ billedUsd: usd("9"), developerUsd: usd("9"), featureUsd: usd("5") });
    const member = mintPersonScope(account.organizationId, actor, "member", { kind: "developers", developerIds: [] });
    expect((await ask(member)).total.shares.developer).toBeNull();
    const stranger = mintSystemScope("00000000-0000-4000-8000-000000000000", { kind: "operator" });
    expect((await ask(stranger)).days).toEqual([]);
  });
});
