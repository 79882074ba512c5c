import Papa from "papaparse";
import { beforeAll, describe, expect, it } from "vitest";
import { pool } from "@/lib/db/client";
import { parseDay } from "@/lib/domain/day";
import { mintSystemScope } from "@/lib/domain/mint-scope";
import { parseUsd, sumUsd, usdToString } from "@/lib/domain/usd";
import { rebuildDay } from "@/lib/ledger/rebuild/rebuild-day";
import { createToken } from "@/lib/ledger/tokens";
import { type Account, storeAccount, storeBill } from "@/lib/test/stored-day";
import { ErrorAnswer, SpendAnswer } from "../contract";
import { GET as GET_SPEND } from "../spend/route";
import { ReconciliationAnswer } from "./contract";
import { GET } from "./route";

const NOW = new Date();
const [DAY, NEXT] = [parseDay("2026-11-10"), parseDay("2026-11-11")];
const PERIOD = "from=2026-11-01&to=2026-11-30";
const FIGURES = {
  byokUsd: parseUsd("0.5"),
  requests: 1,
  promptTokens: 10,
  cachedTokens: null,
  cacheWriteTokens: null,
  completionTokens: 5,
  reasoningTokens: null,
};
const cell = (cost: string) => ({ ...FIGURES, key: 0, model: "m/one", provider: null, costUsd: parseUsd(cost) });
let account: Account;
let token = "";

beforeAll(async () => {
  account = await storeAccount([{ hasHash: true, name: "ci", owned: false, creator: null, inWorkspace: true }]);
  await pool().query(`UPDATE connections SET name = '=cmd|calc' WHERE id = $1`, [account.connectionId]);
  await storeBill(account, DAY, "analytics", [cell("1.000000000001")], NOW);
  await storeBill(account, NEXT, "analytics", [cell("2")], NOW);
  for (const day of [DAY, NEXT]) await rebuildDay(account.connectionId, day, NOW);
  const scope = mintSystemScope(account.organizationId, { kind: "operator" });
  ({ token } = await createToken(scope, { name: "test", scopes: ["read"], expiresAt: null }, NOW));
});

const ask = (query: string, handler = GET) =>
  handler(new Request(`http://localhost/api/v1/x?${query}`, { headers: { authorization: `Bearer ${token}` } }));

describe("GET /api/v1/reconciliation", () => {
  it("answers as described, adding up by day, in total and to what spend answers", async () => {
    const response = await ask(PERIOD);
    const answer = ReconciliationAnswer.parse(await response.json());
    expect(response.status).toBe(200);
    expect(answer).toMatchObject({ balances: true, warnings: [], total: { billedUsd: "3.000000000001", byokUsd: "1" } });
    for (const { explainedUsd, remainderUsd, differenceUsd, billedUsd } of [...answer.days, answer.total]) {
      const parts = [explainedUsd, remainderUsd, differenceUsd].map(parseUsd);
      expect(usdToString(sumUsd(parts))).toBe(billedUsd);
    }
    const spent = SpendAnswer.parse(await (await ask(PERIOD, GET_SPEND)).json());
    expect(answer.total.billedUsd).toBe(spent.total.costUsd);
  });

  it("answers as CSV: text neutralised, unknown empty, a sum of a column is the total", async () => {
    const { data, errors } = Papa.parse<Record<string, string>>(await (await ask(`${PERIOD}&format=csv`)).text(), {
      header: true,
      skipEmptyLines: true,
    });
    expect(errors).toEqual([]);
    expect(data.map(({ day, connection, activityUsd, causes }) => [day, connection, activityUsd, causes])).toEqual([
      [NEXT, "'=cmd|calc", "", "not_told byok"],
      [DAY, "'=cmd|calc", "", "not_told byok"],
    ]);
    expect(usdToString(sumUsd(data.map((row) => parseUsd(row.billedUsd ?? ""))))).toBe("3.000000000001");
  });

  it("keeps to the connections asked for", async () => {
    const other = "0b7f4a52-6d1d-4f0e-9d0c-000000000001";
    expect(await (await ask(`${PERIOD}&connection=${other}`)).json()).toMatchObject({ days: [], balances: true });
    const both = await (await ask(`${PERIOD}&connection=${other}&connection=${account.connectionId}`)).json();
    expect(both.days).toHaveLength(2);
  });

  it("warns, with what to do, once the books were tampered with", async () => {
    await pool().query("UPDATE spend_lines SET cost_usd = 5 WHERE connection_id = $1 AND day = $2", [account.connectionId, DAY]);
    const answer = ReconciliationAnswer.parse(await (await ask(PERIOD)).json());
    expect(answer).toMatchObject({
      balances: false,
      warnings: [
        {
          kind: "lines",
          day: DAY,
          expectedUsd: "1.000000000001",
          foundUsd: "5",
          todo: expect.stringContaining("added up again"),
        },
        { kind: "totals", day: DAY },
      ],
    });
    await rebuildDay(account.connectionId, DAY, NOW);
    expect(await (await ask(PERIOD)).json()).toMatchObject({ balances: true });
  });

  it.each([
    ["from=2026-11-01", "The parameter to is missing."],
    ["from=2026-11-21&to=2026-11-01", "starts (2026-11-21) after it ends"],
    ["from=1990-01-01&to=2026-11-01", "at most 1100"],
    [`${PERIOD}&connection=x`, "is not a connection id"],
    [`${PERIOD}&format=xml`, "is not a format"],
    [`${PERIOD}&key=x`, 'There is no parameter "key"'],
  ])("refuses %s, saying: %s", async (query, words) => {
    const response = await ask(query);
    expect(response.status).toBe(400);
    expect(ErrorAnswer.parse(await response.json()).error.message).toContain(words);
  });
});
