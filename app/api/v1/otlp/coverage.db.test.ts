import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeAccount } from "@/demo/account/make-account";
import { isSampled } from "@/demo/openrouter/broadcast/send";
import { type DemoOpenRouter, startDemoOpenRouter } from "@/demo/openrouter/server";
import { pool } from "@/lib/db/client";
import { addDays, type Day, eachDay, startOfDay } from "@/lib/domain/day";
import { mintSystemScope } from "@/lib/domain/mint-scope";
import { parseUsd, sumUsd, usdToString } from "@/lib/domain/usd";
import { rebuildDirtyDays } from "@/lib/ledger/rebuild/dirty-days";
import { createToken } from "@/lib/ledger/tokens";
import { booksOf } from "@/lib/test/read-books";
import { billOf, importAccount, type SyncingAccount } from "@/lib/test/syncing-account";
import { deliveriesBefore } from "./node-listener";

const TODAY = "2026-11-20" as Day;
const NOON = new Date(startOfDay(TODAY).getTime() + 12 * 3_600_000);
const [FROM, TO] = [addDays(TODAY, -5), addDays(TODAY, -1)];

const door = createServer(deliveriesBefore((_, response) => response.writeHead(404).end()));
let url = "";
beforeAll(async () => {
  await once(door.listen(0, "127.0.0.1"), "listening");
  url = `http://127.0.0.1:${(door.address() as AddressInfo).port}/api/v1/otlp/v1/traces`;
});
afterAll(() => {
  door.closeAllConnections();
  door.close();
});

async function deliver(account: SyncingAccount, how: object): Promise<{ sent: number; refused: number }> {
  const scope = mintSystemScope(account.organizationId, { kind: "operator" });
  const { token } = await createToken(scope, { name: "broadcast", scopes: ["ingest"], expiresAt: null }, NOON);
  const response = await fetch(`${account.demo.origin}/_demo/broadcast?from=${FROM}&to=${TO}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ url, headers: { authorization: `Bearer ${token}` }, ...how }),
  });
  const said = (await response.json()) as { sent: number; refused: number };
  await rebuildDirtyDays({ now: () => NOON, connectionId: account.connectionId });
  return said;
}

/** Spend by day and model, and how much of it single requests explain. */
async function booked({ connectionId }: SyncingAccount) {
  const { rows } = await pool().query(
    `SELECT day || ' ' || model AS name, trim_scale(sum(cost_usd))::text AS cost, trim_scale(sum(byok_usd))::text AS byok
     FROM spend_lines WHERE connection_id = $1 AND day BETWEEN $2 AND $3 GROUP BY 1 ORDER BY 1`,
    [connectionId, FROM, TO],
  );
  const { rows: books } = await pool().query(
    `SELECT trim_scale(sum(billed_usd))::text AS billed, trim_scale(sum(explained_usd))::text AS explained,
       trim_scale(sum(difference_usd))::text AS difference, trim_scale(sum(unmatched_usd))::text AS unmatched
     FROM day_books WHERE connection_id = $1 AND day BETWEEN $2 AND $3`,
    [connectionId, FROM, TO],
  );
  return { lines: rows, ...books[0] };
}

async function bill(demo: DemoOpenRouter) {
  const { rows, total } = await billOf(demo, FROM, TO, ["day", "model"]);
  const lines = rows.map(({ values, costUsd, byokUsd }) => ({
    name: `${values.day} ${values.model}`,
    cost: costUsd,
    byok: byokUsd,
  }));
  return { lines: lines.sort((a, b) => (a.name < b.name ? -1 : 1)), billed: total.costUsd };
}

describe.each([
  ["whose Analytics tells no single request", 403 as const],
  ["whose Analytics tells them too", true as const],
])("an account %s", (_, analytics) => {
  let demo: DemoOpenRouter;
  beforeAll(async () => {
    const account = makeAccount({ anchorDay: TODAY, days: 6, requestsPerDay: 80, keys: 4, developers: 4, analytics });
    demo = await startDemoOpenRouter({ account, now: () => NOON, analyticsPerMinute: 1_000_000 });
  });
  afterAll(() => demo.stop());

  it.each([
    [1, "oldest", 1],
    [1, "shuffled", 2],
    [0.7, "newest", 2],
    [0.7, "shuffled", 1],
    [0, "oldest", 1],
  ])("has the bill in its books with a share of %d of deliveries, %s first, %d times each", async (share, order, times) => {
    const account = await importAccount(demo, () => NOON);
    expect((await account.sync()).status).toBe("succeeded");
    const all = eachDay(FROM, TO).flatMap((day) => [...demo.account.generationsOf(day, NOON)]);
    const told = all.filter((generation) => isSampled(generation, share));
    expect(await deliver(account, { share, order, times })).toEqual({ sent: told.length * times, refused: 0 });
    const found = await booked(account);
    const { lines, billed } = await bill(demo);
    expect(found.lines).toEqual(lines);
    expect([found.billed, found.difference, found.unmatched]).toEqual([billed, "0", "0"]);
    const explained = usdToString(sumUsd(told.map(({ costUsd }) => costUsd)));
    expect(found.explained).toBe(analytics === true ? billed : explained);
    if (analytics === true) return;
    const part = Number(explained) / Number(billed);
    expect(share === 0.7 ? part > 0.5 && part < 0.9 : part === share).toBe(true);
  });

  if (analytics === true) return;
  it("comes to the same facts whatever the order and the number of deliveries", async () => {
    const books = [];
    for (const how of [{ order: "oldest" }, { order: "newest", times: 2 }, { order: "shuffled", times: 3, atOnce: 32 }]) {
      const account = await importAccount(demo, () => NOON);
      await account.sync();
      await deliver(account, how);
      const { rows } = await pool().query(
        `SELECT generation_id, sources, model, provider, external_user, session_id, feature, tags, cost_usd, byok_usd,
           prompt_tokens, cached_tokens, cache_write_tokens, completion_tokens, reasoning_tokens, streamed, cancelled, finish_reason
         FROM generations WHERE connection_id = $1 ORDER BY 1`,
        [account.connectionId],
      );
      books.push({ rows, lines: (await booksOf(account.connectionId)).lines.length });
    }
    expect(books[1]).toEqual(books[0]);
    expect(books[2]).toEqual(books[0]);
    const sum = sumUsd(books[0]?.rows.map((row) => parseUsd(row.cost_usd ?? "0")) ?? []);
    expect(usdToString(sum)).not.toBe("0");
  });
});
