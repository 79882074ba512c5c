import { expect, it } from "vitest";
import { pool } from "../../db/client";
import type { AttributionRule } from "../../domain/attribution/rule";
import { parseDay } from "../../domain/day";
import { NO_FIGURES } from "../../domain/figures";
import { mintPersonScope, mintSystemScope } from "../../domain/mint-scope";
import { groupsOf } from "../../domain/recommendation/observed-traffic";
import { addUsd, parseUsd, type Usd, usdToString, ZERO_USD } from "../../domain/usd";
import { recommend } from "../../jobs/recommend";
import { saveAttribution } from "../../ledger/attribution/rules";
import { storeModels } from "../../ledger/catalogue/catalogue";
import { rebuildDirtyDays } from "../../ledger/rebuild/dirty-days";
import { rebuildDay } from "../../ledger/rebuild/rebuild-day";
import { drawnRequest } from "../../test/drawn-request";
import type { DrawnKey, DrawnRequest } from "../../test/generated-day";
import { type Account, storeAccount, storeBill, storeRequests } from "../../test/stored-day";
import { modelOffers } from "../catalogue/model-offers";
import { spend } from "../spend/spend";
import { knownDays } from "./keys";
import { recommendations } from "./recommendations";
import { observedDays } from "./traffic";

const [FRIDAY, SATURDAY] = [parseDay("2026-11-20"), parseDay("2026-11-21")];
const PERIOD = { from: FRIDAY, to: SATURDAY };
const NOW = new Date("2026-11-22T08:00:00Z");
const signal = new AbortController().signal;

const DEAR = { prompt: "0.000005", completion: "0.000025" };
const LIGHT = { prompt: "0.0000001", completion: "0.0000005" };
const modelOf = (permaslug: string, pricing: Record<string, unknown>) => ({
  permaslug,
  slug: permaslug,
  name: permaslug,
  author: "traffic",
  contextLength: 200_000,
  maxCompletionTokens: null,
  pricing,
  inputModalities: ["text"],
  outputModalities: ["text"],
  supportedParameters: ["tools"],
  benchmarks: { artificial_analysis: { intelligence_index: 50 } },
  createdAt: null,
  expirationDate: null,
});

const keyOf = (name: string, hasHash = true): DrawnKey => ({ name, hasHash, owned: true, creator: null, inWorkspace: true });

/** 10,000 prompt and 1,000 answer tokens on the dear model: 0.075 dollars. */
function requestOf(more: Partial<DrawnRequest> = {}): DrawnRequest {
  const tokens = { promptTokens: 10_000, cachedTokens: 0, completionTokens: 1_000 };
  return drawnRequest({
    model: "traffic/dear",
    figures: { ...NO_FIGURES, costUsd: parseUsd("0.075"), requests: 1, ...tokens },
    ...more,
  });
}

const many = (count: number, more: Partial<DrawnRequest>) =>
  Array.from({ length: count }, (_, index) => requestOf({ second: index * 600, ...more }));

type Condition = AttributionRule["conditions"][number];
function ruleOf(number: number, condition: Partial<Condition>, shares: Record<string, string>): AttributionRule {
  return {
    id: `10000000-0000-4000-8000-00000000000${number}`,
    name: `Rule ${number}`,
    enabled: true,
    conditions: [{ field: "key", tag: null, match: "exact", value: "", ...condition }],
    sets: { developer: [], team: [], feature: Object.entries(shares).map(([to, percent]) => ({ to, percent })) },
  };
}

async function book(account: Account, rules: AttributionRule[], days: Map<typeof FRIDAY, DrawnRequest[]>) {
  const scope = mintSystemScope(account.organizationId, { kind: "operator" });
  for (const [day, requests] of days) {
    await storeRequests(account, day, requests);
    const costUsd = requests.reduce((sum, { figures }) => addUsd(sum, figures.costUsd), ZERO_USD);
    const billed = { ...NO_FIGURES, key: 0, model: "traffic/dear", provider: null, costUsd, requests: requests.length };
    await storeBill(account, day, "analytics", requests.length === 0 ? [] : [billed], NOW);
    await rebuildDay(account.connectionId, day, NOW);
  }
  await saveAttribution(scope, { rules, basedOn: 0, note: "" }, NOW);
  await rebuildDirtyDays({ now: () => NOW, signal });
  return scope;
}

/** What single requests cost by feature: as findings see it, and as the Features page does. */
async function byFeature(scope: ReturnType<typeof mintSystemScope>) {
  const models = await modelOffers(scope);
  const every = { has: () => true } as unknown as ReadonlySet<string>;
  const lookedAt = { features: every, apps: every, keys: every, wholeKeys: new Set<string>() };
  const seen = new Map<string, Usd>();
  for await (const { cells } of observedDays(scope, PERIOD, { models, lookedAt }, signal)) {
    for (const { feature, costUsd } of cells) seen.set(feature ?? "", addUsd(seen.get(feature ?? "") ?? ZERO_USD, costUsd));
  }
  const { rows } = await spend(scope, { ...PERIOD, by: ["feature"], filters: { evidence: ["generation"] } }, SATURDAY);
  const shown = (entries: Iterable<readonly [string, Usd]>) => [...entries].map(([name, usd]) => [name, usdToString(usd)]).sort();
  return { seen: shown(seen), booked: shown(rows.map(({ values, costUsd }) => [values.feature?.id ?? "", costUsd] as const)) };
}

