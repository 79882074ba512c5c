import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parseDay } from "../../lib/domain/day";
import { makeAccount, makeAcmeAccount, makeEmptyAccount } from "../account/make-account";
import { ask, query } from "./ask";
import { type DemoOpenRouter, startDemoOpenRouter } from "./server";

// Months of history are worked out on the way, on whatever machine this is.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const TODAY = parseDay("2026-11-20");
const now = () => new Date("2026-11-20T15:30:00Z");
let acme: DemoOpenRouter;
let crowd: DemoOpenRouter;
beforeAll(async () => {
  acme = await startDemoOpenRouter({ account: makeAcmeAccount(TODAY, 60), now, analyticsPerMinute: 1_000 });
  crowd = await startDemoOpenRouter({
    account: makeAccount({ anchorDay: TODAY, days: 3, keys: 230, workspaces: 1, requestsPerDay: 300 }),
    now,
    analyticsPerMinute: 3,
  });
});
afterAll(() => Promise.all([acme.stop(), crowd.stop()]));

describe("keys", () => {
  test("come by a hundred, of the default workspace, without the disabled ones", async () => {
    const sizes = [];
    for (const offset of [0, 100, 200, 300]) sizes.push((await ask(crowd, `/keys?offset=${offset}`)).json.data.length);
    expect(sizes).toEqual([100, 100, 30, 0]);
    const names = async (path: string) => (await ask(acme, path)).json.data.map((key: { name: string }) => key.name);
    expect(await names("/keys")).toEqual([
      "Platform gateway",
      "Coding assistants",
      "Jonas Weber",
      "Ingrid scratch",
      "CI",
      "prototype",
    ]);
    const research = acme.account.cast.workspaces[2]?.id;
    expect(await names(`/keys?workspace_id=${research}`)).toEqual(["Nightly evals", "staging"]);
    expect(await names(`/keys?workspace_id=${research}&include_disabled=true`)).toEqual([
      "Nightly evals",
      "staging",
      "Hackathon",
    ]);
  });

  test("a renamed one shows the name of the day", async () => {
    const key = acme.account.cast.keys.find((candidate) => candidate.names.length > 1);
    const before = await startDemoOpenRouter({ account: acme.account, now: () => new Date("2026-10-15T12:00:00Z") });
    expect((await ask(before, `/keys/${key?.hash}`)).json.data).toMatchObject({ name: "helpdesk-bot", updated_at: null });
    await before.stop();
    expect((await ask(acme, `/keys/${key?.hash}`)).json.data).toMatchObject({
      name: "Support copilot",
      updated_at: "2026-10-16T00:00:00.000Z",
    });
  });

  test("an unknown hash or workspace is 404", async () => {
    expect((await ask(acme, "/keys/none")).status).toBe(404);
    expect((await ask(acme, "/keys?workspace_id=none")).status).toBe(404);
  });
});

describe("activity", () => {
  test("has dates with a time, and neither today nor more than 30 days", async () => {
    const { json } = await ask(acme, "/activity");
    const dates = json.data.map((row: { date: string }) => row.date).sort();
    expect([dates[0], dates.at(-1)]).toEqual(["2026-10-21 00:00:00", "2026-11-19 00:00:00"]);
  });

  test.each(["2026-11-20", "2026-10-20", "yesterday"])("refuses %s", async (date) => {
    expect((await ask(acme, `/activity?date=${date}`)).status).toBe(400);
  });

  test("filtered by each key adds up to less than the whole: the chatroom has none", async () => {
    const usage = async (path: string) =>
      (await ask(acme, path)).json.data.reduce((sum: number, row: { usage: number }) => sum + row.usage, 0);
    let byKey = 0;
    for (const key of acme.account.cast.keys) byKey += await usage(`/activity?date=2026-11-18&api_key_hash=${key.hash}`);
    expect(byKey).toBeGreaterThan(10);
    expect(byKey).toBeLessThan(await usage("/activity?date=2026-11-18"));
  });
});

