import { randomUUID } from "node:crypto";
import pino from "pino";
import { expect, it } from "vitest";
import { execute, sql } from "../db/sql";
import { addDays, dayOf, eachDay, parseDay, startOfDay } from "../domain/day";
import { NO_FIGURES } from "../domain/figures";
import { mintPersonScope, mintSystemScope } from "../domain/mint-scope";
import { parseUsd, usdToApproximateNumber } from "../domain/usd";
import { rebuildDay } from "../ledger/rebuild/rebuild-day";
import { answerSpike } from "../ledger/spike/spikes";
import { spend } from "../queries/spend/spend";
import { spikes } from "../queries/spike/spikes";
import { type Account, storeAccount, storeBill } from "../test/stored-day";
import { findSpikes } from "./find-spikes";

const TODAY = parseDay("2026-11-20");
const NOW = new Date("2026-11-20T14:30:00Z");
const log = pino({ level: "silent" });
const KEYS = ["steady", "looping"].map(
  (name) => ({ hasHash: true, name, owned: true, creator: null, inWorkspace: false }) as const,
);

/** Requests of so many dollars, each hour of the day up to the one of `until`. */
async function storeHours(
  account: Account,
  key: number,
  day: string,
  dollars: (hour: number) => number,
  until = 23,
): Promise<void> {
  const hours = Array.from({ length: until + 1 }, (_, hour) => hour).filter((hour) => dollars(hour) > 0);
  await execute(
    sql`INSERT INTO generations (organization_id, generation_id, connection_id, day, created_at, key_id, key_is_certain, model, cost_usd, byok_usd, sources)
        SELECT ${account.organizationId}::uuid, 'gen-' || gen_random_uuid(), ${account.connectionId}::uuid, ${day}::date,
          ${day}::date + make_interval(hours => hour, mins => 5), ${account.keyIds[key]}::uuid, true, 'anthropic/claude', cost, 0, 2
        FROM unnest(${hours}::int[], ${hours.map((hour) => dollars(hour))}::numeric[]) AS each (hour, cost)`,
  );
}

interface Loop {
  day: string;
  from: number;
  to: number;
  dollars: number;
}

