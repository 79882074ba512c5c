import { expect, it } from "vitest";
import { parseDay } from "../../domain/day";
import { NO_FIGURES } from "../../domain/figures";
import { mintSystemScope } from "../../domain/mint-scope";
import { parseUsd, usdToString } from "../../domain/usd";
import { keyNotes } from "../../queries/about/key-notes";
import { people, person } from "../../queries/people/people";
import { spend } from "../../queries/spend/spend";
import { type Account, storeAccount, storeBill } from "../../test/stored-day";
import { rebuildDirtyDays } from "../rebuild/dirty-days";
import { rebuildDay } from "../rebuild/rebuild-day";
import { setKeyOwner } from "./developers";
import { setKeyEnvironment } from "./key-environment";

const DAY = parseDay("2026-11-20");
const NOW = new Date("2026-11-21T08:00:00Z");
const operator = (account: Account) => mintSystemScope(account.organizationId, { kind: "operator" });

/** Two keys of a dollar and of two; the first was made by Ada, who is listed at OpenRouter. */
async function twoKeys(): Promise<Account> {
  const key = { hasHash: true, owned: false, inWorkspace: false };
  const account = await storeAccount([
    { ...key, name: "web", creator: 0 },
    { ...key, name: "build", creator: null },
  ]);
  const cell = { ...NO_FIGURES, model: "m", provider: null, requests: 1 };
  const cells = [
    { ...cell, key: 0, costUsd: parseUsd("1") },
    { ...cell, key: 1, costUsd: parseUsd("2") },
  ];
  await storeBill(account, DAY, "analytics", cells, NOW);
  await rebuildDay(account.connectionId, DAY, NOW);
  return account;
}

async function byEnvironment(account: Account): Promise<string[]> {
  await rebuildDirtyDays({ now: () => NOW, connectionId: account.connectionId });
  const { rows } = await spend(operator(account), { from: DAY, to: DAY, by: ["environment"], filters: {} }, DAY);
  return rows.map((row) => `${row.values.environment?.label} ${usdToString(row.costUsd)}`);
}

it("tells spend by what keys are used for, and changes with it", async () => {
  const account = await twoKeys();
  const [web = "", build = ""] = account.keyIds;
  await setKeyEnvironment(operator(account), web, "production", NOW);
  expect(await byEnvironment(account)).toEqual(["No environment 2", "Production 1"]);
  await setKeyEnvironment(operator(account), build, "ci", NOW);
  expect(await byEnvironment(account)).toEqual(["CI 2", "Production 1"]);
  await setKeyEnvironment(operator(account), web, null, NOW);
  expect(await byEnvironment(account)).toEqual(["CI 2", "No environment 1"]);
  const asked = { from: DAY, to: DAY, by: [], filters: { environment: ["ci"] } };
  expect((await spend(operator(account), asked, DAY)).total.costUsd).toBe(parseUsd("2"));
  await expect(spend(operator(account), { ...asked, filters: { environment: ["staging"] } }, DAY)).rejects.toMatchObject({
    code: "invalid_input",
  });
});

it("says of a key who answers for it, set by somebody or found by itself", async () => {
  const account = await twoKeys();
  const [web = "", build = ""] = account.keyIds;
  const notes = async () => Object.fromEntries(await keyNotes(operator(account), account.keyIds, DAY));
  expect(await notes()).toEqual({
    [web]: { environment: null, owner: { name: "Ada Lovelace", how: "itself" } },
    [build]: { environment: null, owner: null },
  });
  const {
    people: [ada],
  } = await people(operator(account), "lovelace", DAY);
  const madeBy = async () => (await person(operator(account), ada?.id ?? "")).madeKeys;
  expect(await madeBy()).toEqual([{ id: web, name: "web" }]);
  await setKeyOwner(operator(account), web, account.ownerId, DAY, NOW);
  expect(await madeBy()).toEqual([]);
  expect((await notes())[web]?.owner).toEqual({ name: "Owner", how: "set" });
});

it("reaches no key of another organization", async () => {
  const [ours, theirs] = [await twoKeys(), await twoKeys()];
  const [web = ""] = theirs.keyIds;
  await expect(setKeyEnvironment(operator(ours), web, "ci", NOW)).rejects.toMatchObject({ code: "not_found" });
  expect(await keyNotes(operator(ours), theirs.keyIds, DAY)).toEqual(new Map());
});
