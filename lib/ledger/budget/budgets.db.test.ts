import { expect, it } from "vitest";
import { pool } from "../../db/client";
import { amountOn } from "../../domain/budget/budget";
import type { WrittenBudget } from "../../domain/budget/check";
import { parseDay } from "../../domain/day";
import { mintPersonScope, mintSystemScope, mintTokenScope } from "../../domain/mint-scope";
import type { Role } from "../../domain/role";
import type { AuthorizedScope } from "../../domain/scope";
import { parseUsd } from "../../domain/usd";
import { readBudgets } from "../../facts/budgets";
import { accountOfTwoKeys } from "../../test/billed-days";
import type { Account } from "../../test/stored-day";
import { createDeveloper } from "../people/developer-making";
import { mergeDevelopers } from "../people/developers";
import { createTeam } from "../people/teams";
import { createBudget } from "./budgets";
import { changeBudget, endBudget, setBudgetAmount } from "./changes";

const NOW = new Date("2026-11-21T08:00:00Z");

function operator({ organizationId }: Account): AuthorizedScope {
  return mintSystemScope(organizationId, { kind: "operator" });
}

function person({ organizationId }: Account, role: Role, teamIds: string[] = []): AuthorizedScope {
  const actor = { kind: "person", userId: "u", email: `${role}@example.com` } as const;
  return mintPersonScope(organizationId, actor, role, role === "manager" ? { kind: "teams", teamIds } : { kind: "all" });
}

function written(change: Partial<WrittenBudget> = {}): WrittenBudget {
  return { name: "All of it", per: "month", filters: {}, amount: "200", startsOn: "2026-09-10", ...change };
}

async function stored({ organizationId }: Account, id: string) {
  const [found] = await readBudgets(organizationId, { budgetIds: [id] }, pool());
  return found ?? null;
}

async function audited({ organizationId }: Account): Promise<string[]> {
  const { rows } = await pool().query(
    "SELECT actor || ' ' || action AS entry FROM audit_entries WHERE organization_id = $1 ORDER BY id",
    [organizationId],
  );
  return rows.map(({ entry }) => entry);
}

it("keeps what was written, exactly, and who wrote it", async () => {
  const account = await accountOfTwoKeys();
  const asked = written({
    amount: "99999999.999999999999",
    filters: { model: ["a'b\"; DROP TABLE budgets; --", "none"], key: [account.keyIds[0] ?? ""] },
    endsOn: "2026-12-31",
    ownerEmail: "ada@example.com",
    note: "Für 🛒, said\nin two lines",
    workingDays: 20,
  });
  const { id } = await createBudget(person(account, "finance"), asked, NOW);
  expect(await stored(account, id)).toMatchObject({
    name: "All of it",
    kind: "budget",
    filters: { model: ["a'b\"; DROP TABLE budgets; --", "none"], key: [account.keyIds[0]] },
    endsOn: "2026-12-31",
    ownerEmail: "ada@example.com",
    note: "Für 🛒, said\nin two lines",
    workingDays: 20,
    createdBy: "finance@example.com",
    amounts: [{ from: "2026-09-01", amountUsd: parseUsd("99999999.999999999999") }],
  });
  expect(await audited(account)).toEqual(["finance@example.com budget.created"]);
});

it("refuses two alike on one spend at one time, in words, and takes all that differ", async () => {
  const account = await accountOfTwoKeys();
  const scope = operator(account);
  const filters = { model: ["a", "b"] };
  const { id } = await createBudget(scope, written({ filters, endsOn: "2026-12-31" }), NOW);
  await expect(createBudget(scope, written({ name: "Twin", filters: { model: ["b", "a"] } }), NOW)).rejects.toMatchObject({
    code: "conflict",
    detail: { budgetId: id },
    message: expect.stringContaining("All of it"),
  });
  await createBudget(scope, written({ name: "Daily", filters, per: "day" }), NOW);
  await createBudget(scope, written({ name: "Cap", filters, kind: "hard_cap" }), NOW);
  await createBudget(scope, written({ name: "Wider" }), NOW);
  const { id: later } = await createBudget(scope, written({ name: "Later", filters, startsOn: "2027-01-01" }), NOW);
  await expect(changeBudget(scope, id, { endsOn: null }, NOW)).rejects.toMatchObject({ code: "conflict" });
  await endBudget(scope, later, NOW);
  await changeBudget(scope, id, { endsOn: null }, NOW);
  expect((await stored(account, id))?.endsOn).toBeNull();
});

