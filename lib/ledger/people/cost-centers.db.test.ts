import { expect, it } from "vitest";
import { pool } from "../../db/client";
import { addDays, parseDay } from "../../domain/day";
import { NO_FIGURES } from "../../domain/figures";
import { mintSystemScope } from "../../domain/mint-scope";
import { parseUsd } from "../../domain/usd";
import { type Account, storeAccount, storeBill } from "../../test/stored-day";
import { rebuildDirtyDays } from "../rebuild/dirty-days";
import { rebuildDay } from "../rebuild/rebuild-day";
import { changeCostCenter, createCostCenter, deleteCostCenter, setCostCenter } from "./cost-centers";
import { setTeam } from "./teams";

const NOW = new Date("2026-11-21T08:00:00Z");
const FIRST = parseDay("2026-11-10");
const KEY = { hasHash: true, name: "ci", owned: true, creator: null, inWorkspace: false } as const;
const operator = (account: Account) => mintSystemScope(account.organizationId, { kind: "operator" });
const rebuild = (account: Account) => rebuildDirtyDays({ now: () => NOW, connectionId: account.connectionId });

/** Ten days of a dollar each, charged to the owner of the only key, who is in the team Platform. */
async function tenDays(): Promise<Account> {
  const account = await storeAccount([KEY]);
  const cell = { ...NO_FIGURES, key: 0, model: "m", provider: null, costUsd: parseUsd("1"), requests: 1 };
  for (let offset = 0; offset < 10; offset += 1) {
    await storeBill(account, addDays(FIRST, offset), "analytics", [cell], NOW);
    await rebuildDay(account.connectionId, addDays(FIRST, offset), NOW);
  }
  return account;
}

/** Days and dollars by team and cost center, from the totals that pages read. */
async function charged(account: Account): Promise<string[]> {
  const { rows } = await pool().query<{ told: string }>(
    `SELECT concat_ws(' ', to_char(min(s.day), 'DD'), to_char(max(s.day), 'DD'), coalesce(t.name, '-'), coalesce(c.name, '-'),
            trim_scale(sum(s.cost_usd))) AS told
     FROM spend_totals s LEFT JOIN teams t ON t.id = s.team_id LEFT JOIN cost_centers c ON c.id = s.cost_center_id
     WHERE s.connection_id = $1 AND s.grouping = 258 GROUP BY t.name, c.name ORDER BY min(s.day)`,
    [account.connectionId],
  );
  return rows.map(({ told }) => told);
}

it("charges a team to its cost center from its first day to the day before its last, and rebuilds no other day", async () => {
  const account = await tenDays();
  const scope = operator(account);
  const { id } = await createCostCenter(scope, { name: "Research", code: "4711" });
  await setCostCenter(scope, account.teamId, { fromDay: addDays(FIRST, 3), toDay: addDays(FIRST, 7), valueId: id }, NOW);
  const { rows } = await pool().query("SELECT min(day) AS first FROM dirty_days WHERE connection_id = $1", [
    account.connectionId,
  ]);
  expect(rows[0].first).toBe(addDays(FIRST, 3));
  await rebuild(account);
  expect(await charged(account)).toEqual(["10 19 Platform - 6", "13 16 Platform Research 4"]);
  await setTeam(scope, account.ownerId, null, addDays(FIRST, 5), NOW);
  await rebuild(account);
  expect(await charged(account)).toEqual(["10 12 Platform - 3", "13 14 Platform Research 2", "15 19 - - 5"]);
});

it("refuses days that another cost center has, and says which", async () => {
  const account = await tenDays();
  const scope = operator(account);
  const { id: research } = await createCostCenter(scope, { name: "Research", code: null });
  const { id: sales } = await createCostCenter(scope, { name: "Sales", code: null });
  await setCostCenter(scope, account.teamId, { fromDay: parseDay("2026-03-01"), valueId: research }, NOW);
  const overlapping = { fromDay: parseDay("2026-11-01"), toDay: parseDay("2026-12-01"), valueId: sales };
  await expect(setCostCenter(scope, account.teamId, overlapping, NOW)).rejects.toMatchObject({
    code: "conflict",
    message: "2026-11-01 until 2026-12-01 overlaps what is said already: Research from 2026-03-01 on.",
  });
  const backwards = { fromDay: parseDay("2026-11-01"), toDay: parseDay("2026-11-01"), valueId: sales };
  await expect(setCostCenter(scope, account.teamId, backwards, NOW)).rejects.toMatchObject({ code: "invalid_input" });
  await rebuild(account);
  expect(await charged(account)).toEqual(["10 19 Platform Research 10"]);
});

it("holds no overlap and no empty span, whoever writes them", async () => {
  const account = await storeAccount();
  const { id } = await createCostCenter(operator(account), { name: "Research", code: null });
  const insert = (from: string, to: string | null) =>
    pool().query("INSERT INTO team_cost_centers (team_id, cost_center_id, from_day, to_day) VALUES ($1, $2, $3, $4)", [
      account.teamId,
      id,
      from,
      to,
    ]);
  await insert("2026-03-01", "2026-04-01");
  await expect(insert("2026-03-31", null)).rejects.toThrow("team_cost_centers_one_a_day");
  await expect(insert("2026-05-01", "2026-05-01")).rejects.toThrow("team_cost_centers_forward");
  await insert("2026-04-01", null);
});

it("has one cost center of a name and of a code, and deletes none that days name", async () => {
  const account = await storeAccount();
  const scope = operator(account);
  const { id } = await createCostCenter(scope, { name: " Research ", code: " 4711 " });
  const { id: sales } = await createCostCenter(scope, { name: "Sales", code: null });
  await expect(createCostCenter(scope, { name: "Research", code: null })).rejects.toMatchObject({ code: "conflict" });
  await expect(createCostCenter(scope, { name: "Other", code: "4711" })).rejects.toMatchObject({ code: "conflict" });
  await expect(changeCostCenter(scope, sales, { name: "Sales", code: "4711" })).rejects.toMatchObject({ code: "conflict" });
  await expect(createCostCenter(scope, { name: "  ", code: null })).rejects.toMatchObject({ code: "invalid_input" });
  await expect(createCostCenter(scope, { name: "a\u0000b", code: null })).rejects.toMatchObject({ code: "invalid_input" });
  await changeCostCenter(scope, id, { name: "Research", code: "4712" });
  await setCostCenter(scope, account.teamId, { fromDay: FIRST, valueId: id }, NOW);
  await expect(deleteCostCenter(scope, id)).rejects.toMatchObject({
    message: "Research stays: the team Platform is or was charged to it.",
  });
  await deleteCostCenter(scope, sales);
});

it("reaches nothing of another organization", async () => {
  const [ours, theirs] = [await storeAccount(), await storeAccount()];
  const { id } = await createCostCenter(operator(theirs), { name: "Research", code: null });
  const scope = operator(ours);
  await expect(changeCostCenter(scope, id, { name: "Mine", code: null })).rejects.toMatchObject({ code: "not_found" });
  await expect(deleteCostCenter(scope, id)).rejects.toMatchObject({ code: "not_found" });
  await expect(setCostCenter(scope, ours.teamId, { fromDay: FIRST, valueId: id }, NOW)).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(setCostCenter(scope, theirs.teamId, { fromDay: FIRST, valueId: null }, NOW)).rejects.toMatchObject({
    code: "not_found",
  });
});