/** Five weeks of office hours at some dollars an hour on two keys, with a loop on the second. */
async function office(loop: Loop | null, pulledAt = NOW): Promise<Account> {
  const account = await storeAccount(KEYS);
  for (const day of eachDay(addDays(TODAY, -35), TODAY)) {
    const weekend = [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
    const wobble = 1 + ((Number(day.slice(8)) * 7) % 5) / 10;
    const last = day === TODAY ? 14 : 23;
    const usual = (hour: number) => (weekend || hour < 8 || hour > 18 ? 0 : wobble * 2);
    await storeHours(account, 0, day, usual, last);
    const looped = (hour: number) => (loop?.day === day && hour >= loop.from && hour <= loop.to ? loop.dollars : 0);
    await storeHours(account, 1, day, (hour) => usual(hour) + looped(hour), last);
    await bill(
      account,
      day,
      [0, 1].map((key) => sumOf((hour) => usual(hour) + (key === 1 ? looped(hour) : 0), last)),
      pulledAt,
    );
  }
  return account;
}

function sumOf(dollars: (hour: number) => number, last: number): number {
  return Array.from({ length: last + 1 }, (_, hour) => dollars(hour)).reduce((sum, value) => sum + value, 0);
}

async function bill(account: Account, day: string, dollars: number[], pulledAt: Date): Promise<void> {
  const cells = dollars.map((cost, key) => {
    return { ...NO_FIGURES, key, model: "anthropic/claude", provider: null, costUsd: parseUsd(cost.toFixed(6)), requests: 10 };
  });
  await storeBill(account, parseDay(day), "analytics", cells, pulledAt);
  await rebuildDay(account.connectionId, parseDay(day), NOW);
}

const operator = (account: Account) => mintSystemScope(account.organizationId, { kind: "operator" });
const look = (account: Account, now = NOW) => findSpikes(account.organizationId, { now: () => now, log });

async function spentToday(account: Account, developerId: string) {
  const filters = { key: [account.keyIds[1] ?? ""], developer: [developerId] };
  return (await spend(operator(account), { from: TODAY, to: TODAY, by: [], filters }, TODAY)).total;
}

it("finds nothing in quiet weeks", async () => {
  const account = await office(null);
  await look(account);
  expect(await spikes(operator(account), {})).toEqual([]);
});

it("finds a loop in the hour in which it runs, once, whoever looks at the same time, with its key and owner", async () => {
  const account = await office({ day: TODAY, from: 14, to: 14, dollars: 90 });
  await Promise.all([look(account), look(account)]);
  await look(account);
  const found = await spikes(operator(account), { open: true });
  expect(found).toHaveLength(1);
  const [spike] = found;
  expect(spike).toMatchObject({
    resolution: "hour",
    filters: { key: [account.keyIds[1]] },
    from: new Date("2026-11-20T14:00:00Z"),
    closedAt: null,
    developerId: account.ownerId,
  });
  expect(usdToApproximateNumber(spike?.severityUsd ?? parseUsd("0"))).toBeGreaterThan(80);
  expect(spike?.driver).toBeTruthy();
});

it("finds on a weekend what would be ordinary on a working day, as its books say that weekends are free", async () => {
  const saturday = addDays(TODAY, 1 - 7);
  const account = await office({ day: saturday, from: 8, to: 18, dollars: 2.4 });
  await look(account);
  expect(await spikes(operator(account), {})).toMatchObject([{ resolution: "hour", filters: { key: [account.keyIds[1]] } }]);
});

it("closes a loop that ended, tells no day's spike of it beside, and keeps the answer", async () => {
  const loop = { day: addDays(TODAY, -3), from: 10, to: 12, dollars: 120 };
  const account = await office(loop);
  await look(account);
  const [spike, ...others] = await spikes(operator(account), {});
  expect(others).toEqual([]);
  expect(spike?.closedAt).not.toBeNull();
  await answerSpike(operator(account), { id: spike?.id ?? "", answer: "expected", note: "A load test.", visible: true }, NOW);
  await look(account, new Date(NOW.getTime() + 60_000));
  const again = await spikes(operator(account), {});
  expect(again).toHaveLength(1);
  expect(again[0]).toMatchObject({ id: spike?.id, answer: "expected", note: "A load test." });
});

it("closes what a restatement takes back", async () => {
  const account = await office({ day: TODAY, from: 14, to: 14, dollars: 90 });
  await look(account);
  await execute(sql`DELETE FROM generations WHERE connection_id = ${account.connectionId}::uuid AND cost_usd > 50`);
  await bill(account, TODAY, [10, 10], new Date(NOW.getTime() + 60_000));
  await execute(
    sql`UPDATE day_books SET rebuilt_at = ${new Date(NOW.getTime() + 60_000)} WHERE connection_id = ${account.connectionId}::uuid`,
  );
  await look(account, new Date(NOW.getTime() + 120_000));
  expect(await spikes(operator(account), { open: true })).toEqual([]);
  expect(await spikes(operator(account), {})).toHaveLength(1);
});

it("is shown to whom it belongs, and answered by nobody who does not see it", async () => {
  const account = await office({ day: TODAY, from: 14, to: 14, dollars: 90 });
  await look(account);
  const actor = { kind: "person", userId: "u", email: "a@b.c" } as const;
  const seenBy = (visibility: Parameters<typeof mintPersonScope>[3]) =>
    spikes(mintPersonScope(account.organizationId, actor, "manager", visibility), {});
  expect(await seenBy({ kind: "teams", teamIds: [account.teamId] })).toHaveLength(1);
  expect(await seenBy({ kind: "teams", teamIds: [] })).toEqual([]);
  expect(await seenBy({ kind: "developers", developerIds: [account.ownerId] })).toHaveLength(1);
  const [spike] = await spikes(operator(account), {});
  const answer = { id: spike?.id ?? "", answer: "expected", note: "" } as const;
  await expect(answerSpike(operator(account), { ...answer, visible: false }, NOW)).rejects.toThrow("no such spike");
  const stranger = await storeAccount([]);
  await expect(answerSpike(operator(stranger), { ...answer, visible: true }, NOW)).rejects.toThrow("no such spike");
});

it("tells a reader of a shared key's spike nothing of what others spent through it", async () => {
  const account = await office({ day: TODAY, from: 14, to: 14, dollars: 90 });
  const other = randomUUID();
  const { organizationId } = account;
  await execute(
    sql`INSERT INTO developers (id, organization_id, name) VALUES (${other}::uuid, ${organizationId}::uuid, 'Somebody else')`,
  );
  await execute(
    sql`INSERT INTO developer_aliases (organization_id, developer_id, value, kind) VALUES (${organizationId}::uuid, ${other}::uuid, 'else', 'user')`,
  );
  // All of the shared key but the loop and an hour a day is somebody else's.
  await execute(
    sql`UPDATE generations SET external_user = 'else' WHERE organization_id = ${organizationId}::uuid AND key_id = ${account.keyIds[1]}::uuid
          AND cost_usd < 50 AND extract(hour FROM created_at AT TIME ZONE 'UTC') <> 9`,
  );
  for (const day of eachDay(addDays(TODAY, -35), TODAY)) await rebuildDay(account.connectionId, day, NOW);
  await look(account);
  const actor = { kind: "person", userId: "u", email: "a@b.c" } as const;
  const seenBy = (visibility: Parameters<typeof mintPersonScope>[3]) =>
    spikes(mintPersonScope(organizationId, actor, "member", visibility), {});
  const [whole] = await spikes(operator(account), {});
  const [own] = await seenBy({ kind: "developers", developerIds: [account.ownerId] });
  const { costUsd } = await spentToday(account, account.ownerId);
  expect(own).toMatchObject({ id: whole?.id, resolution: "day", actualUsd: costUsd, from: startOfDay(TODAY) });
  expect(own?.driver).not.toContain("Somebody else");
  expect(JSON.stringify(own, (_, value) => (typeof value === "bigint" ? String(value) : value))).not.toContain(
    String(whole?.actualUsd),
  );
  expect(await seenBy({ kind: "developers", developerIds: [other] })).toEqual([]);
});

it("tells a day once whose books came before its single requests", async () => {
  const account = await office({ day: addDays(TODAY, -6), from: 10, to: 12, dollars: 120 });
  const here = sql`organization_id = ${account.organizationId}::uuid`;
  await execute(sql`CREATE TABLE told_later AS SELECT * FROM generations WHERE ${here}`);
  await execute(sql`DELETE FROM generations WHERE ${here}`);
  await look(account);
  const first = await spikes(operator(account), {});
  expect(first.map(({ resolution }) => resolution)).toEqual(["day"]);
  await execute(sql`INSERT INTO generations SELECT * FROM told_later`);
  await execute(sql`UPDATE day_books SET rebuilt_at = ${new Date(NOW.getTime() + 60_000)} WHERE ${here}`);
  await look(account, new Date(NOW.getTime() + 120_000));
  expect((await spikes(operator(account), {})).map(({ id }) => id)).toEqual(first.map(({ id }) => id));
});

it("finds a dear day in settled books where no single request is known", async () => {
  const account = await storeAccount(KEYS);
  const pulledAt = NOW;
  for (const day of eachDay(addDays(TODAY, -45), addDays(TODAY, -1))) {
    await bill(account, day, [20 + (Number(day.slice(8)) % 4), day === addDays(TODAY, -6) ? 400 : 15], pulledAt);
  }
  await look(account);
  const found = await spikes(operator(account), {});
  expect(found.map(({ resolution, from, filters }) => [resolution, dayOf(from), filters])).toEqual([
    ["day", addDays(TODAY, -6), { key: [account.keyIds[1]] }],
  ]);
});