it("lets two that became one by a merge be renamed and ended, and be prolonged no more", async () => {
  const account = await accountOfTwoKeys();
  const scope = operator(account);
  const { id: ownerToo } = await createDeveloper(scope, { name: "Ada again", email: null, kind: "person" });
  const ofBoth = [account.ownerId, ownerToo].map((developer) => ({ developer: [developer] }));
  const [{ id: first }, { id: second }] = [
    await createBudget(scope, written({ filters: ofBoth[0] ?? {}, endsOn: "2026-12-31" }), NOW),
    await createBudget(scope, written({ filters: ofBoth[1] ?? {} }), NOW),
  ];
  await mergeDevelopers(scope, ownerToo, account.ownerId, NOW);
  expect((await stored(account, second))?.filters).toEqual(ofBoth[0]);
  await changeBudget(scope, second, { name: "The other" }, NOW);
  await changeBudget(scope, second, { endsOn: "2026-11-30" }, NOW);
  expect(await stored(account, second)).toMatchObject({ name: "The other", endsOn: "2026-11-30" });
  for (const id of [first, second]) {
    await expect(changeBudget(scope, id, { endsOn: null }, NOW)).rejects.toMatchObject({ code: "conflict" });
  }
});

it("refuses an amount from a day on that it does not live to see", async () => {
  const account = await accountOfTwoKeys();
  const { id } = await createBudget(operator(account), written({ endsOn: "2026-12-31" }), NOW);
  const set = (from: string) => setBudgetAmount(operator(account), id, { amount: "300", from }, NOW);
  await expect(set("2027-01-01")).rejects.toMatchObject({ code: "invalid_input", detail: { field: "from" } });
  await set("2026-12-31");
  expect((await stored(account, id))?.amounts.map(({ from }) => from)).toEqual(["2026-09-01", "2026-12-01"]);
});

