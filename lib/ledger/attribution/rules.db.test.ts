import { expect, it } from "vitest";
import { pool } from "../../db/client";
import type { AttributionRule } from "../../domain/attribution/rule";
import { parseDay } from "../../domain/day";
import { NO_FIGURES } from "../../domain/figures";
import { mintPersonScope, mintSystemScope } from "../../domain/mint-scope";
import { ROLES } from "../../domain/role";
import { parseUsd } from "../../domain/usd";
import { attributionVersion, attributionVersions, rulesProgress } from "../../queries/attribution/attribution";
import { whyAttributed } from "../../queries/attribution/why-attributed";
import { drawnRequest } from "../../test/drawn-request";
import { type Account, storeAccount, storeBill, storeRequests } from "../../test/stored-day";
import { mergeDevelopers } from "../people/developers";
import { rebuildDirtyDays } from "../rebuild/dirty-days";
import { rebuildDay } from "../rebuild/rebuild-day";
import { restoreAttribution, saveAttribution } from "./rules";

const DAY = parseDay("2026-11-20");
const NOW = new Date("2026-11-21T08:00:00Z");
const scopeOf = (account: Account) => mintSystemScope(account.organizationId, { kind: "operator" });

async function addDeveloper({ organizationId }: Account, name: string): Promise<string> {
  const { rows } = await pool().query("INSERT INTO developers (organization_id, name) VALUES ($1, $2) RETURNING id", [
    organizationId,
    name,
  ]);
  return rows[0].id;
}

const KEY = { hasHash: true, name: "ci", owned: true, creator: null, inWorkspace: true };

/** A day with one request and a remainder on one key that has an owner, in the books. */
async function accountWithDay(): Promise<Account> {
  const account = await storeAccount([KEY]);
  const figures = { ...NO_FIGURES, costUsd: parseUsd("1"), requests: 1 };
  await storeRequests(account, DAY, [drawnRequest({ sessionId: "run-1" })]);
  await storeBill(
    account,
    DAY,
    "analytics",
    [{ ...figures, key: 0, model: "m", provider: null, costUsd: parseUsd("3"), requests: 3 }],
    NOW,
  );
  await rebuildDay(account.connectionId, DAY, NOW);
  return account;
}

const id = (number: number) => `10000000-0000-4000-8000-00000000000${number}`;
const one = (to: string) => [{ to, percent: "100" }];

function rule(number: number, sets: Partial<AttributionRule["sets"]>, value = "ci"): AttributionRule {
  const all = { developer: [], team: [], feature: [], ...sets };
  return {
    id: id(number),
    name: `Rule ${number}`,
    enabled: true,
    conditions: [{ field: "key", tag: null, match: "exact", value }],
    sets: all,
  };
}

async function linesOf({ connectionId }: Account) {
  const { rows } = await pool().query(
    `SELECT evidence, d.name AS who, attribution, t.name AS team, feature, trim_scale(cost_usd)::text AS cost,
       developer_rule_id AS by_developer, team_rule_id AS by_team, feature_rule_id AS by_feature
     FROM spend_lines l LEFT JOIN developers d ON d.id = l.developer_id LEFT JOIN teams t ON t.id = l.team_id
     WHERE connection_id = $1 ORDER BY evidence, who`,
    [connectionId],
  );
  return rows.map((row) => Object.values(row));
}

it("rebuilds every day by the newest rules, says on each line which rule decided, and shows how far it has come", async () => {
  const account = await accountWithDay();
  const scope = scopeOf(account);
  const ada = await addDeveloper(account, "Ada");
  const rules = [rule(1, { developer: one(ada) }), rule(2, { team: one(account.teamId), feature: one("builds") })];
  expect(await saveAttribution(scope, { rules, note: "Builds are Ada's", basedOn: 0 }, NOW)).toEqual({ version: 1 });
  expect(await rulesProgress(scope)).toEqual({ version: 1, days: 1, left: 1 });
  await rebuildDirtyDays({ now: () => NOW, connectionId: account.connectionId });
  expect(await rulesProgress(scope)).toEqual({ version: 1, days: 1, left: 0 });
  expect(await linesOf(account)).toEqual([
    ["generation", "Ada", "rule", "Platform", "builds", "1", id(1), id(2), id(2)],
    ["remainder", "Ada", "rule", "Platform", "builds", "2", id(1), id(2), id(2)],
  ]);
});

