import { expect, it } from "vitest";
import { pool } from "../../db/client";
import { parseDay } from "../../domain/day";
import { NO_FIGURES } from "../../domain/figures";
import { mintSystemScope } from "../../domain/mint-scope";
import { parseUsd } from "../../domain/usd";
import { person } from "../../queries/people/people";
import { drawnRequest } from "../../test/drawn-request";
import { type Account, developerIdOf, storeAccount, storeRequests } from "../../test/stored-day";
import { saveAttribution } from "../attribution/rules";
import { rebuildDirtyDays } from "../rebuild/dirty-days";
import { rebuildDay } from "../rebuild/rebuild-day";
import { createDeveloper, deleteDeveloper, takeAlias } from "./developer-making";
import { mergeDevelopers, setAlias, setKeyOwner } from "./developers";

const DAY = parseDay("2026-11-20");
const NOW = new Date("2026-11-21T08:00:00Z");
const KEY = { hasHash: true, name: "ci", owned: false, creator: null, inWorkspace: false } as const;
const REQUEST = drawnRequest({ externalUser: "svc", figures: { ...NO_FIGURES, costUsd: parseUsd("1.25"), requests: 1 } });

const operator = (account: Account) => mintSystemScope(account.organizationId, { kind: "operator" });

/** One day with a request by `svc`. */
async function oneDay(): Promise<Account> {
  const account = await storeAccount([KEY]);
  await storeRequests(account, DAY, [REQUEST]);
  await rebuildDay(account.connectionId, DAY, NOW);
  return account;
}

async function charged(account: Account): Promise<string[]> {
  await rebuildDirtyDays({ now: () => NOW, connectionId: account.connectionId });
  const { rows } = await pool().query<{ told: string }>(
    `SELECT concat_ws(' ', d.name, trim_scale(sum(l.cost_usd))) AS told FROM spend_lines l LEFT JOIN developers d ON d.id = l.developer_id
     WHERE l.connection_id = $1 GROUP BY d.id, d.name ORDER BY 1`,
    [account.connectionId],
  );
  return rows.map(({ told }) => told);
}

it("makes a developer whom nothing names yet, and none for an address that stands for somebody", async () => {
  const account = await storeAccount();
  const scope = operator(account);
  const { id } = await createDeveloper(scope, { name: " Nightly build ", email: "Bot@Acme.example ", kind: "service" });
  expect(await person(scope, id)).toMatchObject({
    name: "Nightly build",
    email: "bot@acme.example",
    kind: "service",
    aliases: [{ kind: "email", value: "bot@acme.example", setBy: null }],
    firstDay: null,
  });
  const again = { name: "Other", email: "bot@acme.example", kind: "person" } as const;
  await expect(createDeveloper(scope, again)).rejects.toMatchObject({ code: "conflict" });
  await expect(createDeveloper(scope, { ...again, email: "bot" })).rejects.toMatchObject({ code: "invalid_input" });
  await expect(createDeveloper(scope, { ...again, name: "a\u0000b" })).rejects.toMatchObject({ code: "invalid_input" });
  await expect(developerIdOf(account, "Other")).rejects.toThrow();
});

it("takes an alias away with what it names, and gives it back", async () => {
  const account = await oneDay();
  const scope = operator(account);
  await setAlias(scope, account.ownerId, { kind: "user", value: "svc" }, NOW);
  expect(await charged(account)).toEqual(["Owner 1.25"]);
  expect((await person(scope, account.ownerId)).aliases).toEqual([{ kind: "user", value: "svc", setBy: "operator" }]);
  await takeAlias(scope, account.ownerId, { kind: "user", value: "svc" }, NOW);
  expect(await charged(account)).toEqual(["svc 1.25"]);
  await expect(takeAlias(scope, account.ownerId, { kind: "user", value: "svc" }, NOW)).rejects.toMatchObject({
    code: "not_found",
  });
});

it("takes even the alias that a developer was made of, for good", async () => {
  const account = await oneDay();
  const scope = operator(account);
  const first = await developerIdOf(account, "svc");
  const { id } = await takeAlias(scope, first, { kind: "user", value: "svc" }, NOW);
  expect(await charged(account)).toEqual(["svc 1.25"]);
  expect(await person(scope, id)).toMatchObject({ costUsd: parseUsd("1.25") });
  await deleteDeveloper(scope, first, NOW);
  expect(await charged(account)).toEqual(["svc 1.25"]);
});

it("deletes nobody who has spend or keys, in words that say what to do, and loses no dollar", async () => {
  const account = await oneDay();
  const scope = operator(account);
  const svc = await developerIdOf(account, "svc");
  await expect(deleteDeveloper(scope, svc, NOW)).rejects.toMatchObject({
    code: "conflict",
    message: "Not deleted. svc has $1.25 in the books (20 Nov 2026), which must stay charged to somebody.",
    todo: "Merge the two developers instead: aliases, keys and spend go to the other one.",
  });
  await setAlias(scope, svc, { kind: "user", value: "svc-2" }, NOW);
  await mergeDevelopers(scope, svc, account.ownerId, NOW);
  // Who said so stays known, whoever has the alias now.
  expect((await person(scope, account.ownerId)).aliases).toEqual([
    { kind: "user", value: "svc", setBy: null },
    { kind: "user", value: "svc-2", setBy: "operator" },
  ]);
  expect(await charged(account)).toEqual(["Owner 1.25"]);
  const { id } = await createDeveloper(scope, { name: "Idle", email: null, kind: "person" });
  await setKeyOwner(scope, account.keyIds[0] ?? "", id, DAY, NOW);
  await expect(deleteDeveloper(scope, id, NOW)).rejects.toMatchObject({
    message: "Not deleted. Idle answers or answered for the key ci.",
  });
  await setKeyOwner(scope, account.keyIds[0] ?? "", null, DAY, NOW);
  await deleteDeveloper(scope, id, NOW);
  expect(await charged(account)).toEqual(["Owner 1.25"]);
});

it("removes nobody whom a rule in force names", async () => {
  const account = await storeAccount();
  const scope = operator(account);
  const { id } = await createDeveloper(scope, { name: "Named", email: null, kind: "person" });
  const rule = {
    id: "11111111-1111-4111-8111-111111111111",
    name: "All to Named",
    enabled: true,
    conditions: [{ field: "model", tag: null, match: "exact", value: "m" }],
    sets: { developer: [{ to: id, percent: "100" }], team: [], feature: [] },
  };
  await saveAttribution(scope, { rules: [rule], note: "", basedOn: 0 }, NOW);
  const named = { code: "conflict", message: 'Nothing was changed: the rule "All to Named" charges Named.' };
  await expect(deleteDeveloper(scope, id, NOW)).rejects.toMatchObject(named);
  await saveAttribution(scope, { rules: [], note: "", basedOn: 1 }, NOW);
  await deleteDeveloper(scope, id, NOW);
});
