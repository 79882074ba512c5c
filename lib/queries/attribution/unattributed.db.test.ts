import fc from "fast-check";
import { expect, it } from "vitest";
import { addDays, parseDay } from "../../domain/day";
import { NO_FIGURES } from "../../domain/figures";
import { mintPersonScope, mintSystemScope } from "../../domain/mint-scope";
import { parseView } from "../../domain/spend/view";
import { parseUsd, sumUsd, parseUsd as usd, ZERO_USD } from "../../domain/usd";
import { setKeyOwner } from "../../ledger/people/developers";
import { rebuildDirtyDays } from "../../ledger/rebuild/dirty-days";
import { rebuildDay } from "../../ledger/rebuild/rebuild-day";
import { drawnRequest } from "../../test/drawn-request";
import { drawnDay } from "../../test/generated-day";
import { type Account, storeAccount, storeBill, storeRequests } from "../../test/stored-day";
import { overview } from "../spend/overview";
import { unattributed } from "./unattributed";

const TODAY = parseDay("2026-11-21");
const DAY = parseDay("2026-11-10");
const NOW = new Date("2026-11-21T12:00:00Z");
const view = parseView(new URLSearchParams(), TODAY);
const operator = (account: Account) => mintSystemScope(account.organizationId, { kind: "operator" });
const rebuild = (account: Account) => rebuildDirtyDays({ now: () => NOW, connectionId: account.connectionId });

const key = (name: string) => ({ hasHash: true, name, owned: false, creator: null, inWorkspace: true }) as const;
const request = (place: number, externalUser: string | null, cost: string, feature: string | null = null) =>
  drawnRequest({ key: place, externalUser, feature, figures: { ...NO_FIGURES, costUsd: usd(cost), requests: 1 } });
const cell = (place: number, cost: string, requests: number) => ({
  ...{ ...NO_FIGURES, key: place, model: "m", provider: null, requests },
  costUsd: usd(cost),
});

/** Two days. `owner-laptop`: 6 billed a day, of which a request of 1 is known; `ci`: 2 billed a day, 1.5 of it by bob. */
async function twoDays(): Promise<Account> {
  const account = await storeAccount([key("owner-laptop"), key("ci")]);
  for (const day of [DAY, addDays(DAY, 1)]) {
    await storeRequests(account, day, [request(0, null, "1"), request(1, "bob", "1.5", "chat"), request(1, null, "0.5")]);
    await storeBill(account, day, "analytics", [cell(0, "6", 4), cell(1, "2", 2)], NOW);
    await rebuildDay(account.connectionId, day, NOW);
  }
  return account;
}

it("says what nobody is charged for, largest first, who probably is to be, and what has no feature", async () => {
  const account = await twoDays();
  const found = await unattributed(operator(account), view, NOW);
  expect(found.causes).toEqual([
    { cause: "bill_ownerless", costUsd: usd("10"), requests: 6 },
    { cause: "requests_ownerless", costUsd: usd("3"), requests: 4 },
  ]);
  expect(found.keys).toMatchObject([
    {
      ...{ label: "owner-laptop", costUsd: usd("12"), billOnlyUsd: usd("10"), requests: 8, firstDay: DAY },
      suggestion: { developerId: account.ownerId, name: "Owner", because: "named_after" },
    },
    { label: "ci", costUsd: usd("1"), billOnlyUsd: ZERO_USD, suggestion: { name: "bob", because: "spends_most" } },
  ]);
  expect(found.bareDevelopers).toMatchObject([{ name: "bob", costUsd: usd("3") }]);
  expect(found.featureless).toMatchObject([
    { key: { label: "owner-laptop" }, app: null, costUsd: usd("12") },
    { key: { label: "ci" }, app: null, costUsd: usd("1") },
  ]);
  expect(found.featurelessUsd).toBe(usd("13"));
  expect(found.coverage.total.shares).toEqual({ developer: 3 / 16, feature: 3 / 16, requests: 6 / 16 });
});

it("moves exactly the dollars that stand beside a key once it has an owner from the day that stands there", async () => {
  const account = await twoDays();
  const before = await unattributed(operator(account), view, NOW);
  const [laptop] = before.keys;
  if (!laptop?.id || !laptop.suggestion) throw new Error("the key is known and has a suggestion");
  await setKeyOwner(operator(account), laptop.id, laptop.suggestion.developerId, laptop.firstDay, NOW);
  await rebuild(account);
  const after = await unattributed(operator(account), view, NOW);
  expect(sumUsd([after.balance.unattributedUsd, laptop.costUsd])).toBe(before.balance.unattributedUsd);
  expect(sumUsd([before.balance.explainedUsd, laptop.costUsd])).toBe(after.balance.explainedUsd);
  expect(after.keys.map(({ label }) => label)).toEqual(["ci"]);
});

it("adds up to Unattributed, No feature and Difference of the overview, whatever the days", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(drawnDay, { minLength: 1, maxLength: 3 }), async (days) => {
      const account = await storeAccount(days[0]?.keys);
      for (const [index, drawn] of days.entries()) {
        await storeRequests(account, addDays(DAY, index), drawn.requests);
        const cells = new Map(
          drawn.cells.map((one) => [
            JSON.stringify([one.key === null ? null : account.keyIds[one.key], one.model, one.provider]),
            one,
          ]),
        );
        if (drawn.books !== "log") await storeBill(account, addDays(DAY, index), drawn.books, [...cells.values()], NOW);
        await rebuildDay(account.connectionId, addDays(DAY, index), NOW);
      }
      const scope = operator(account);
      for (const query of ["", "model=meta/llama:free"]) {
        const asked = parseView(new URLSearchParams(query), TODAY);
        const { balance } = await overview(scope, asked, NOW);
        const found = await unattributed(scope, asked, NOW);
        expect(found.balance).toEqual(balance);
        expect(sumUsd(found.causes.map((cause) => cause.costUsd))).toBe(balance.unattributedUsd);
        expect(sumUsd([...found.keys, found.restOfKeys].map((row) => row.costUsd))).toBe(balance.unattributedUsd);
        expect(sumUsd(found.differences.map((row) => row.costUsd))).toBe(balance.differenceUsd);
        expect(sumUsd([...found.featureless, found.restOfFeatureless].map((row) => row.costUsd))).toBe(found.featurelessUsd);
        const { billedUsd, featureUsd } = found.coverage.total;
        expect(sumUsd([featureUsd, found.featurelessUsd, balance.differenceUsd])).toBe(billedUsd);
      }
    }),
    { numRuns: 12 },
  );
});

it("leaves a filter by developer aside, and shows nobody what is not theirs", async () => {
  const account = await twoDays();
  const filtered = parseView(new URLSearchParams(`developer=${account.ownerId}`), TODAY);
  expect((await unattributed(operator(account), filtered, NOW)).balance.unattributedUsd).toBe(parseUsd("13"));
  const actor = { kind: "person", userId: account.ownerId, email: "owner@acme.com" } as const;
  for (const visibility of [
    { kind: "teams", teamIds: [account.teamId] },
    { kind: "developers", developerIds: [account.ownerId] },
  ] as const) {
    const scope = mintPersonScope(account.organizationId, { ...actor }, "member", visibility);
    const found = await unattributed(scope, view, NOW);
    expect([found.causes, found.keys, found.bareDevelopers, found.featureless]).toEqual([[], [], [], []]);
  }
});
