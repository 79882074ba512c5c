import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { pool } from "@/lib/db/client";
import { parseDay } from "@/lib/domain/day";
import type { ExportKind } from "@/lib/domain/export/export";
import { NO_FIGURES } from "@/lib/domain/figures";
import { mintPersonScope, mintSystemScope } from "@/lib/domain/mint-scope";
import type { Role } from "@/lib/domain/role";
import type { AuthorizedScope, Visibility } from "@/lib/domain/scope";
import { parseUsd, sumUsd, usdToString } from "@/lib/domain/usd";
import { readFile } from "@/lib/exports/read-file";
import { rebuildDay } from "@/lib/ledger/rebuild/rebuild-day";
import { createToken } from "@/lib/ledger/tokens";
import { drawnRequest } from "@/lib/test/drawn-request";
import { storeOtherCosts } from "@/lib/test/other-costs";
import { type Account, storeAccount, storeBill, storeRequests } from "@/lib/test/stored-day";
import { ErrorAnswer } from "../contract";
import { OtherCostsAnswer } from "../other-costs/contract";
import { GET as otherCosts } from "../other-costs/route";
import { GET as chargeback } from "./chargeback/route";
import { ExportControlAnswer } from "./contract";
import { GET as generations } from "./generations/route";
import { openExport } from "./open-export";
import { previewExport } from "./preview";
import { GET as spend } from "./spend/route";

const NOW = new Date("2026-11-15T08:00:00Z");
const DAY = parseDay("2026-10-20");
const FIGURES = {
  ...NO_FIGURES,
  costUsd: parseUsd("1.000000000001"),
  byokUsd: parseUsd("0.25"),
  requests: 1,
  promptTokens: 10,
  completionTokens: 5,
};
const REQUEST = drawnRequest({
  second: 5,
  model: "openai/gpt-5",
  externalUser: "ada@example.com",
  feature: '=HYPERLINK("http://evil.example","x")',
  app: 'He said "hi"\r\nand left',
  figures: FIGURES,
  tags: { "cost;center": "=1+1", note: 'a "b"\nc' },
});
let account: Account;
let token = "";
let operator: AuthorizedScope;

beforeAll(async () => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  account = await storeAccount([{ hasHash: true, name: "ci", owned: false, creator: null, inWorkspace: true }]);
  await storeRequests(account, DAY, [REQUEST, { ...REQUEST, second: 6, feature: "search", app: null }]);
  const cell = { key: 0, model: "openai/gpt-5", provider: null };
  // Two dollars were seen, half of them billed: the rest is a negative difference; another key's dollar nobody is known for.
  await storeBill(
    account,
    DAY,
    "analytics",
    [
      { ...cell, ...FIGURES, costUsd: parseUsd("1") },
      { ...cell, model: "x/y", ...FIGURES },
    ],
    NOW,
  );
  await rebuildDay(account.connectionId, DAY, NOW);
  await storeOtherCosts(account, "=Team plan");
  operator = mintSystemScope(account.organizationId, { kind: "operator" });
  ({ token } = await createToken(operator, { name: "test", scopes: ["read"], expiresAt: null }, new Date()));
});

afterAll(() => void vi.useRealTimers());

type Get = (request: Request) => Promise<Response>;
const ask = (get: Get, query: string, signal?: AbortSignal) =>
  get(new Request(`http://localhost/x?${query}`, { headers: { authorization: `Bearer ${token}` }, signal: signal ?? null }));
const PERIOD = "from=2026-10-01&to=2026-10-31";

