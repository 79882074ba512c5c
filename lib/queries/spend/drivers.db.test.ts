import fc from "fast-check";
import { expect, it } from "vitest";
import { addDays, parseDay } from "../../domain/day";
import { NO_FIGURES } from "../../domain/figures";
import { mintPersonScope, mintSystemScope } from "../../domain/mint-scope";
import { comparableChange, EFFECTS } from "../../domain/spend/drivers";
import { parseUsd, subtractUsd, sumUsd } from "../../domain/usd";
import { rebuildDay } from "../../ledger/rebuild/rebuild-day";
import { drawnRequest } from "../../test/drawn-request";
import { type DrawnDay, drawnDay } from "../../test/generated-day";
import { storeAccount, storeBill, storeRequests } from "../../test/stored-day";
import { driversOf } from "./drivers";
import { spend } from "./spend";

const TODAY = parseDay("2026-11-21");
const NOW = new Date("2026-11-21T08:00:00Z");
const FIRST = parseDay("2026-11-16");
const DAYS = [FIRST, addDays(FIRST, 1), addDays(FIRST, 2)] as const;

async function store(days: readonly (readonly [index: 0 | 1 | 2, drawn: DrawnDay])[]) {
  const account = await storeAccount(days[0]?.[1].keys);
  for (const [index, drawn] of days) {
    await storeRequests(account, DAYS[index], drawn.requests);
    await rebuildDay(account.connectionId, DAYS[index], NOW);
  }
  return { ...account, scope: mintSystemScope(account.organizationId, { kind: "operator" }) };
}

it("adds up to what the spend query says of both periods, by every dimension", async () => {
  await fc.assert(
    fc.asyncProperty(drawnDay, drawnDay, drawnDay, async (one, two, three) => {
      const { scope } = await store([
        [0, one],
        [1, two],
        [2, three],
      ]);
      const [before, after] = [
        { from: DAYS[0], to: DAYS[0] },
        { from: DAYS[1], to: DAYS[2] },
      ];
      const drivers = await driversOf(scope, { filters: {}, before, after }, TODAY);
      const costs = await Promise.all(
        [before, after].map(async (period) => (await spend(scope, { ...period, by: [], filters: {} }, TODAY)).total.costUsd),
      );
      if (!drivers) return;
      expect([drivers.beforeUsd, drivers.afterUsd]).toEqual(costs);
      for (const { effects, rows } of drivers.dimensions) {
        expect(sumUsd(EFFECTS.map((effect) => effects[effect]))).toBe(drivers.changeUsd);
        expect(sumUsd(rows.map((row) => row.changeUsd))).toBe(drivers.changeUsd);
        expect(subtractUsd(drivers.changeUsd, effects.daysUsd)).toBe(comparableChange(effects));
      }
    }),
    { numRuns: 6 },
  );
});

const cell = (key: number, model: string, cost: string, requests: number) => ({
  ...NO_FIGURES,
  key,
  model,
  provider: "OpenAI",
  costUsd: parseUsd(cost),
  requests,
});

it("names the key of a runaway loop and what ran in it, and sees no more than its asker", async () => {
  const named = (name: string, owned: boolean) => ({ hasHash: true, name, owned, creator: null, inWorkspace: false });
  const account = await storeAccount([named("laptop", true), named("ci-loop", false)]);
  await storeBill(account, DAYS[0], "analytics", [cell(0, "gpt", "10", 100), cell(1, "gpt", "1", 10)], NOW);
  const busy = [cell(0, "gpt", "11", 110), cell(1, "gpt", "1", 10), cell(1, "opus", "50", 500)];
  await storeBill(account, DAYS[1], "analytics", busy, NOW);
  for (const day of [DAYS[0], DAYS[1]]) await rebuildDay(account.connectionId, day, NOW);
  const question = {
    filters: {},
    before: { from: addDays(DAYS[0], -30), to: DAYS[0] },
    after: { from: DAYS[1], to: DAYS[1] },
  };
  const all = await driversOf(mintSystemScope(account.organizationId, { kind: "job" }), question, TODAY);
  expect(all?.sentence).toBe("Key ci-loop (model opus) made +$50.00 of the +$51.00: 51 times as many requests.");
  expect(all?.days).toEqual({ before: 1, after: 1 });
  const owner = mintPersonScope(account.organizationId, { kind: "person", userId: "u", email: "o@example.com" }, "member", {
    kind: "developers",
    developerIds: [account.ownerId],
  });
  const own = await driversOf(owner, question, TODAY);
  expect([own?.changeUsd, own?.dimensions.flatMap(({ rows }) => rows.map(({ value }) => value.label))]).toEqual([
    parseUsd("1"),
    ["Owner", "laptop", "gpt", "No feature"],
  ]);
});

