import { beforeAll, describe, expect, it } from "vitest";
import { pool } from "@/lib/db/client";
import { parseDay } from "@/lib/domain/day";
import { FOCUS_COLUMNS } from "@/lib/domain/export/focus-columns";
import { mintSystemScope } from "@/lib/domain/mint-scope";
import { parseUsd, sumUsd, usdToString } from "@/lib/domain/usd";
import { type ReadFile, readFile } from "@/lib/exports/read-file";
import { rebuildDay } from "@/lib/ledger/rebuild/rebuild-day";
import { createToken } from "@/lib/ledger/tokens";
import { drawnRequest } from "@/lib/test/drawn-request";
import { focusBreaches } from "@/lib/test/focus/conformance";
import { storeOtherCosts } from "@/lib/test/other-costs";
import { storeAccount, storeBill, storeRequests } from "@/lib/test/stored-day";
import { GET } from "./route";

const NOW = new Date("2026-11-10T08:00:00Z");
const DAY = parseDay("2026-10-20");
const FIGURES = {
  costUsd: parseUsd("0.01"),
  byokUsd: parseUsd("0"),
  requests: 1,
  promptTokens: 1000,
  cachedTokens: 300,
  cacheWriteTokens: null,
  completionTokens: 50,
  reasoningTokens: 10,
};
const REQUEST = drawnRequest({
  second: 5,
  model: "acme/priced-20260101",
  provider: "Acme Cloud",
  feature: "search",
  app: "=1+1",
  figures: FIGURES,
  tags: { team: "growth", ticket: "A-1", "waybill/feature": "mine" },
});
let file: ReadFile;
let plain: ReadFile;

const of = (wanted: Record<string, string>) =>
  file.records.filter((record) => Object.entries(wanted).every(([column, value]) => record[column] === value));
const sum = (records: readonly Record<string, string>[], column = "BilledCost") =>
  usdToString(sumUsd(records.map((record) => parseUsd(record[column] || "0"))));

beforeAll(async () => {
  const account = await storeAccount([
    { hasHash: true, name: '"quoted", =1+1', owned: true, creator: null, inWorkspace: true },
    { hasHash: true, name: "nobody's", owned: false, creator: null, inWorkspace: false },
  ]);
  await pool().query(
    `INSERT INTO models (permaslug, slug, name, author, pricing, fetched_at) VALUES
       ('acme/priced-20260101', 'acme/priced', 'Priced', 'acme', '{}', '2026-11-01'), ('acme/router', 'acme/router', 'Router', 'acme', '{}', '2026-11-01')`,
  );
  await pool().query(
    `INSERT INTO model_prices (permaslug, tag, from_at, pricing) VALUES
       ('acme/priced-20260101', '', '2026-09-01', '{"prompt": "0.000001", "completion": "0.000004", "input_cache_read": "0.0000001"}'),
       ('acme/priced-20260101', '', '2026-10-21T03:00:00Z', '{"prompt": "0.000009", "completion": "0.000009"}'),
       ('acme/router', '', '2026-11-01', '{"prompt": "-1", "completion": "-1"}')`,
  );
  await storeRequests(account, DAY, [
    REQUEST,
    { ...REQUEST, second: 6, tags: { team: "growth", ticket: "A-2" } },
    { ...REQUEST, second: 10, tags: null, externalUser: "tenant-7" },
    { ...REQUEST, second: 7, model: "acme/router", feature: null },
    // More evidence than bill.
    { ...REQUEST, second: 8, key: 1, model: "acme/priced-20260101", figures: { ...FIGURES, costUsd: parseUsd("2") } },
    {
      ...REQUEST,
      second: 9,
      model: "acme/unknown",
      figures: { ...FIGURES, costUsd: parseUsd("0.0005"), byokUsd: parseUsd("0.03") },
    },
  ]);
  const cell = { key: 0, provider: null, ...FIGURES };
  await storeBill(
    account,
    DAY,
    "analytics",
    [
      {
        ...cell,
        model: "acme/priced-20260101",
        costUsd: parseUsd("0.05"),
        requests: 3,
        promptTokens: 3000,
        completionTokens: 150,
      },
      { ...cell, model: "acme/router" },
      { ...cell, key: 1, model: "acme/priced-20260101", costUsd: parseUsd("1.5") },
      { ...cell, model: "acme/unknown", costUsd: parseUsd("0.0005"), byokUsd: parseUsd("0.03") },
    ],
    NOW,
  );
  await rebuildDay(account.connectionId, DAY, NOW);
  await storeOtherCosts(account, "=Team plan");
  // A day of September that changed in October.
  await pool().query(
    `INSERT INTO day_books (connection_id, day, organization_id, books, billed_usd, billed_byok_usd, explained_usd, remainder_usd, difference_usd,
       unmatched_generations, unmatched_usd, pulled_at, rebuilt_at) VALUES ($1, '2026-09-30', $2, 'analytics', 0, 0, 0, 0, 0, 0, 0, now(), now())`,
    [account.connectionId, account.organizationId],
  );
  await pool().query(
    `INSERT INTO restatements (organization_id, connection_id, day, source, old_usd, new_usd, at) VALUES ($1, $2, '2026-09-30', 'analytics', 3, 2.5, '2026-10-05')`,
    [account.organizationId, account.connectionId],
  );
  const scope = mintSystemScope(account.organizationId, { kind: "operator" });
  const { token } = await createToken(scope, { name: "test", scopes: ["read"], expiresAt: null }, new Date());
  const ask = async (query: string) => {
    const url = `http://localhost/x?from=2026-10-01&to=2026-10-31${query}`;
    return readFile(await (await GET(new Request(url, { headers: { authorization: `Bearer ${token}` } }))).text());
  };
  file = await ask("&corrections=yes");
  plain = await ask("");
});

