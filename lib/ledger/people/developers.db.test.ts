import { expect, it } from "vitest";
import { pool } from "../../db/client";
import { addDays, type Day, parseDay } from "../../domain/day";
import { mintPersonScope, mintSystemScope } from "../../domain/mint-scope";
import { drawnRequest } from "../../test/drawn-request";
import { type Account, developerIdOf, storeAccount, storeRequests } from "../../test/stored-day";
import { rebuildDirtyDays } from "../rebuild/dirty-days";
import { rebuildDay } from "../rebuild/rebuild-day";
import { mergeDevelopers, renameDeveloper, setAlias, setDeveloperKind, setKeyOwner } from "./developers";
import { createTeam, renameTeam, setManagedTeams, setTeam } from "./teams";

const DAY = parseDay("2026-11-20");
const NOW = new Date("2026-11-21T08:00:00Z");
const KEY = { hasHash: true, name: "ci", owned: false, creator: null, inWorkspace: false } as const;

const REQUEST = drawnRequest();

const operator = (account: Account) => mintSystemScope(account.organizationId, { kind: "operator" });

/** Three days on one key: a request without a user and one by `svc` each. */
async function threeDays(): Promise<Account> {
  const account = await storeAccount([KEY]);
  for (const back of [0, 1, 2]) {
    await storeRequests(account, addDays(DAY, -back), [REQUEST, { ...REQUEST, externalUser: "svc" }]);
    await rebuildDay(account.connectionId, addDays(DAY, -back), NOW);
  }
  return account;
}

const rebuild = (account: Account) => rebuildDirtyDays({ now: () => NOW, connectionId: account.connectionId });

/** Who is charged on each day, by attribution. */
async function charged(account: Account): Promise<string[]> {
  const { rows } = await pool().query<{ told: string }>(
    `SELECT concat_ws(' ', to_char(l.day, 'DD'), l.attribution, coalesce(d.name, '-'), t.name) AS told FROM spend_lines l
     LEFT JOIN developers d ON d.id = l.developer_id LEFT JOIN teams t ON t.id = l.team_id
     WHERE l.connection_id = $1 ORDER BY 1`,
    [account.connectionId],
  );
  return rows.map(({ told }) => told);
}

async function dirty(account: Account): Promise<Day[]> {
  const { rows } = await pool().query("SELECT day FROM dirty_days WHERE connection_id = $1 ORDER BY day", [account.connectionId]);
  return rows.map(({ day }) => day);
}

it("charges a key's spend to its owner from that day on, but for whom requests name", async () => {
  const account = await threeDays();
  await setKeyOwner(operator(account), account.keyIds[0]!, account.ownerId, addDays(DAY, -1), NOW);
  expect(await dirty(account)).toEqual([addDays(DAY, -1), DAY]);
  await rebuild(account);
  expect(await charged(account)).toEqual([
    "18 none -",
    "18 user_field svc",
    "19 key_owner Owner Platform",
    "19 user_field svc",
    "20 key_owner Owner Platform",
    "20 user_field svc",
  ]);
  await setKeyOwner(operator(account), account.keyIds[0]!, null, DAY, NOW);
  await rebuild(account);
  expect((await charged(account)).filter((line) => !line.includes("svc"))).toEqual([
    "18 none -",
    "19 key_owner Owner Platform",
    "20 none -",
  ]);
});

it("marks a day whose rebuild may be under way, though its lines do not show the key yet", async () => {
  const account = await storeAccount([KEY]);
  await storeRequests(account, DAY, [REQUEST]);
  await pool().query("INSERT INTO dirty_days (connection_id, day, marked_at) VALUES ($1, $2, $3)", [
    account.connectionId,
    DAY,
    NOW,
  ]);
  await setKeyOwner(operator(account), account.keyIds[0]!, account.ownerId, DAY, NOW);
  const { rows } = await pool().query("SELECT version FROM dirty_days WHERE connection_id = $1", [account.connectionId]);
  expect(rows).toEqual([{ version: 2 }]);
});

it("moves an alias with its past spend", async () => {
  const account = await threeDays();
  await setAlias(operator(account), account.ownerId, { kind: "user", value: " svc " }, NOW);
  await rebuild(account);
  expect((await charged(account)).filter((line) => line.includes("user_field"))).toEqual([
    "18 user_field Owner Platform",
    "19 user_field Owner Platform",
    "20 user_field Owner Platform",
  ]);
  await setAlias(operator(account), account.ownerId, { kind: "user", value: "svc" }, NOW);
  expect(await dirty(account)).toEqual([]);
});

it("merges two developers, and does not make the first again", async () => {
  const account = await threeDays();
  const service = await developerIdOf(account, "svc");
  await setKeyOwner(operator(account), account.keyIds[0]!, service, addDays(DAY, -2), NOW);
  await mergeDevelopers(operator(account), service, account.ownerId, NOW);
  await rebuild(account);
  expect(new Set((await charged(account)).map((line) => line.slice(3)))).toEqual(
    new Set(["key_owner Owner Platform", "user_field Owner Platform"]),
  );
  const { rows } = await pool().query("SELECT name FROM developers WHERE organization_id = $1", [account.organizationId]);
  expect(rows).toEqual([{ name: "Owner" }]);
  await expect(mergeDevelopers(operator(account), account.ownerId, account.ownerId, NOW)).rejects.toMatchObject({
    code: "invalid_input",
  });
});

