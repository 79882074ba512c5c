import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, test, vi } from "vitest";
import { addDays, type Day, parseDay } from "../../lib/domain/day";
import { parseUsd, subtractUsd, sumUsd, type Usd, usdFromNumber, usdToString } from "../../lib/domain/usd";
import type { Account } from "../account/account";
import { makeAccount, makeAcmeAccount } from "../account/make-account";
import { ask, query } from "./ask";
import { type DemoOpenRouter, startDemoOpenRouter } from "./server";

// Months of history are worked out on the way, on whatever machine this is.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const TODAY = parseDay("2026-11-20");
const NOW = new Date("2026-11-20T15:30:00Z");
const LONG_RANGE = ["model", "variant", "api_key_id", "user", "workspace", "app"];
const OF_SINGLES = ["provider", "external_user", "session_id", "generation_id", "finish_reason", "streamed", "origin"];

function money(values: readonly unknown[]): string {
  return usdToString(sumUsd(values.map((value) => usdFromNumber(value as number))));
}

/** A session of one day may have more requests than an answer may have rows, so days are asked one by one. */
function range(from: Day, to: Day) {
  return { start: `${from}T00:00:00Z`, end: `${addDays(to, 1)}T00:00:00Z` };
}

async function expectAgreement(account: Account, firstDay: Day): Promise<void> {
  const server = await startDemoOpenRouter({ account, now: () => NOW, analyticsPerMinute: 1_000 });
  try {
    const recent = firstDay < addDays(TODAY, -30) ? addDays(TODAY, -30) : firstDay;
    await analyticsAgrees(server, firstDay, LONG_RANGE);
    await analyticsAgrees(server, addDays(TODAY, -1) < firstDay ? firstDay : addDays(TODAY, -1), OF_SINGLES);
    await activityAgrees(server, recent);
    await lifetimeAgrees(server, firstDay);
    await logAgrees(server, recent);
  } finally {
    await server.stop();
  }
}

async function analyticsAgrees(server: DemoOpenRouter, from: Day, dimensions: string[]): Promise<void> {
  const { json: bill } = await ask(server, `/_demo/bill?from=${from}&to=${TODAY}`);
  const metrics = [
    "request_count",
    "credits_usage",
    "byok_usage",
    "total_usage",
    "tokens_prompt",
    "tokens_completion",
    "reasoning_tokens",
    "cached_tokens",
  ];
  for (const dimension of dimensions) {
    const rows = await query(server, { metrics, dimensions: [dimension], granularity: "day", time_range: range(from, TODAY) });
    const count = (name: string) => rows.reduce((sum, row) => sum + Number(row[name]), 0);
    expect({
      dimension,
      costUsd: money(rows.map((row) => row.credits_usage)),
      byokUsd: money(rows.map((row) => row.byok_usage)),
      requests: count("request_count"),
      promptTokens: count("tokens_prompt"),
      completionTokens: count("tokens_completion"),
      reasoningTokens: count("reasoning_tokens"),
      cachedTokens: count("cached_tokens"),
      cacheWriteTokens: bill.total.cacheWriteTokens,
    }).toEqual({ dimension, ...bill.total });
    expect(money(rows.map((row) => row.total_usage))).toBe(
      usdToString(sumUsd([parseUsd(bill.total.costUsd), parseUsd(bill.total.byokUsd)])),
    );
  }
}

async function activityAgrees(server: DemoOpenRouter, from: Day): Promise<void> {
  const { json: bill } = await ask(server, `/_demo/bill?from=${from}&to=${addDays(TODAY, -1)}&by=day,model`);
  for (const path of ["/activity", "/activity?group_by=workspace"]) {
    const { json } = await ask(server, path);
    const total = (rows: { usage: number }[]) => money(rows.map((row) => row.usage));
    expect(total(json.data)).toBe(bill.total.costUsd);
    for (const row of bill.rows) {
      const same = json.data.filter(
        (item: { date: string; model_permaslug: string }) =>
          item.date === `${row.values.day} 00:00:00` && item.model_permaslug === row.values.model,
      );
      expect({ ...row.values, costUsd: total(same) }).toEqual({ ...row.values, costUsd: row.costUsd });
    }
  }
}

async function lifetimeAgrees(server: DemoOpenRouter, from: Day): Promise<void> {
  const { json: bill } = await ask(server, `/_demo/bill?from=${from}&to=${TODAY}&by=key`);
  const billed = new Map<string, string>(
    bill.rows.map((row: { values: { key: string }; costUsd: string }) => [row.values.key, row.costUsd]),
  );
  const { json: credits } = await ask(server, "/credits");
  expect(usdToString(usdFromNumber(credits.data.total_usage))).toBe(bill.total.costUsd);
  let listed: Usd = parseUsd(billed.get("chatroom") ?? "0");
  for (const workspace of server.account.cast.workspaces) {
    const { json } = await ask(server, `/keys?include_disabled=true&workspace_id=${workspace.id}`);
    for (const key of json.data) {
      expect(usdToString(usdFromNumber(key.usage))).toBe(billed.get(key.hash) ?? "0");
      listed = sumUsd([listed, usdFromNumber(key.usage)]);
    }
  }
  expect(usdToString(listed)).toBe(bill.total.costUsd);
}

async function logAgrees(server: DemoOpenRouter, from: Day): Promise<void> {
  const to = addDays(TODAY, -1);
  const { json: bill } = await ask(server, `/_demo/bill?from=${from}&to=${to}`);
  for (const version of ["2025-08", "2026-02", "2026-08", "2026-09"]) {
    const csv = await (await fetch(`${server.origin}/_demo/log.csv?from=${from}&to=${to}&version=${version}`)).text();
    const { data, errors } = Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true });
    expect(errors).toEqual([]);
    expect(data).toHaveLength(bill.total.requests);
    const short = subtractUsd(parseUsd(bill.total.costUsd), sumUsd(data.map((row) => parseUsd(row.cost_total ?? ""))));
    expect(short >= 0n && short <= BigInt(data.length) * 1_000_000n).toBe(true);
    expect(data.reduce((sum, row) => sum + Number(row.tokens_prompt), 0)).toBe(bill.total.promptTokens);
  }
  const aggregate = await (await fetch(`${server.origin}/_demo/aggregate.csv?from=${from}&to=${to}&by_key=true`)).text();
  const { data } = Papa.parse<Record<string, string>>(aggregate, { header: true, skipEmptyLines: true });
  expect(usdToString(sumUsd(data.map((row) => parseUsd(row.Usage ?? ""))))).toBe(bill.total.costUsd);
}

describe("every endpoint tells the same story, to the last digit", () => {
  test("of Acme, with its runaway loop, BYOK, chatroom and free models", () =>
    expectAgreement(makeAcmeAccount(TODAY, 60), addDays(TODAY, -59)));

  test("of any account", async () => {
    const sizes = fc.record({
      seed: fc.stringMatching(/^[a-z]{1,8}$/),
      days: fc.integer({ min: 1, max: 45 }),
      developers: fc.integer({ min: 0, max: 6 }),
      keys: fc.integer({ min: 0, max: 14 }),
      workspaces: fc.integer({ min: 1, max: 3 }),
      requestsPerDay: fc.integer({ min: 0, max: 60 }),
      organization: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(sizes, (size) =>
        expectAgreement(makeAccount({ ...size, anchorDay: TODAY }), addDays(TODAY, 1 - size.days)),
      ),
      { numRuns: 12 },
    );
  });
});
