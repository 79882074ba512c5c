import { expect, it } from "vitest";
import { pool } from "../../db/client";
import { parseDay } from "../../domain/day";
import { NO_FIGURES } from "../../domain/figures";
import { NO_GENERATION_FILTERS } from "../../domain/generation/list";
import { mintPersonScope, mintSystemScope, mintTokenScope } from "../../domain/mint-scope";
import type { AuthorizedScope, Visibility } from "../../domain/scope";
import type { Filters } from "../../domain/spend/question";
import { parseUsd, sumUsd, usdToString } from "../../domain/usd";
import { saveAttribution } from "../../ledger/attribution/rules";
import { rebuildDay } from "../../ledger/rebuild/rebuild-day";
import { drawnRequest } from "../../test/drawn-request";
import type { DrawnKey, DrawnRequest } from "../../test/generated-day";
import { type Account, storeAccount, storeRequests } from "../../test/stored-day";
import { spend } from "../spend/spend";
import { generationDetail } from "./detail";
import { generationList } from "./list";

const DAY = parseDay("2026-11-20");
const NOW = new Date("2026-11-21T08:00:00Z");
const period = { from: DAY, to: DAY };
const KEY: DrawnKey = { hasHash: true, name: "ci", owned: false, creator: null, inWorkspace: true };

function request(cost: string, changes: Partial<DrawnRequest> = {}): DrawnRequest {
  const figures = { ...NO_FIGURES, costUsd: parseUsd(cost), requests: 1, promptTokens: 10, completionTokens: 5 };
  return drawnRequest({ provider: "OpenAI", figures, ...changes });
}

/** Of everybody and everything a request, each of another cost, so that a sum tells which were listed. */
const REQUESTS = [
  request("1", { externalUser: "Ada@Example.com" }),
  request("2", { externalUser: " grace@example.com " }),
  request("4", { key: 1 }),
  request("8", { member: "Ada Lovelace", feature: "chat", app: "Desk" }),
  request("16", { key: 2, model: "other", provider: null }),
  request("32", { key: null, keyIsCertain: false, externalUser: "svc", feature: "search" }),
];

async function account(): Promise<Account> {
  const made = await storeAccount([
    KEY,
    { ...KEY, name: "owned", owned: true },
    { ...KEY, name: "made", creator: 1, inWorkspace: false },
  ]);
  await storeRequests(made, DAY, REQUESTS);
  await rebuildDay(made.connectionId, DAY, NOW);
  return made;
}

async function developer({ organizationId }: Account, alias: string): Promise<string> {
  const { rows } = await pool().query(
    "SELECT developer_id FROM developer_aliases WHERE organization_id = $1 AND lower(value) = lower($2) LIMIT 1",
    [organizationId, alias],
  );
  return rows[0].developer_id;
}

const all = ({ organizationId }: Account) => mintSystemScope(organizationId, { kind: "operator" });

function seeing({ organizationId }: Account, role: "manager" | "member", visibility: Visibility): AuthorizedScope {
  return mintPersonScope(organizationId, { kind: "person", userId: "u", email: "e" }, role, visibility);
}

/** What is listed costs, by time and by cost alike. */
async function listed(
  scope: AuthorizedScope,
  filters: Filters,
  only: Partial<typeof NO_GENERATION_FILTERS> = {},
): Promise<string> {
  const sums = [];
  for (const order of ["time", "cost"] as const) {
    const list = { order, part: null, only: { ...NO_GENERATION_FILTERS, ...only } };
    const answer = await generationList(scope, { period, filters }, list, NOW);
    sums.push(usdToString(sumUsd(answer.listed.map(({ row }) => row.cost_usd ?? parseUsd("0")))));
    expect(answer.dearest.map(({ row }) => row.cost_usd)).toEqual(
      answer.listed.map(({ row }) => row.cost_usd).toSorted((a, b) => Number((b ?? 0n) - (a ?? 0n))),
    );
  }
  expect(sums[0]).toBe(sums[1]);
  return sums[0] ?? "";
}

async function spent(scope: AuthorizedScope, filters: Filters): Promise<string> {
  const answer = await spend(scope, { ...period, by: [], filters }, parseDay("2026-11-21"));
  return usdToString(answer.total.costUsd);
}

it("lists what the spend pages count, for every filter that both have", async () => {
  const here = await account();
  const scope = all(here);
  const [ada, grace, svc] = [
    await developer(here, "ada@example.com"),
    await developer(here, "grace@example.com"),
    await developer(here, "svc"),
  ];
  const [ci, owned, made] = here.keyIds as [string, string, string];
  const { rows } = await pool().query("SELECT id FROM workspaces WHERE connection_id = $1", [here.connectionId]);
  const questions: [Filters, string][] = [
    [{}, "63"],
    [{ developer: [ada] }, "9"],
    [{ developer: [grace] }, "18"],
    [{ developer: [svc, ada] }, "41"],
    [{ developer: [here.ownerId] }, "4"],
    [{ developer: ["none"] }, "0"],
    [{ team: [here.teamId] }, "4"],
    [{ team: ["none"] }, "59"],
    [{ feature: ["chat"] }, "8"],
    [{ feature: ["none"] }, "23"],
    [{ feature: ["none", "search"] }, "55"],
    [{ key: [ci] }, "11"],
    [{ key: [owned, made] }, "20"],
    [{ key: ["none"] }, "32"],
    [{ model: ["other"] }, "16"],
    [{ provider: ["OpenAI"] }, "47"],
    [{ provider: ["none"] }, "16"],
    [{ app: ["Desk"] }, "8"],
    [{ workspace: [rows[0].id] }, "15"],
    [{ workspace: ["none"] }, "48"],
    [{ connection: [here.connectionId] }, "63"],
    [{ evidence: ["log"] }, "63"],
    [{ evidence: ["remainder"] }, "0"],
    [{ developer: [ada], key: [ci] }, "9"],
    [{ developer: [ada], feature: ["chat"] }, "8"],
  ];
  for (const [filters, expected] of questions) {
    expect([filters, await listed(scope, filters)]).toEqual([filters, expected]);
    expect([filters, await spent(scope, filters)]).toEqual([filters, expected]);
  }
});