it("refuses what was made on an outdated version, of another organization, or by a role that may not", async () => {
  const account = await accountWithDay();
  const stranger = await storeAccount([]);
  const scope = scopeOf(account);
  const save = (rules: unknown, basedOn = 0, by = scope) => saveAttribution(by, { rules, note: "", basedOn }, NOW);
  await expect(save([rule(1, { developer: one(stranger.ownerId) })])).rejects.toThrow("names a developer that this organization");
  await expect(save([rule(1, { team: one(stranger.teamId) })])).rejects.toThrow("names a team that this organization");
  await expect(save([{ ...rule(1, { feature: one("x") }), conditions: [] }])).rejects.toThrow("has no condition");
  await expect(save([rule(1, { feature: one("x") }, "")])).rejects.toThrow("Condition 1 is empty");
  await expect(save([rule(1, { feature: one("x\u0000") })])).rejects.toThrow("control character");
  await expect(save([rule(1, { feature: one("x") }), rule(1, { feature: one("y") })])).rejects.toThrow("the same id");
  await expect(save({ rules: "all" })).rejects.toThrow("not attribution rules");
  await expect(save([{ id: "1" }])).rejects.toThrow("not attribution rules");
  for (const role of ROLES.filter((candidate) => candidate !== "owner" && candidate !== "admin")) {
    const person = { kind: "person", userId: account.ownerId, email: "x@example.com" } as const;
    const by = mintPersonScope(account.organizationId, person, role, { kind: "all" });
    await expect(save([], 0, by)).rejects.toThrow("may not change attribution rules");
  }
  expect(await attributionVersions(scope)).toEqual([]);
  await save([rule(1, { feature: one("x") })]);
  await expect(save([rule(1, { feature: one("y") })])).rejects.toThrow("version 1 is in force");
  const both = await Promise.allSettled([save([rule(1, { feature: one("y") })], 1), save([rule(1, { feature: one("z") })], 1)]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await attributionVersions(scopeOf(stranger))).toEqual([]);
  await expect(attributionVersion(scopeOf(stranger), 1)).rejects.toThrow("no such version");
});

it("refuses expressions that cannot be read or come to too much, and takes a catastrophic one", async () => {
  const scope = scopeOf(await storeAccount([]));
  const save = (value: string, basedOn = 0) => {
    const conditions = [{ field: "user", tag: null, match: "regex", value }];
    return saveAttribution(scope, { rules: [{ ...rule(1, { feature: one("x") }), conditions }], note: "", basedOn }, NOW);
  };
  await expect(save("(unclosed")).rejects.toThrow("not a regular expression that can be used");
  await expect(save("(?=ahead)")).rejects.toThrow("not a regular expression that can be used");
  await expect(save("(x{1000}y{1000}z{1000})")).rejects.toThrow("come to too much");
  await expect(save("a".repeat(201))).rejects.toThrow("longer than 200 characters");
  await expect(save("(a+)+$")).resolves.toEqual({ version: 1 });
});