it("has requests under the feature that the books have them under, to the last digit: by tag, session, user, app and key, and split", async () => {
  const account = await storeAccount([keyOf("gateway"), keyOf("nightly")]);
  await pool().query("UPDATE keys SET environment = 'ci' WHERE id = $1", [account.keyIds[1]]);
  const rules = [
    ruleOf(1, { field: "tag", tag: "service", value: "search" }, { Search: "100" }),
    ruleOf(2, { field: "session", match: "prefix", value: "chat-" }, { Chat: "100" }),
    ruleOf(3, { field: "user", value: "ada@example.com" }, { Research: "100" }),
    ruleOf(4, { field: "app", value: "Bot" }, { Support: "25", Sales: "75" }),
    ruleOf(5, { field: "environment", value: "ci" }, { Checks: "100" }),
  ];
  const friday = [
    requestOf({ tags: { service: "search" }, feature: "said-otherwise" }),
    requestOf({ tags: { service: "billing" }, feature: "invoices" }),
    requestOf({ sessionId: "chat-1" }),
    requestOf({ sessionId: "chat-2", externalUser: "ada@example.com" }),
    requestOf({ externalUser: "ada@example.com" }),
    requestOf({ app: "Bot", feature: "ignored" }),
    requestOf({ key: 1 }),
    // Known by the key's name alone: the bill tells which key it was.
    requestOf({ key: null, keyIsCertain: false, keyName: "gateway" }),
  ];
  const scope = await book(account, rules, new Map([[FRIDAY, friday]]));
  const { seen, booked } = await byFeature(scope);
  expect(seen).toEqual(booked);
  expect(seen).toEqual([
    ["", "0.075"],
    ["Chat", "0.15"],
    ["Checks", "0.075"],
    ["Research", "0.075"],
    ["Sales", "0.05625"],
    ["Search", "0.075"],
    ["Support", "0.01875"],
    ["invoices", "0.075"],
  ]);
});

it("finds what would save dollars under the feature that a rule names, with the dollars that the feature has", async () => {
  await storeModels([modelOf("traffic/dear", DEAR), modelOf("traffic/light", LIGHT)], new Date("2026-11-22T07:00:00Z"));
  const account = await storeAccount([keyOf("gateway")]);
  const rules = [ruleOf(1, { field: "tag", tag: "service", value: "search" }, { Search: "100" })];
  const requests = many(60, { tags: { service: "search" } });
  const scope = await book(account, rules, new Map([[FRIDAY, requests]]));
  await recommend(account.organizationId, { now: () => NOW, signal });
  const found = (await recommendations(scope)).list.filter(({ kind }) => kind === "cheaper_model");
  const { rows } = await spend(scope, { ...PERIOD, by: ["feature"], filters: { model: ["traffic/dear"] } }, SATURDAY);
  expect(found.map(({ filters, evidence }) => [filters.feature, usdToString(evidence.costUsd)])).toEqual([
    [["Search"], usdToString(rows.find(({ values }) => values.feature?.id === "Search")?.costUsd ?? ZERO_USD)],
  ]);
  // 4.5 a day on the dear model, 0.09 on the light one, of the one day that is known.
  expect([usdToString(found[0]?.alone.likely ?? ZERO_USD), found[0]?.confidence]).toEqual(["132.3", "low"]);
  const asManagerOf = async (teamId: string) => {
    const person = { kind: "person", userId: account.ownerId, email: "m@acme.example" } as const;
    const manager = mintPersonScope(account.organizationId, person, "manager", { kind: "teams", teamIds: [teamId] });
    return (await recommendations(manager)).list.map(({ id }) => id);
  };
  expect(await asManagerOf(account.teamId)).toContain(found[0]?.id);
  expect(await asManagerOf(account.ownerId)).toEqual([]);
});

it("adds up what is not looked at by itself, so that a name of its own for each request fills no memory", async () => {
  const account = await storeAccount([keyOf("gateway")]);
  const requests = Array.from({ length: 5 }, (_, index) => requestOf({ second: index, app: `run-${index}` }));
  const scope = await book(account, [], new Map([[FRIDAY, [...requests, requestOf({ feature: "triage" })]]]));
  const models = await modelOffers(scope);
  const lookedAt = {
    features: new Set(["triage"]),
    apps: new Set<string>(),
    keys: new Set<string>(),
    wholeKeys: new Set<string>(),
  };
  const found = [];
  for await (const { cells } of observedDays(scope, PERIOD, { models, lookedAt }, signal)) found.push(...cells);
  expect(
    found.map(({ feature, app, isRest, requests: count, costUsd }) => [feature, app, isRest, count, usdToString(costUsd)]),
  ).toEqual(
    expect.arrayContaining([
      [null, null, true, 5, "0.375"],
      ["triage", null, false, 1, "0.075"],
    ]),
  );
  expect(found).toHaveLength(2);
  expect(groupsOf({ cells: found, keyName: (id) => id }).map(({ label }) => label)).toEqual(["triage"]);
});

it("takes a day on which nothing was charged for known, and one that only a bill tells of not", async () => {
  const account = await storeAccount([keyOf("gateway")]);
  const scope = await book(
    account,
    [],
    new Map([
      [FRIDAY, many(2, {})],
      [SATURDAY, []],
    ]),
  );
  expect(await knownDays(scope, PERIOD)).toEqual({ booked: 2, told: 2 });
  const billed = { ...NO_FIGURES, key: 0, model: "traffic/dear", provider: null, costUsd: parseUsd("1"), requests: 1 };
  await storeBill(account, SATURDAY, "analytics", [billed], NOW);
  await rebuildDay(account.connectionId, SATURDAY, NOW);
  expect(await knownDays(scope, PERIOD)).toEqual({ booked: 2, told: 1 });
});