describe("analytics", () => {
  const day = { start: "2026-11-18T00:00:00Z", end: "2026-11-19T00:00:00Z" };

  test("counts are strings, costs numbers, windows instants, labels instead of ids", async () => {
    const [row] = await query(acme, {
      metrics: ["request_count", "credits_usage"],
      dimensions: ["api_key_id", "user"],
      granularity: "day",
      time_range: day,
    });
    expect(row).toEqual({
      date__day: "2026-11-18T00:00:00.000Z",
      api_key_id: expect.any(String),
      user: expect.any(String),
      user_email: expect.stringContaining("@"),
      request_count: expect.stringMatching(/^\d+$/),
      credits_usage: expect.any(Number),
    });
  });

  test("sentinels: Chatroom, Unknown app, no session, no user", async () => {
    const labels = async (dimension: string, column = dimension) =>
      (await query(acme, { metrics: ["request_count"], dimensions: [dimension], time_range: day })).map((row) => row[column]);
    expect(await labels("api_key_id")).toContain("Chatroom");
    expect(await labels("app")).toContain("Unknown");
    expect(await labels("session_id")).toContain("none");
    expect(await labels("external_user")).toContain(null);
    expect(await labels("user", "user_email")).toContain(null);
  });

  test("two keys of one name are told apart by their hashes alone", async () => {
    const staging = acme.account.cast.keys.filter((key) => key.names[0]?.name === "staging");
    const both = await query(acme, { metrics: ["credits_usage"], dimensions: ["api_key_id"], time_range: day });
    expect(both.filter((row) => row.api_key_id === "staging")).toHaveLength(2);
    const each = [];
    for (const key of staging) {
      const filters = [{ field: "api_key_id", operator: "eq", value: key.hash }];
      each.push(...(await query(acme, { metrics: ["credits_usage"], dimensions: ["api_key_id"], time_range: day, filters })));
    }
    expect(each).toHaveLength(2);
    expect(each.map((row) => row.credits_usage).sort()).toEqual(
      both
        .filter((row) => row.api_key_id === "staging")
        .map((row) => row.credits_usage)
        .sort(),
    );
  });

  test("filters know ids, not labels; an unknown hash earns a warning", async () => {
    const ask1 = (value: unknown, operator = "in") =>
      ask(acme, "/analytics/query", {
        body: { metrics: ["request_count"], time_range: day, filters: [{ field: "api_key_id", operator, value }] },
      });
    expect((await ask1(["Platform gateway"])).json.data.data).toEqual([]);
    expect((await ask1([410_001])).json.data.data).toHaveLength(1);
    const unknown = await ask1("0".repeat(64), "eq");
    expect(unknown.json.data).toMatchObject({ data: [], warnings: [expect.stringContaining("could not be resolved")] });
  });

  test("in and not_in leave the unset out unless it is included", async () => {
    const count = async (filter: object) =>
      Number(
        (await query(acme, { metrics: ["request_count"], time_range: day, filters: [{ field: "api_key_id", ...filter }] }))[0]
          ?.request_count,
      );
    const [all] = await query(acme, { metrics: ["request_count"], time_range: day });
    const without = await count({ operator: "not_in", value: [410_001] });
    const withUnset = await count({ operator: "not_in", value: [410_001], include_unset: true });
    const only = await count({ operator: "eq", value: 410_001 });
    const chatroom = await count({ operator: "eq", value: -1 });
    expect([withUnset + only, withUnset - without]).toEqual([Number(all?.request_count), chatroom]);
  });

  test("says when rows were left out", async () => {
    const body = { metrics: ["request_count"], dimensions: ["generation_id"], time_range: day, limit: 100 };
    const { json } = await ask(acme, "/analytics/query", { body });
    expect(json.data.metadata).toMatchObject({ row_count: 100, truncated: true });
  });

  test("an hour's window holds that hour alone", async () => {
    const rows = await query(acme, {
      metrics: ["request_count"],
      granularity: "hour",
      time_range: { start: "2026-11-18T09:00:00Z", end: "2026-11-18T11:00:00Z" },
    });
    expect(rows.map((row) => row.date__hour)).toEqual(["2026-11-18T09:00:00.000Z", "2026-11-18T10:00:00.000Z"]);
  });

  test.each([
    ["no metrics", { metrics: [] }],
    ["an unknown metric", { metrics: ["money"] }],
    ["an unknown dimension", { dimensions: ["weather"] }],
    ["three dimensions", { dimensions: ["model", "app", "user"] }],
    ["an unknown granularity", { granularity: "fortnight" }],
    ["times without seconds", { time_range: { start: "2026-11-18T00:00Z", end: "2026-11-19T00:00Z" } }],
    ["an end before the start", { time_range: { start: day.end, end: day.start } }],
    [
      "32 days of end users",
      { dimensions: ["external_user"], time_range: { start: "2026-10-19T00:00:00Z", end: "2026-11-20T00:00:00Z" } },
    ],
    [
      "368 days of models",
      { dimensions: ["model"], granularity: "day", time_range: { start: "2025-11-17T00:00:00Z", end: "2026-11-20T00:00:00Z" } },
    ],
    [
      "end users of last spring",
      { dimensions: ["external_user"], time_range: { start: "2026-04-01T00:00:00Z", end: "2026-04-02T00:00:00Z" } },
    ],
    [
      "four hours by the minute",
      { granularity: "minute", time_range: { start: "2026-11-18T00:00:00Z", end: "2026-11-18T04:00:00Z" } },
    ],
    ["no rows", { limit: 0 }],
    ["10,001 rows", { limit: 10_001 }],
    ["an array for eq", { filters: [{ field: "model", operator: "eq", value: ["a"] }] }],
    ["an order by what is not asked", { order_by: { field: "app", direction: "asc" } }],
  ])("refuses %s", async (_, body) => {
    expect((await ask(acme, "/analytics/query", { body: { metrics: ["request_count"], time_range: day, ...body } })).status).toBe(
      400,
    );
  });

  test("a request too many in a minute is 429, and says when to come back", async () => {
    const statuses = [];
    for (let count = 0; count < 4; count++) {
      const { status, headers } = await ask(crowd, "/analytics/meta");
      statuses.push(status);
      if (status !== 429) expect(headers.get("x-ratelimit-limit")).toBeNull();
      else {
        expect(Number(headers.get("retry-after"))).toBeGreaterThan(50);
        expect([headers.get("x-ratelimit-limit"), headers.get("x-ratelimit-remaining")]).toEqual(["3", "0"]);
      }
    }
    expect(statuses).toEqual([200, 200, 200, 429]);
  });
});