it("restores an old version as a new one, unless it names somebody who is gone; versions themselves never change", async () => {
  const account = await accountWithDay();
  const scope = scopeOf(account);
  const ada = await addDeveloper(account, "Ada");
  const first = [rule(1, { developer: one(ada) })];
  await saveAttribution(scope, { rules: first, note: "first", basedOn: 0 }, NOW);
  await saveAttribution(scope, { rules: [], note: "none", basedOn: 1 }, NOW);
  expect(await restoreAttribution(scope, { version: 1, basedOn: 2 }, NOW)).toEqual({ version: 3 });
  expect(await attributionVersion(scope, 3)).toEqual(first);
  expect((await attributionVersions(scope)).map(({ version, restoredFrom }) => [version, restoredFrom])).toEqual([
    [3, 1],
    [2, null],
    [1, null],
  ]);
  await expect(restoreAttribution(scope, { version: 1, basedOn: 2 }, NOW)).rejects.toThrow("version 3 is in force");
  await expect(restoreAttribution(scope, { version: 9, basedOn: 3 }, NOW)).rejects.toThrow("no such version");
  await mergeDevelopers(scope, ada, account.ownerId, NOW);
  expect((await attributionVersion(scope, 4))[0]?.sets.developer).toEqual(one(account.ownerId));
  await expect(restoreAttribution(scope, { version: 1, basedOn: 4 }, NOW)).rejects.toThrow("names a developer that");
  const change = pool().query("UPDATE attribution_versions SET note = 'x' WHERE organization_id = $1", [account.organizationId]);
  await expect(change).rejects.toThrow("never changed");
});

it("makes one share of two whose developers became one", async () => {
  const account = await accountWithDay();
  const scope = scopeOf(account);
  const [ada, bo] = [await addDeveloper(account, "Ada"), await addDeveloper(account, "Bo")];
  const shares = [
    { to: ada, percent: "33.3" },
    { to: bo, percent: "16.7" },
    { to: account.ownerId, percent: "50" },
  ];
  await saveAttribution(scope, { rules: [rule(1, { developer: shares })], note: "", basedOn: 0 }, NOW);
  await mergeDevelopers(scope, bo, ada, NOW);
  expect((await attributionVersion(scope, 2))[0]?.sets.developer).toEqual([
    { to: ada, percent: "50" },
    { to: account.ownerId, percent: "50" },
  ]);
});

it("tells of a request and of a remainder why they are charged so, by the rules their day was made by", async () => {
  const account = await accountWithDay();
  const scope = scopeOf(account);
  const ada = await addDeveloper(account, "Ada");
  const session = {
    ...rule(1, { developer: one(ada) }),
    conditions: [{ field: "session" as const, tag: null, match: "prefix" as const, value: "run-" }],
  };
  await saveAttribution(scope, { rules: [session, rule(2, { developer: one(account.ownerId) })], note: "", basedOn: 0 }, NOW);
  await rebuildDirtyDays({ now: () => NOW, connectionId: account.connectionId });
  await saveAttribution(scope, { rules: [], note: "", basedOn: 1 }, NOW);
  const { rows } = await pool().query("SELECT generation_id FROM generations WHERE connection_id = $1", [account.connectionId]);
  const why = await whyAttributed(scope, { generationId: rows[0].generation_id });
  expect([why.explanation.version, why.newestVersion]).toEqual([1, 2]);
  expect(why.explanation.developer).toMatchObject({ ruleId: id(1), shares: [{ to: ada }] });
  expect(why.explanation.rules[1]).toMatchObject({ matched: true, overruled: [{ thing: "developer", byRuleId: id(1) }] });
  expect(why.explanation.otherwise).toMatchObject({ attribution: "key_owner", developerId: account.ownerId });
  expect(why.label("developer", { kind: "value", id: ada }).label).toBe("Ada");
  const [keyId = ""] = account.keyIds;
  const line = { connectionId: account.connectionId, day: DAY, keyId, model: "m" };
  expect((await whyAttributed(scope, line)).explanation.developer).toMatchObject({ ruleId: id(2) });
  const stranger = scopeOf(await storeAccount([]));
  await expect(whyAttributed(stranger, line)).rejects.toThrow("no such request");
  await expect(whyAttributed(stranger, { generationId: rows[0].generation_id })).rejects.toThrow("no such request");
});