it("puts a developer into a team for its days", async () => {
  const account = await threeDays();
  const service = await developerIdOf(account, "svc");
  const { id } = await createTeam(operator(account), " Search ");
  await setTeam(operator(account), service, id, addDays(DAY, -1), NOW);
  expect(await dirty(account)).toEqual([addDays(DAY, -1), DAY]);
  await setTeam(operator(account), service, null, DAY, NOW);
  await rebuild(account);
  expect((await charged(account)).filter((line) => line.includes("svc"))).toEqual([
    "18 user_field svc",
    "19 user_field svc Search",
    "20 user_field svc",
  ]);
});

it("names teams and developers once, and says when it cannot", async () => {
  const account = await storeAccount();
  const scope = operator(account);
  const { id } = await createTeam(scope, "Search");
  await expect(createTeam(scope, "Search")).rejects.toMatchObject({ code: "conflict" });
  await expect(renameTeam(scope, id, "Platform")).rejects.toMatchObject({ code: "conflict" });
  await renameTeam(scope, id, "Search");
  await expect(createTeam(scope, " ")).rejects.toMatchObject({ code: "invalid_input" });
  await renameDeveloper(scope, account.ownerId, " Grace ");
  expect(await developerIdOf(account, "Grace")).toBe(account.ownerId);
  await expect(renameDeveloper(scope, account.ownerId, "x".repeat(101))).rejects.toMatchObject({ code: "invalid_input" });
  await expect(setAlias(scope, account.ownerId, { kind: "user", value: " " }, NOW)).rejects.toMatchObject({
    code: "invalid_input",
  });
});

it("does nothing for another organization's rows, nor for whoever may not", async () => {
  const [account, other] = [await storeAccount([KEY]), await storeAccount([KEY])];
  const scope = operator(account);
  const team = await createTeam(operator(other), "Theirs");
  const missing = { code: "not_found" };
  await expect(setKeyOwner(scope, other.keyIds[0]!, account.ownerId, DAY, NOW)).rejects.toMatchObject(missing);
  await expect(setKeyOwner(scope, account.keyIds[0]!, other.ownerId, DAY, NOW)).rejects.toMatchObject(missing);
  await expect(setKeyOwner(scope, "no-uuid", null, DAY, NOW)).rejects.toMatchObject(missing);
  await expect(renameDeveloper(scope, other.ownerId, "Mine")).rejects.toMatchObject(missing);
  await expect(mergeDevelopers(scope, other.ownerId, account.ownerId, NOW)).rejects.toMatchObject(missing);
  await expect(setTeam(scope, account.ownerId, team.id, DAY, NOW)).rejects.toMatchObject(missing);
  await expect(setManagedTeams(scope, other.organizationId, [])).rejects.toMatchObject(missing);
  const { rows } = await pool().query("SELECT count(*) AS owned FROM key_ownerships WHERE key_id = ANY($1)", [
    [...account.keyIds, ...other.keyIds],
  ]);
  expect(rows).toEqual([{ owned: 0 }]);

  const manager = mintPersonScope(
    account.organizationId,
    { kind: "person", userId: account.ownerId, email: "m@example.com" },
    "manager",
    { kind: "teams", teamIds: [] },
  );
  const refused = { code: "forbidden" };
  await expect(setKeyOwner(manager, account.keyIds[0]!, account.ownerId, DAY, NOW)).rejects.toMatchObject(refused);
  await expect(setDeveloperKind(manager, account.ownerId, "service")).rejects.toMatchObject(refused);
  await expect(createTeam(manager, "Mine")).rejects.toMatchObject(refused);
});

it("says whose spend a manager sees", async () => {
  const account = await storeAccount();
  const scope = operator(account);
  const team = await createTeam(scope, "Search");
  const { rows } = await pool().query(
    "INSERT INTO memberships (organization_id, email, role) VALUES ($1, 'm@example.com', 'manager') RETURNING id",
    [account.organizationId],
  );
  const managed = async () =>
    (await pool().query("SELECT team_id FROM membership_teams WHERE membership_id = $1", [rows[0].id])).rows.length;
  await setManagedTeams(scope, rows[0].id, [team.id, account.teamId, team.id]);
  expect(await managed()).toBe(2);
  await setManagedTeams(scope, rows[0].id, []);
  expect(await managed()).toBe(0);
});

it("notes who changed what", async () => {
  const account = await storeAccount([KEY]);
  await setKeyOwner(operator(account), account.keyIds[0]!, account.ownerId, DAY, NOW);
  await setDeveloperKind(operator(account), account.ownerId, "service");
  const { rows } = await pool().query(
    "SELECT actor, action, subject, detail FROM audit_entries WHERE organization_id = $1 ORDER BY id",
    [account.organizationId],
  );
  expect(rows).toEqual([
    {
      actor: "operator",
      action: "key.owner_set",
      subject: account.keyIds[0],
      detail: { key: "ci", developer: "Owner", fromDay: DAY, toDay: null },
    },
    {
      actor: "operator",
      action: "developer.kind_set",
      subject: account.ownerId,
      detail: { developer: "Owner", kind: "service" },
    },
  ]);
});