describe("other accounts", () => {
  test("an empty one answers with nothing", async () => {
    const empty = await startDemoOpenRouter({ account: makeEmptyAccount(TODAY), now });
    expect((await ask(empty, "/keys")).json.data).toEqual([]);
    expect((await ask(empty, "/activity")).json.data).toEqual([]);
    expect((await ask(empty, "/credits")).json.data).toEqual({ total_credits: 0, total_usage: 0 });
    expect(await query(empty, { metrics: ["request_count"], dimensions: ["model"], granularity: "day" })).toEqual([]);
    expect((await ask(empty, "/key")).json.data.is_free_tier).toBe(true);
    await empty.stop();
  });

  test("a personal one has no members", async () => {
    const personal = await startDemoOpenRouter({ account: makeAccount({ anchorDay: TODAY, days: 2, organization: false }), now });
    expect((await ask(personal, "/organization/members")).status).toBe(404);
    expect((await ask(personal, "/key")).json.data.organization_id).toBeNull();
    await personal.stop();
  });

  test.each([403, 404] as const)("one without Analytics answers %i", async (analytics) => {
    const plain = await startDemoOpenRouter({ account: makeAccount({ anchorDay: TODAY, days: 2, analytics }), now });
    expect((await ask(plain, "/analytics/meta")).status).toBe(analytics);
    expect((await ask(plain, "/activity")).status).toBe(200);
    await plain.stop();
  });
});
