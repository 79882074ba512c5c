import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { pool } from "@/lib/db/client";
import { parseDay } from "@/lib/domain/day";
import type { ExportKind, ExportQuestion } from "@/lib/domain/export/export";
import { mintSystemScope } from "@/lib/domain/mint-scope";
import type { AuthorizedScope } from "@/lib/domain/scope";
import { parseUsd, sumUsd, type Usd, usdToString } from "@/lib/domain/usd";
import { readFile } from "@/lib/exports/read-file";
import { rebuildDay } from "@/lib/ledger/rebuild/rebuild-day";
import { createToken } from "@/lib/ledger/tokens";
import { type Account, storeAccount, storeBill } from "@/lib/test/stored-day";
import { ErrorAnswer } from "../contract";
import { openExport } from "./open-export";
import { GET as spend } from "./spend/route";

const DAYS = ["2026-10-20", "2026-10-21"].map(parseDay);
const NOW = new Date("2026-11-15T08:00:00Z");
const EACH = 1_500;
let account: Account;
let operator: AuthorizedScope;
let token = "";

/** Requests of two days, `units` of 10⁻⁶ dollars each, and books made of them. */
async function book(units: number): Promise<void> {
  const { organizationId, connectionId, keyIds } = account;
  for (const day of DAYS) {
    await pool().query(
      `INSERT INTO generations (organization_id, connection_id, generation_id, day, created_at, key_id, key_is_certain, model, cost_usd, byok_usd,
         sources, feature, app)
       SELECT $1, $2, 'gen-' || $3::text || i, $3::date, $3::date + interval '1 hour', $4, true, 'openai/gpt-5', 0.000001 * $5::int, 0, 2,
         'feature ' || i, repeat('a', 900) FROM generate_series(1, $6::int) i
       ON CONFLICT (organization_id, generation_id) DO UPDATE SET cost_usd = excluded.cost_usd`,
      [organizationId, connectionId, day, keyIds[0], units, EACH],
    );
    const figures = { byokUsd: 0n as Usd, requests: EACH, promptTokens: null, cachedTokens: null, cacheWriteTokens: null };
    const cell = { key: 0, model: "openai/gpt-5", provider: null, ...figures, completionTokens: null, reasoningTokens: null };
    await storeBill(account, day, "analytics", [{ ...cell, costUsd: (BigInt(EACH * units) * 1_000_000n) as Usd }], NOW);
    await rebuildDay(connectionId, day, NOW);
  }
}

beforeAll(async () => {
  account = await storeAccount([{ hasHash: true, name: "ci", owned: true, creator: null, inWorkspace: true }]);
  operator = mintSystemScope(account.organizationId, { kind: "operator" });
  ({ token } = await createToken(operator, { name: "test", scopes: ["read"], expiresAt: null }, new Date()));
  await book(1);
});

const question = (kind: ExportKind): ExportQuestion => ({
  ...{ kind, from: parseDay("2026-10-01"), to: parseDay("2026-10-31") },
  ...{ by: kind === "spend" ? ["day", "feature", "app"] : [], filters: {}, corrections: false },
});

describe("a file that is taken while its days are rebuilt", () => {
  it.each<[ExportKind, string]>([
    ["spend", "costUsd"],
    ["chargeback", "costUsd"],
    ["focus", "BilledCost"],
    ["generations", "costUsd"],
  ])("%s is of one moment, and its control file agrees", async (kind, column) => {
    await book(1);
    const file = await openExport(operator, question(kind), NOW, new AbortController().signal);
    const first = await file.bytes.next();
    const blocks = [first.value as Uint8Array];
    await book(3);
    for await (const block of file.bytes) blocks.push(block);
    const bytes = Buffer.concat(blocks);
    const control = file.control();
    const { records, foot } = readFile(bytes.toString("utf8"));
    expect(blocks.length).toBeGreaterThan(2);
    expect(usdToString(sumUsd(records.map((record) => parseUsd(record[column] || "0"))))).toBe("0.003");
    expect(control).toMatchObject({
      ...{ rows: records.length, bytes: bytes.length, sums: { [column]: "0.003" } },
      sha256: createHash("sha256").update(bytes).digest("hex"),
    });
    for (const [name, ...cells] of foot) if (name === "# OpenRouter's total") expect(cells).toContain("0.003");
    const after = await openExport(operator, question(kind), NOW, new AbortController().signal);
    for await (const _block of after.bytes);
    expect(after.control().sums[column]).toBe("0.009");
  });
});

const ask = (query: string) =>
  spend(new Request(`http://localhost/x?${query}`, { headers: { authorization: `Bearer ${token}` } }));
const PERIOD = "from=2026-10-01&to=2026-10-31";

describe("several files at once", () => {
  it("are each whole; a fifth is refused in words until one is done", async () => {
    const wanted = `${PERIOD}&by=day,feature,app`;
    const four = await Promise.all([1, 2, 3, 4].map(() => ask(wanted)));
    const fifth = await ask(wanted);
    expect([fifth.status, ErrorAnswer.parse(await fifth.json()).error.todo]).toEqual([
      503,
      "Try again when one of them is done.",
    ]);
    const texts = await Promise.all(four.map((response) => response.text()));
    expect(new Set(texts).size).toBe(1);
    expect(readFile(texts[0] ?? "").records).toHaveLength(2 * EACH);
    expect(await (await ask(wanted)).text()).toBe(texts[0]);
  });
});

describe("a period without books", () => {
  it("is a file of no rows that says so, with sums of nothing", async () => {
    const empty = "from=2025-01-01&to=2025-01-31";
    const { facts, records } = readFile(await (await ask(`${empty}&by=model`)).text());
    expect([records, facts.get("Finality")]).toEqual([[], ["unknown", "31 days without books"]]);
    expect(await (await ask(`${empty}&part=control`)).json()).toMatchObject({
      ...{ rows: 0, finality: null, daysWithoutBooks: 31, sums: { costUsd: "0", byokUsd: "0" } },
    });
  });
});