it("lets one of two that come at once win", async () => {
  const account = await accountOfTwoKeys();
  const both = await Promise.allSettled([1, 2].map((name) => createBudget(operator(account), written({ name: `${name}` }), NOW)));
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

it("refuses spend of somebody who is not there, or is another organization's", async () => {
  const [account, other] = [await accountOfTwoKeys(), await accountOfTwoKeys()];
  for (const filters of [
    { developer: [other.ownerId] },
    { team: [other.teamId] },
    { key: [account.keyIds[0] ?? "", other.keyIds[0] ?? ""] },
  ]) {
    await expect(createBudget(operator(account), written({ filters }), NOW)).rejects.toMatchObject({ code: "not_found" });
  }
  await createBudget(operator(account), written({ filters: { developer: ["none"] } }), NOW);
});

it("lets a manager make and change budgets of his own teams alone, and a member none", async () => {
  const account = await accountOfTwoKeys();
  const { id: otherId } = await createTeam(operator(account), "Search");
  const manager = person(account, "manager", [account.teamId]);
  const own = { team: [account.teamId], model: ["a"] };
  const { id } = await createBudget(manager, written({ filters: own }), NOW);
  await setBudgetAmount(manager, id, { amount: "10" }, NOW);
  const { id: others } = await createBudget(operator(account), written({ filters: { team: [otherId] } }), NOW);
  for (const filters of [
    {},
    { team: [otherId] },
    { team: [account.teamId, otherId] },
    { developer: [account.ownerId] },
    { team: ["none"] },
  ]) {
    await expect(createBudget(manager, written({ name: "No", filters }), NOW)).rejects.toMatchObject({ code: "forbidden" });
  }
  await expect(setBudgetAmount(manager, others, { amount: "10" }, NOW)).rejects.toMatchObject({ code: "forbidden" });
  await expect(changeBudget(manager, others, { name: "Mine" }, NOW)).rejects.toMatchObject({ code: "forbidden" });
  await expect(endBudget(manager, others, NOW)).rejects.toMatchObject({ code: "forbidden" });
  const member = person(account, "member");
  await expect(createBudget(member, written(), NOW)).rejects.toMatchObject({ code: "forbidden" });
  await expect(endBudget(member, id, NOW)).rejects.toMatchObject({ code: "forbidden" });
  const token = (scopes: ("read" | "manage")[]) =>
    mintTokenScope(account.organizationId, { kind: "token", tokenId: "t", name: "ci" }, scopes);
  await expect(createBudget(token(["read"]), written(), NOW)).rejects.toMatchObject({ code: "forbidden" });
  await createBudget(token(["manage"]), written({ name: "By token" }), NOW);
});

it("changes amounts from the running period on, raises that expire, and leaves what is over", async () => {
  const account = await accountOfTwoKeys();
  const scope = operator(account);
  const { id } = await createBudget(scope, written(), NOW);
  await setBudgetAmount(scope, id, { amount: "300", until: "2026-11-30" }, NOW);
  const budget = await stored(account, id);
  if (!budget) throw new Error("it was made");
  const held = ["2026-10-31", "2026-11-01", "2026-12-01"].map((day) => amountOn(budget, parseDay(day)));
  expect(held).toEqual([parseUsd("200"), parseUsd("300"), parseUsd("200")]);
  await expect(setBudgetAmount(scope, id, { amount: "1", from: "2026-10-31" }, NOW)).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("is over"),
  });
  await expect(setBudgetAmount(scope, id, { amount: "1", until: "2026-11-20" }, NOW)).rejects.toMatchObject({
    code: "invalid_input",
  });
  for (const amount of ["0", "-1", "12345678901234567890"]) {
    await expect(setBudgetAmount(scope, id, { amount }, NOW)).rejects.toMatchObject({ code: "invalid_input" });
  }
  expect(await stored(account, id)).toEqual(budget);
});

it("ends after today and keeps the past, takes back what has not begun, and changes nothing that is over", async () => {
  const account = await accountOfTwoKeys();
  const scope = operator(account);
  const { id } = await createBudget(scope, written(), NOW);
  await expect(changeBudget(scope, id, { endsOn: "2026-11-20" }, NOW)).rejects.toMatchObject({ code: "invalid_input" });
  expect(await endBudget(scope, id, NOW)).toEqual({ lastDay: "2026-11-21" });
  const tomorrow = new Date("2026-11-22T00:00:00Z");
  for (const act of [
    () => endBudget(scope, id, tomorrow),
    () => changeBudget(scope, id, { endsOn: null }, tomorrow),
    () => setBudgetAmount(scope, id, { amount: "1" }, tomorrow),
  ]) {
    await expect(act()).rejects.toMatchObject({ code: "conflict" });
  }
  const { id: future } = await createBudget(scope, written({ name: "Later", startsOn: "2027-01-01" }), NOW);
  expect(await endBudget(scope, future, NOW)).toEqual({ lastDay: null });
  expect(await stored(account, future)).toBeNull();
  await expect(endBudget(scope, future, NOW)).rejects.toMatchObject({ code: "not_found" });
  await expect(createBudget(scope, written({ endsOn: "2026-11-20" }), NOW)).rejects.toMatchObject({ code: "invalid_input" });
  expect(await audited(account)).toEqual([
    "operator budget.created",
    "operator budget.ended",
    "operator budget.created",
    "operator budget.deleted",
  ]);
});

it("says nothing of another organization's budgets", async () => {
  const [account, other] = [await accountOfTwoKeys(), await accountOfTwoKeys()];
  const { id } = await createBudget(operator(account), written(), NOW);
  for (const budgetId of [id, "x", "00000000-0000-0000-0000-000000000000"]) {
    await expect(endBudget(operator(other), budgetId, NOW)).rejects.toMatchObject({ code: "not_found" });
  }
});
