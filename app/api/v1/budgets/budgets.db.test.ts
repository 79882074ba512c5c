import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { parseDay } from "@/lib/domain/day";
import { mintSystemScope } from "@/lib/domain/mint-scope";
import { createToken } from "@/lib/ledger/tokens";
import { accountOfTwoKeys, billDays } from "@/lib/test/billed-days";
import type { Account } from "@/lib/test/stored-day";
import { PUT } from "./[id]/amount/route";
import { DELETE, GET as GET_ONE, PATCH } from "./[id]/route";
import { BudgetAnswer, BudgetEnded, BudgetListAnswer, BudgetMade } from "./contract";
import { GET, POST } from "./route";

const NOW = new Date("2026-11-10T12:00:00Z");
beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

async function world(): Promise<{ account: Account; token: string }> {
  const account = await accountOfTwoKeys();
  await billDays(account, parseDay("2026-10-31"), [["4"], ...Array(10).fill(["10", "1"])], NOW);
  const scope = mintSystemScope(account.organizationId, { kind: "operator" });
  const { token } = await createToken(scope, { name: "t", scopes: ["read", "manage"], expiresAt: null }, NOW);
  return { account, token };
}

function request(token: string, method: string, body?: unknown): Request {
  const text = body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body);
  return new Request("http://localhost/api/v1/budgets", { method, headers: { authorization: `Bearer ${token}` }, body: text });
}

const at = (id: string) => ({ params: Promise.resolve({ id }) });

it("makes a budget, tells how it stands to the last digit, changes and ends it", async () => {
  const { account, token } = await world();
  const body = {
    name: "Build",
    per: "month",
    filters: { key: [account.keyIds[0]] },
    amountUsd: "199.999999999999",
    startsOn: "2026-10-01",
    note: "=HYPERLINK(1)",
  };
  const made = await POST(request(token, "POST", body));
  expect(made.status).toBe(201);
  const { id } = BudgetMade.parse(await made.json());
  expect(made.headers.get("location")).toBe(`/api/v1/budgets/${id}`);
  const list = BudgetListAnswer.parse(await (await GET(request(token, "GET"))).json());
  expect(list.budgets).toHaveLength(1);
  const one = BudgetAnswer.parse(await (await GET_ONE(request(token, "GET"), at(id))).json());
  const { past, ...same } = one;
  expect(list.budgets[0]).toEqual(same);
  expect(one).toMatchObject({
    name: "Build",
    note: "=HYPERLINK(1)",
    about: [{ dimension: "key", label: "build", gone: false }],
    status: { spentUsd: "100", amountUsd: "199.999999999999", leftUsd: "99.999999999999", state: "warning", unknownDays: 0 },
    past: [{ from: "2026-10-01", to: "2026-10-31", spentUsd: "4", outcome: "unknown", unknownDays: 30 }],
  });
  expect((await PUT(request(token, "PUT", { amountUsd: 1000, until: "2026-11-30" }), at(id))).status).toBe(200);
  expect((await PATCH(request(token, "PATCH", { name: "Builds", ownerEmail: "ada@example.com" }), at(id))).status).toBe(200);
  const changed = BudgetAnswer.parse(await (await GET_ONE(request(token, "GET"), at(id))).json());
  expect(changed).toMatchObject({
    name: "Builds",
    ownerEmail: "ada@example.com",
    amounts: [
      { from: "2026-10-01", amountUsd: "199.999999999999" },
      { from: "2026-11-01", amountUsd: "1000" },
      { from: "2026-12-01", amountUsd: "199.999999999999" },
    ],
    status: { amountUsd: "1000" },
  });
  expect(BudgetEnded.parse(await (await DELETE(request(token, "DELETE"), at(id))).json())).toEqual({ id, lastDay: "2026-11-10" });
});

it("refuses bad input in words, never with a 500, and changes nothing", async () => {
  const { token } = await world();
  const good = { name: "All", per: "month", amountUsd: "5", startsOn: "2026-11-01" };
  const bad: [unknown, number, RegExp][] = [
    ["", 400, /empty/],
    ["{", 400, /no JSON/],
    ["[]", 400, /no JSON object/],
    [{ ...good, amountUsd: "0" }, 400, /reached before/],
    [{ ...good, amountUsd: -5 }, 400, /negative/],
    [{ ...good, amountUsd: "12345678901234567890" }, 400, /below 100 million/],
    [{ ...good, amountUsd: 1e21 }, 400, /not an amount/],
    [{ ...good, amountUsd: null }, 400, /amountUsd: must be an amount/],
    [{ ...good, name: undefined }, 400, /name is missing/],
    [{ ...good, name: "two\nlines" }, 400, /on one line/],
    [{ ...good, per: "year" }, 400, /The field per: must be one of day, week, month\./],
    [{ ...good, name: 5 }, 400, /The field name: must be text\./],
    [{ ...good, workingDays: 2.5 }, 400, /The field workingDays: must be a whole number\./],
    [{ ...good, mood: "good" }, 400, /mood/],
    [{ ...good, filters: { mood: ["good"] } }, 400, /There is no field "filters\.mood"/],
    [{ ...good, filters: { developer: ["Ada"] } }, 400, /developer/],
    [{ ...good, filters: { team: ["0b7f4a52-6d1d-4f0e-9d0c-000000000001"] } }, 404, /no such team/],
    [{ ...good, endsOn: "2026-11-09" }, 400, /ended on/],
    [{ ...good, name: "x".repeat(200_000) }, 413, /100 kB/],
    [{ ...good, name: "a\u0000b" }, 400, /null character/],
    [{ ...good, note: "a\u0000b" }, 400, /null character/],
    [{ ...good, per: "week", startsOn: "1970-01-01" }, 400, /does not reach to 1970/],
    [{ ...good, endsOn: "9999-12-31" }, 400, /does not reach to 9999/],
  ];
  for (const [body, status, message] of bad) {
    const response = await POST(request(token, "POST", body));
    const { error } = (await response.json()) as { error: { message: string } };
    expect([response.status, error.message]).toEqual([status, expect.stringMatching(message)]);
  }
  const missing = at("0b7f4a52-6d1d-4f0e-9d0c-000000000001");
  for (const answer of [
    await GET_ONE(request(token, "GET"), missing),
    await PATCH(request(token, "PATCH", { name: "x" }), missing),
    await PUT(request(token, "PUT", { amountUsd: "5" }), missing),
    await DELETE(request(token, "DELETE"), missing),
  ]) {
    expect(answer.status).toBe(404);
  }
  expect((await GET_ONE(request(token, "GET"), at("x"))).status).toBe(400);
  expect((await POST(request(token, "POST", good))).status).toBe(201);
  expect((await POST(request(token, "POST", good))).status).toBe(409);
  const list = BudgetListAnswer.parse(await (await GET(request(token, "GET"))).json());
  expect(list.budgets).toHaveLength(1);
});