describe.each<[string, Get, string]>([
  ["spend", spend, `${PERIOD}&by=day,feature,key,model`],
  ["chargeback", chargeback, "month=2026-10"],
  ["generations", generations, PERIOD],
])("GET /api/v1/exports/%s", (kind, get, query) => {
  it("says what it is of, is RFC 4180, and comes with a control file that fits it", async () => {
    const response = await ask(get, query);
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-disposition")).toContain(`waybill-${kind}`);
    const file = readFile(text);
    expect(Object.fromEntries(file.facts)).toMatchObject({
      Waybill: [kind],
      Organization: ["Acme"],
      Period: ["2026-10-01", "2026-10-31", "2026-10"],
      Days: ["UTC"],
      Currency: ["USD"],
      Filters: ["none"],
    });
    expect(text.replaceAll("\r\n", "").replaceAll(/"(?:[^"]|"")*"/g, "")).not.toMatch(/[\r\n]/);
    const control = ExportControlAnswer.parse(await (await ask(get, `${query}&part=control`)).json());
    expect(control).toMatchObject({ kind, rows: file.records.length, bytes: Buffer.byteLength(text), daysWithoutBooks: 30 });
    expect(control.sha256).toBe(createHash("sha256").update(text).digest("hex"));
    expect(control.sums.costUsd).toBe(usdToString(sumUsd(file.records.map((record) => parseUsd(record.costUsd || "0")))));
    expect(control.sums.costUsd).toBe(
      { spend: "2.000000000001", chargeback: "27.500000000001", generations: "2.000000000002" }[kind],
    );
  });

  it("notes in the audit log who took it, and nothing of a control file", async () => {
    const count = async () =>
      (await pool().query("SELECT count(*)::int AS n FROM audit_entries WHERE action = 'export.taken'")).rows[0].n;
    const before = await count();
    await (await ask(get, `${query}&part=control`)).text();
    expect(await count()).toBe(before);
    await (await ask(get, query)).text();
    expect(await count()).toBe(before + 1);
  });

  it("refuses what it cannot understand before a byte is sent", async () => {
    for (const wrong of [`${query}&weather=fine`, `${query}&part=half`, query.replace("2026-10", "2026-13")]) {
      const response = await ask(get, wrong);
      expect(response.status).toBe(400);
      expect(ErrorAnswer.parse(await response.json()).error.code).toBe("invalid_input");
    }
  });
});

it("gives back names and texts as they were", async () => {
  const file = readFile(await (await ask(generations, PERIOD)).text());
  expect(file.records.map(({ feature, app }) => [feature, app])).toEqual([
    [REQUEST.feature, REQUEST.app],
    ["search", ""],
  ]);
  expect(JSON.parse(file.records[0]?.tags ?? "")).toEqual(REQUEST.tags);
  const told = readFile(await (await ask(spend, `${PERIOD}&by=feature`)).text());
  expect(told.records.map(({ feature }) => feature)).toContain(REQUEST.feature);
});

it("ties a chargeback to what OpenRouter billed", async () => {
  const { foot, records } = readFile(await (await ask(chargeback, "month=2026-10")).text());
  const amount = (name: string) => foot.find(([first]) => first === `# ${name}`)?.[10];
  expect(new Set(records.map(({ line }) => line))).toEqual(
    new Set(["usage", "unattributed", "difference", "subscription", "fee"]),
  );
  expect([amount("Spend"), amount("OpenRouter's total"), amount("Spend less OpenRouter's total")]).toEqual([
    "2.000000000001",
    "2.000000000001",
    "0",
  ]);
  expect([amount("Fees"), amount("Subscriptions"), amount("Total with fees and subscriptions")]).toEqual([
    "5.5",
    "20",
    "27.500000000001",
  ]);
  expect(records.flatMap(({ note }) => note || [])).toEqual([
    "=Team plan, 2026-10-01",
    "Fee on credits of Main, 5.5 % of $100, 2026-10-12",
  ]);
});

it("tells by the API of what is paid beside usage what the chargeback has of it", async () => {
  const answer = OtherCostsAnswer.parse(await (await ask(otherCosts, PERIOD)).json());
  expect(answer).toMatchObject({
    totalUsd: "25.5",
    purchasesKnownFrom: "2026-10-11",
    costs: [
      { kind: "subscription", day: "2026-10-01", name: "=Team plan", amountUsd: "20", creditsUsd: null },
      { kind: "fee", day: "2026-10-12", amountUsd: "5.5", creditsUsd: "100" },
    ],
  });
});

it("has no charge that is still to come, and refuses no month for being far away", async () => {
  const charged = async (month: string) => readFile(await (await ask(chargeback, `month=${month}`)).text()).records;
  expect((await charged("2026-11")).map(({ note }) => note)).toEqual(["=Team plan, 2026-11-01"]);
  for (const month of ["2026-12", "9999-12"]) expect(await charged(month), month).toEqual([]);
  const answer = await (await ask(otherCosts, "from=2026-11-01&to=2026-12-31")).json();
  expect(answer).toMatchObject({ totalUsd: "20", costs: [{ day: "2026-11-01" }] });
});

