import { beforeAll, describe, expect, it } from "vitest";
import { parseDay } from "@/lib/domain/day";
import { DIMENSIONS } from "@/lib/domain/dimension";
import { NO_FIGURES } from "@/lib/domain/figures";
import { mintSystemScope } from "@/lib/domain/mint-scope";
import { parseUsd, sumUsd, usdToString } from "@/lib/domain/usd";
import { readFile } from "@/lib/exports/read-file";
import { rebuildDay } from "@/lib/ledger/rebuild/rebuild-day";
import { createToken } from "@/lib/ledger/tokens";
import { drawnRequest } from "@/lib/test/drawn-request";
import { storeAccount, storeBill, storeRequests } from "@/lib/test/stored-day";
import { ErrorAnswer, SpendAnswer } from "../contract";
import { GET } from "./route";

const NOW = new Date("2026-11-21T08:00:00Z");
const DAY = parseDay("2026-11-20");
const FORMULA = '=HYPERLINK("http://evil.example","x")';
const FIGURES = { ...NO_FIGURES, costUsd: parseUsd("1.000000000001"), requests: 1, promptTokens: 10, completionTokens: 5 };
const REQUEST = drawnRequest({
  model: "openai/gpt-5",
  externalUser: "ada@example.com",
  feature: FORMULA,
  figures: FIGURES,
});
let token = "";

beforeAll(async () => {
  const account = await storeAccount([{ hasHash: true, name: "ci", owned: false, creator: null, inWorkspace: true }]);
  await storeRequests(account, DAY, [REQUEST]);
  const cell = { key: 0, model: "openai/gpt-5", provider: null };
  // A dollar was seen, half of it billed: the rest is a negative difference.
  await storeBill(account, DAY, "analytics", [{ ...cell, ...FIGURES, costUsd: parseUsd("0.5") }], NOW);
  await rebuildDay(account.connectionId, DAY, NOW);
  const scope = mintSystemScope(account.organizationId, { kind: "operator" });
  ({ token } = await createToken(scope, { name: "test", scopes: ["read"], expiresAt: null }, NOW));
});

const ask = (query: string) =>
  GET(new Request(`http://localhost/api/v1/spend?${query}`, { headers: { authorization: `Bearer ${token}` } }));
const PERIOD = "from=2026-11-01&to=2026-11-21";

describe("GET /api/v1/spend as JSON", () => {
  it.each([...DIMENSIONS.map((dimension) => [dimension]), [...DIMENSIONS]])(
    "answers by %s as described, adding up to the total",
    async (...by) => {
      const response = await ask(`${PERIOD}&by=${by.join(",")}`);
      const answer = SpendAnswer.parse(await response.json());
      expect(response.status).toBe(200);
      expect(answer.total.costUsd).toBe("0.5");
      expect(usdToString(sumUsd(answer.rows.map((row) => parseUsd(row.costUsd))))).toBe("0.5");
      for (const row of answer.rows) expect(Object.keys(row).filter((name) => by.includes(name as never))).toEqual(by);
    },
  );

  it("is exactly as the description has it, day by day when not told otherwise", async () => {
    expect(await (await ask(`${PERIOD}&feature=${encodeURIComponent(`=${FORMULA}`)}`)).json()).toEqual({
      from: "2026-11-01",
      to: "2026-11-21",
      by: ["day"],
      total: { ...NO_FIGURES, costUsd: "1.000000000001", byokUsd: "0", requests: 1, promptTokens: 10, completionTokens: 5 },
      rows: [
        {
          day: { id: "2026-11-20", label: "2026-11-20" },
          costUsd: "1.000000000001",
          byokUsd: "0",
          requests: 1,
          promptTokens: 10,
          cachedTokens: null,
          cacheWriteTokens: null,
          completionTokens: 5,
          reasoningTokens: null,
          finality: expect.any(String),
        },
      ],
    });
  });

  it("answers an empty period with nothing and an unknown finality", async () => {
    const answer = SpendAnswer.parse(await (await ask("from=2020-01-01&to=2020-01-31&by=model")).json());
    expect(answer).toMatchObject({ rows: [], total: { costUsd: "0", requests: 0, promptTokens: null } });
  });
});

describe("GET /api/v1/spend as CSV", () => {
  it("neutralises text, leaves numbers, keeps unknown empty, and adds up", async () => {
    const response = await ask(`${PERIOD}&by=feature,key&format=csv`);
    const text = await response.text();
    const { columns, records } = readFile(text);
    expect(response.headers.get("content-type")).toContain("text/csv");
    expect(columns.join()).toBe(
      "feature,key,keyId,costUsd,byokUsd,requests,promptTokens,cachedTokens,cacheWriteTokens,completionTokens,reasoningTokens,finality",
    );
    expect(text).toContain(`"'${FORMULA.replaceAll('"', '""')}"`);
    expect(records.map((row) => row.feature)).toContain(FORMULA);
    expect(records.map((row) => row.costUsd).sort()).toEqual(["-0.500000000001", "1.000000000001"]);
    expect(records.every((row) => row.cachedTokens === "")).toBe(true);
  });
});

describe("GET /api/v1/spend refuses", () => {
  it.each([
    ["from=2026-11-01", "The parameter to is missing."],
    ["from=2026-11-31&to=2026-12-01", "The parameter from is not a day: use YYYY-MM-DD."],
    ["from=2026-11-21&to=2026-11-01", "The period starts (2026-11-21) after it ends (2026-11-01)."],
    ["from=1990-01-01&to=2026-11-01", "at most 1100"],
    [`${PERIOD}&by=weather`, "The parameter by is not a dimension: use day, developer"],
    [`${PERIOD}&by=`, "The parameter by names no dimension."],
    [`${PERIOD}&format=xml`, "The parameter format is not a format: use json or csv."],
    [`${PERIOD}&modle=x`, 'There is no parameter "modle": use from, to, by'],
    [`${PERIOD}&from=2026-11-02`, "The parameter from is given 2 times."],
    [`${PERIOD}&key=not-an-id`, "is no key id"],
    [`${PERIOD}&__proto__=x`, "There is no parameter"],
  ])("%s, saying: %s", async (query, words) => {
    const response = await ask(query);
    const { error } = ErrorAnswer.parse(await response.json());
    expect(response.status).toBe(400);
    expect(error).toMatchObject({ code: "invalid_input", message: expect.stringContaining(words) });
  });

  it("a call without a token, telling how to get one", async () => {
    const response = await GET(new Request(`http://localhost/api/v1/spend?${PERIOD}`));
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain("Bearer");
    expect(ErrorAnswer.parse(await response.json()).error.todo).toContain("API tokens");
  });
});