describe("a FOCUS file", () => {
  it("begins with its columns, FOCUS's before our own", () => {
    expect(file.facts.size).toBe(0);
    expect(file.columns).toEqual([...FOCUS_COLUMNS]);
    expect(file.columns.findLastIndex((name) => !name.startsWith("x_"))).toBeLessThan(
      file.columns.findIndex((name) => name.startsWith("x_")),
    );
  });

  it("breaks no rule of FOCUS 1.2 that a machine can check", () => {
    const { breaches, checked } = focusBreaches(file.columns, file.records);
    expect(breaches).toEqual([]);
    expect(checked.size).toBeGreaterThan(200);
  });

  it("is found out where it would break one", () => {
    const spoilt = (change: Record<string, string>) =>
      focusBreaches(
        file.columns,
        file.records.map((record, index) => (index === 0 ? { ...record, ...change } : record)),
      ).breaches.map(({ rule }) => rule);
    expect(spoilt({ BilledCost: "" })).toContain("BilledCost-C-003-M");
    expect(spoilt({ ListCost: "17" })).toContain("ListCost-C-009-C");
    expect(spoilt({ ChargeCategory: "Gift" })).not.toEqual([]);
    expect(spoilt({ BillingPeriodStart: "2026-10-01" })).not.toEqual([]);
    expect(spoilt({ PricingUnit: "" })).toContain("PricingUnit-C-006-C");
    expect(spoilt({ Tags: '{"a":{"b":1}}' })).toContain("Tags-C-001-M");
    expect(focusBreaches(file.columns.slice(1), file.records).breaches.map(({ rule }) => rule)).toContain("CostAndUsage-D-006-M");
  });

  it("adds up to the bill, corrections apart", () => {
    expect(sum(plain.records.filter(({ ChargeCategory }) => ChargeCategory !== "Purchase"))).toBe("1.5605");
    expect(sum(plain.records, "x_EstimatedByokCost")).toBe("0.03");
    expect(sum(plain.records, "x_Requests")).toBe(
      String(plain.records.reduce((all, { x_Requests }) => all + Number(x_Requests), 0)),
    );
    expect(sum(of({ ChargeClass: "" }))).toBe(sum(plain.records));
  });

  it("prices tokens by the list in force on that day, to the last digit", () => {
    const [input] = of({ SkuMeter: "Input Tokens", x_Evidence: "generation", ResourceName: '"quoted", =1+1' });
    expect(input).toMatchObject({
      PricingQuantity: "700",
      ListUnitPrice: "0.000001",
      ListCost: "0.0007",
      PricingUnit: "Tokens",
      SkuId: "acme/priced-20260101",
      SkuPriceId: "acme/priced-20260101/input",
      x_ListPriceAsOf: "2026-09-01",
      x_HostProviderName: "Acme Cloud",
      PublisherName: "acme",
      ChargePeriodStart: "2026-10-20T00:00:00Z",
      ChargePeriodEnd: "2026-10-21T00:00:00Z",
      BillingPeriodEnd: "2026-11-01T00:00:00Z",
      x_PrincipalName: "Owner",
      SubAccountName: "Platform",
    });
  });

  it("keeps every tag as it was told, beside its own, and parts what was charged by them", () => {
    const priced = of({ x_Model: "acme/priced-20260101", ResourceName: '"quoted", =1+1', x_Evidence: "generation" });
    const own = { "waybill/feature": "search", "waybill/app": "=1+1" };
    const byTicket = Map.groupBy(priced, ({ Tags }) => JSON.parse(Tags ?? "").ticket);
    expect(new Set(byTicket.keys())).toEqual(new Set(["A-1", "A-2", undefined]));
    for (const [ticket, records] of byTicket) {
      const tags = ticket ? { team: "growth", ticket } : {};
      for (const { Tags } of records) expect(JSON.parse(Tags ?? "")).toEqual({ ...tags, ...own });
      expect([ticket, sum(records), sum(records, "x_Requests")]).toEqual([ticket, "0.01", "1"]);
    }
  });

  it("tells the downstream user as he was sent, and parts charges by him", () => {
    const users = Map.groupBy(of({ x_Evidence: "generation" }), ({ x_ConsumerId }) => x_ConsumerId);
    expect(sum(users.get("tenant-7") ?? [])).toBe("0.01");
    expect(of({ x_Evidence: "remainder" }).every(({ x_ConsumerId }) => x_ConsumerId === "")).toBe(true);
  });

  it("gives no unit price where there is none, no price to an adjustment, and nothing billed to the customer's own keys", () => {
    expect(of({ x_Model: "acme/router" })).toMatchObject([
      { SkuMeter: "Billed Amount", ListUnitPrice: "1", PricingQuantity: "0.01" },
    ]);
    expect(of({ ChargeCategory: "Adjustment", ResourceName: "nobody's" })).toMatchObject([
      { BilledCost: "-0.5", SkuPriceId: "", PricingQuantity: "", PricingUnit: "", ListUnitPrice: "" },
    ]);
    expect(of({ SkuMeter: "BYOK Inference" })).toMatchObject([{ BilledCost: "0", ListCost: "0", x_EstimatedByokCost: "0.03" }]);
    expect(sum(of({ x_Model: "acme/unknown" }))).toBe("0.0005");
  });

  it("has the fee on credits and subscriptions as purchases of their own", () => {
    expect(of({ ChargeCategory: "Purchase" })).toMatchObject([
      {
        ChargeDescription: "=Team plan",
        BilledCost: "20",
        ChargeFrequency: "Recurring",
        ChargePeriodStart: "2026-10-01T00:00:00Z",
      },
      { SkuMeter: "Credit Purchase Fee", BilledCost: "5.5", InvoiceIssuerName: "OpenRouter", BillingAccountName: "Main" },
    ]);
  });

  it("books what was restated later as a correction of an earlier period, where asked to", () => {
    expect(of({ ChargeClass: "Correction" })).toMatchObject([
      { BilledCost: "-0.5", ChargePeriodStart: "2026-09-30T00:00:00Z", BillingPeriodStart: "2026-10-01T00:00:00Z" },
    ]);
    expect(plain.records.some(({ ChargeClass }) => ChargeClass !== "")).toBe(false);
  });
});