it("narrows by what only requests tell", async () => {
  const here = await account();
  await pool().query(
    "UPDATE generations SET session_id = 's-1', finish_reason = 'stop' WHERE organization_id = $1 AND cost_usd IN (4, 8)",
    [here.organizationId],
  );
  const scope = all(here);
  expect(await listed(scope, {}, { session: "s-1" })).toBe("12");
  expect(await listed(scope, { app: ["Desk"] }, { session: "s-1" })).toBe("8");
  expect(await listed(scope, {}, { session: "s-2" })).toBe("0");
  expect(await listed(scope, {}, { user: "svc" })).toBe("32");
  expect(await listed(scope, {}, { finish: "stop" })).toBe("12");
  expect(await listed(scope, {}, { minimum: parseUsd("8") })).toBe("56");
  expect(await listed(scope, {}, { source: "analytics" })).toBe("63");
  expect(await listed(scope, {}, { source: "broadcast" })).toBe("0");
});

it("shows everybody what is charged to whom they see, and nothing else", async () => {
  const here = await account();
  const ada = await developer(here, "ada@example.com");
  const member = seeing(here, "member", { kind: "developers", developerIds: [ada] });
  const manager = seeing(here, "manager", { kind: "teams", teamIds: [here.teamId] });
  const nobody = seeing(here, "member", { kind: "developers", developerIds: [] });
  const ingest = mintTokenScope(here.organizationId, { kind: "token", tokenId: "t", name: "t" }, ["ingest"]);
  const stranger = all(await storeAccount());
  expect([await listed(member, {}), await listed(manager, {})]).toEqual(["9", "4"]);
  expect(await listed(member, { developer: [here.ownerId] })).toBe("0");
  for (const scope of [nobody, ingest, stranger]) expect(await listed(scope, {})).toBe("0");
  const { rows } = await pool().query(
    "SELECT generation_id AS id, cost_usd::int AS cost FROM generations WHERE organization_id = $1",
    [here.organizationId],
  );
  for (const { id, cost } of rows) {
    const opens = async (scope: AuthorizedScope) => {
      const error = await generationDetail(scope, id).catch((refused: { code?: string }) => refused.code);
      return error !== "not_found";
    };
    expect([cost, await opens(all(here))]).toEqual([cost, true]);
    expect([cost, await opens(member)]).toEqual([cost, cost === 1 || cost === 8]);
    expect([cost, await opens(manager)]).toEqual([cost, cost === 4]);
    for (const scope of [nobody, ingest, stranger]) expect(await opens(scope)).toBe(false);
  }
});

it("charges requests as rules do, split ones to each of those who share them", async () => {
  const here = await account();
  const [ada, grace] = [await developer(here, "ada@example.com"), await developer(here, "grace@example.com")];
  const rule = {
    id: "0b7f4a52-6d1d-4f0e-9d0c-000000000001",
    name: "Shared",
    enabled: true,
    conditions: [{ field: "model", tag: null, match: "exact", value: "other" }],
    sets: {
      developer: [
        { to: ada, percent: "50" },
        { to: grace, percent: "50" },
      ],
      team: [],
      feature: [{ to: "batch", percent: "100" }],
    },
  };
  await saveAttribution(all(here), { rules: [rule], note: "", basedOn: 0 }, NOW);
  await rebuildDay(here.connectionId, DAY, NOW);
  expect(await listed(all(here), { developer: [ada] })).toBe("25");
  expect(await listed(all(here), { developer: [grace] })).toBe("18");
  expect(await listed(all(here), { developer: [ada], feature: ["batch"] })).toBe("16");
  expect(await listed(all(here), { feature: ["batch"] })).toBe("16");
  expect(await listed(seeing(here, "member", { kind: "developers", developerIds: [ada] }), {})).toBe("25");
  const { rows } = await pool().query(
    "SELECT generation_id AS id FROM generations WHERE organization_id = $1 AND model = 'other'",
    [here.organizationId],
  );
  const { charge, why } = await generationDetail(all(here), rows[0].id);
  expect(charge.parts.map((part) => part.developerId).sort()).toEqual([ada, grace].sort());
  expect(why.rules.map(({ matched, decided }) => [matched, decided])).toEqual([[true, ["developer", "feature"]]]);
});