it("tells why by what has all the names: a loop on a dear model is more requests, not dearer ones", async () => {
  const named = (name: string) => ({ hasHash: true, name, owned: true, creator: null, inWorkspace: false });
  const account = await storeAccount([named("assistants"), named("laptop")]);
  await storeBill(
    account,
    DAYS[0],
    "analytics",
    [cell(0, "gpt", "100", 10_000), cell(0, "opus", "10", 50), cell(1, "gpt", "5", 500)],
    NOW,
  );
  await storeBill(
    account,
    DAYS[1],
    "analytics",
    [cell(0, "gpt", "100", 10_000), cell(0, "opus", "110", 550), cell(1, "gpt", "6", 600)],
    NOW,
  );
  for (const day of [DAYS[0], DAYS[1]]) await rebuildDay(account.connectionId, day, NOW);
  const [before, after] = [DAYS[0], DAYS[1]].map((day) => ({ from: day, to: day }));
  const scope = mintSystemScope(account.organizationId, { kind: "job" });
  const drivers = await driversOf(scope, { filters: {}, before: before!, after: after! }, TODAY);
  expect(drivers?.top?.cause).toBe("volume");
  expect(drivers?.sentence).toBe(
    "Developer Owner made all of the +$101.00, in it key assistants, model opus +$100.00: 11 times as many requests.",
  );
});

it("says nothing of a period that is not in the books, and refuses filters that cannot be asked", async () => {
  const account = await storeAccount([]);
  await storeBill(account, DAYS[0], "analytics", [], NOW);
  await rebuildDay(account.connectionId, DAYS[0], NOW);
  const scope = mintSystemScope(account.organizationId, { kind: "job" });
  const [known, unknown] = [
    { from: DAYS[0], to: DAYS[0] },
    { from: DAYS[1], to: DAYS[2] },
  ];
  expect(await driversOf(scope, { filters: {}, before: known, after: unknown }, TODAY)).toBeNull();
  expect(await driversOf(scope, { filters: {}, before: unknown, after: known }, TODAY)).toBeNull();
  expect(await driversOf(scope, { filters: {}, before: known, after: known }, TODAY)).toMatchObject({
    top: null,
    sentence: null,
  });
  await expect(driversOf(scope, { filters: { key: ["no id"] }, before: known, after: known }, TODAY)).rejects.toMatchObject({
    code: "invalid_input",
  });
});

it("takes days of which no single request is known for no days without spend of a feature or a provider", async () => {
  const key = { hasHash: true, name: "assistants", owned: false, creator: null, inWorkspace: false };
  const account = await storeAccount([key]);
  const request = (cost: string) =>
    drawnRequest({ key: 0, model: "gpt", feature: "search", figures: { ...NO_FIGURES, costUsd: parseUsd(cost), requests: 1 } });
  await storeBill(account, DAYS[0], "analytics", [cell(0, "gpt", "10", 1)], NOW);
  await storeRequests(account, DAYS[1], [request("10")]);
  await storeBill(account, DAYS[1], "analytics", [cell(0, "gpt", "10", 1)], NOW);
  await storeRequests(account, DAYS[2], [request("11")]);
  await storeBill(account, DAYS[2], "analytics", [cell(0, "gpt", "11", 1)], NOW);
  for (const day of DAYS) await rebuildDay(account.connectionId, day, NOW);
  const scope = mintSystemScope(account.organizationId, { kind: "job" });
  const before = { from: DAYS[0], to: DAYS[1] };
  const after = { from: DAYS[2], to: DAYS[2] };
  const ofFeature = await driversOf(scope, { filters: { feature: ["search"] }, before, after }, TODAY);
  expect([ofFeature?.days, ofFeature?.comparableUsd]).toEqual([{ before: 1, after: 1 }, parseUsd("1")]);
  const onlyBill = { from: DAYS[0], to: DAYS[0] };
  expect(await driversOf(scope, { filters: { feature: ["search"] }, before: onlyBill, after }, TODAY)).toBeNull();
  const ofAll = await driversOf(scope, { filters: {}, before: onlyBill, after }, TODAY);
  expect(ofAll?.dimensions.map(({ dimension }) => dimension)).toEqual(["key", "model"]);
  // Nor does Analytics tell providers: all of one would be new.
  const provider = { filters: {}, before: onlyBill, after, dimensions: ["provider"] } as const;
  expect(await driversOf(scope, provider, TODAY)).toBeNull();
  const ofBills = await driversOf(scope, { filters: {}, before: onlyBill, after: onlyBill }, TODAY);
  expect(ofBills?.dimensions).toHaveLength(4);
});