const person = (role: Role, visibility: Visibility) =>
  mintPersonScope(account.organizationId, { kind: "person", userId: "u", email: "a@b.c" }, role, visibility);
const question = (kind: ExportKind) => ({
  kind,
  from: parseDay("2026-10-01"),
  to: parseDay("2026-10-31"),
  by: [],
  filters: {},
  corrections: false,
});
async function taken(scope: AuthorizedScope, kind: "spend" | "chargeback" | "generations") {
  const file = await openExport(scope, question(kind), NOW, new AbortController().signal);
  const blocks = [];
  for await (const block of file.bytes) blocks.push(block);
  return { text: Buffer.concat(blocks).toString("utf8"), control: file.control() };
}

/** How many connections are in use once what is still in the air came down. */
const idle = async () => {
  for (let look = 0; look < 200 && pool().totalCount !== pool().idleCount; look += 1)
    await new Promise((go) => setTimeout(go, 10));
  return pool().totalCount - pool().idleCount;
};

it.each([
  ["spend", "0"],
  ["chargeback", "25.5"],
  ["focus", "25.5"],
  ["generations", "0"],
] as const)("is told before the file is taken what of a %s file is no spend", async (kind, beside) => {
  const { besideUsd, costUsd } = await previewExport(operator, question(kind), NOW);
  expect([besideUsd !== null && usdToString(besideUsd), usdToString(costUsd)]).toEqual([
    beside,
    kind === "generations" ? "2.000000000002" : "2.000000000001",
  ]);
  expect(await idle()).toBe(0);
});

describe("whoever asks", () => {
  it("sees what his role sees, and the file says so", async () => {
    const member = person("member", { kind: "developers", developerIds: [account.ownerId] });
    expect((await taken(member, "spend")).control.sums.costUsd ?? "0").toBe("0");
    await expect(taken(member, "chargeback")).rejects.toThrow("The role member may not export chargebacks");
    const manager = person("manager", { kind: "teams", teamIds: [account.teamId] });
    const { text } = await taken(manager, "chargeback");
    expect(readFile(text).facts.get("Shows")).toEqual(["own teams only"]);
    expect(text).not.toContain("OpenRouter's total");
    await expect(taken(manager, "generations")).rejects.toThrow("The role manager may not export single requests");
  });
});

describe("a client that hangs up", () => {
  it.each(["spend", "generations"] as const)("in mid-%s frees its connection, and the next one is served", async (kind) => {
    await pool().query(
      `INSERT INTO generations (organization_id, connection_id, generation_id, day, created_at, model, cost_usd, sources, app)
       SELECT $1, $2, 'gen-many-' || i, '2026-10-20', '2026-10-20T10:00:00Z', 'openai/gpt-5', 1, 2, repeat('x', 1000)
       FROM generate_series(1, 20000) i ON CONFLICT DO NOTHING`,
      [account.organizationId, account.connectionId],
    );
    await pool().query(
      `INSERT INTO spend_lines (organization_id, connection_id, day, evidence, attribution, reason, model, provider, feature, cost_usd, byok_usd, requests)
       SELECT $1, $2, '2026-10-19', 'remainder', 'none', 'no_owner', 'm', 'p', repeat('f', 900) || i, 0, 0, 1 FROM generate_series(1, 20000) i`,
      [account.organizationId, account.connectionId],
    );
    const get = kind === "spend" ? spend : generations;
    const query = kind === "spend" ? `${PERIOD}&by=model,provider,feature` : PERIOD;
    for (const how of ["cancels", "is aborted"]) {
      const client = new AbortController();
      const reader = (await ask(get, query, client.signal)).body?.getReader();
      await reader?.read();
      if (how === "cancels") await reader?.cancel();
      else {
        client.abort();
        await expect(async () => {
          while (!(await reader?.read())?.done);
        }).rejects.toThrow();
      }
      expect(await idle()).toBe(0);
    }
    expect((await (await ask(get, query)).text()).length).toBeGreaterThan(10_000_000);
    expect(await idle()).toBe(0);
  });
});
