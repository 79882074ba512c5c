import Papa from "papaparse";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { pool } from "../../../lib/db/client";
import { parseDay } from "../../../lib/domain/day";
import { mintSystemScope } from "../../../lib/domain/mint-scope";
import { parseUsd } from "../../../lib/domain/usd";
import { beginLook } from "../../../lib/ledger/recommendation/looks";
import { storeLook } from "../../../lib/ledger/recommendation/recommendations";
import { lookStatus } from "../../../lib/queries/recommendation/recommendations";
import { storeAccount } from "../../../lib/test/stored-day";
import { waybillProgram } from "../program";

const NOW = new Date("2026-11-21T06:00:00Z");
const [FROM, TO] = [parseDay("2026-10-22"), parseDay("2026-11-20")];
const TOKENS = { promptTokens: 1, cachedTokens: 0, cacheWriteTokens: 0, completionTokens: 1, reasoningTokens: 0 };

let said: string[] = [];
let organizationId = "";
let slug = "";
beforeEach(async () => {
  said = [];
  vi.spyOn(console, "log").mockImplementation((text: string) => void said.push(text));
  vi.spyOn(console, "error").mockImplementation((text: string) => void said.push(text));
  vi.spyOn(process.stdout, "write").mockImplementation((text) => Boolean(said.push(String(text))));
  organizationId = (await storeAccount()).organizationId;
  slug = `o-${organizationId}`;
  await beginLook(organizationId, NOW);
  const range = { low: parseUsd("1.5"), likely: parseUsd("10"), high: parseUsd("12") };
  const baseline = {
    requests: 60,
    costUsd: parseUsd("20"),
    listUsd: null,
    modelListUsd: null,
    tokens: TOKENS,
    retriedUsd: null,
    shareAtTarget: 0,
  };
  const evidence = {
    from: FROM,
    to: TO,
    requests: 60,
    costUsd: parseUsd("20"),
    figures: [],
    generationIds: [],
    trialIds: [],
    baseline,
  };
  const finding = {
    kind: "cheaper_model",
    filters: { feature: ["triage"] },
    aspect: "",
    title: "=triage: a lighter\u202e model",
    confidence: "high",
    assumption: "",
    risk: "",
    change: { words: "Ask for it", snippet: null },
    move: null,
    atStakeUsd: null,
  } as const;
  const nobody = { ids: [], known: false };
  const found = [{ finding, evidence, alone: range, together: range, teams: nobody, developers: nobody }];
  await storeLook(
    organizationId,
    { from: FROM, to: TO, days: 30, requests: 60, costUsd: parseUsd("20"), found, outcomes: new Map() },
    NOW,
  );
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

const ask = (...words: string[]) => waybillProgram().parseAsync(["-o", slug, ...words], { from: "user" });

it("lists what would save dollars for people, as JSON and as CSV, and refuses what is no state", async () => {
  await ask("recommendations", "list");
  expect(said.join("\n")).toContain("=triage: a lighter� model  open   high        10");
  expect(said.join("\n")).toContain("Together $1.50 to $12.00 a month, most likely $10.00.");

  said = [];
  await ask("--json", "recommendations", "list", "--state", "open", "trial");
  expect(JSON.parse(said.join(""))).toMatchObject({
    total: { lowUsd: "1.5", likelyUsd: "10", highUsd: "12" },
    recommendations: [{ title: "=triage: a lighter\u202e model", state: "open", together: { likelyUsd: "10" } }],
  });

  said = [];
  await ask("recommendations", "list", "--csv");
  const [head, row] = Papa.parse<string[]>(said.join("").trim()).data;
  expect([row?.[head?.indexOf("title") ?? -1], row?.[head?.indexOf("likely_usd_a_month") ?? -1]]).toEqual([
    "'=triage: a lighter\u202e model",
    "10",
  ]);

  said = [];
  await ask("recommendations", "list", "--state", "rejected");
  expect(said).toEqual(["None."]);
});

it("asks the worker to look at once", async () => {
  await pool().query("UPDATE recommendation_runs SET started_at = finished_at WHERE organization_id = $1", [organizationId]);
  const scope = mintSystemScope(organizationId, { kind: "operator" });
  expect((await lookStatus(scope)).isLooking).toBe(false);
  await ask("recommendations", "look");
  expect((await lookStatus(scope)).isLooking).toBe(true);
});
