import { expect, it } from "vitest";
import { rollUpDay } from "../../test/whole-day";
import type { KeyFacts } from "../attribution/attribution";
import { NO_RULES } from "../attribution/rules";
import { NO_FIGURES } from "../figures";
import { parseUsd, usdToString } from "../usd";
import type { BilledCell } from "./match";
import type { DayFacts, EvidenceGroup } from "./rollup";

const KEY: KeyFacts = { hasHash: true, names: ["ci"], workspaceId: "search", ownerId: null, creatorAliases: [] };
const KEYS = new Map([
  ["nobody's", KEY],
  ["ada's", { ...KEY, names: ["ada"], workspaceId: null, ownerId: "ada" }],
]);

function day(books: DayFacts["books"], cells: BilledCell[], evidence: EvidenceGroup[]) {
  const teamOf = (developerId: string) => (developerId === "ada" ? "engine" : null);
  const costCenterOf = (teamId: string) => (teamId === "engine" ? "works" : null);
  const { lines, ...balance } = rollUpDay(
    {
      ...{ books, cells, keys: KEYS, workspaceNames: new Map(), rules: NO_RULES, teamOf, costCenterOf },
      developerOf: (alias) => (alias.value === "svc" ? "service" : null),
    },
    evidence,
  );
  const told = lines.map(({ evidence, keyId, developerId, reason, requests, costUsd }) =>
    [evidence, keyId, developerId ?? reason, requests, usdToString(costUsd)].join(" "),
  );
  return { told, lines, balance };
}

const cell = (keyId: string | null, cost: string, requests: number, more: Partial<BilledCell> = {}): BilledCell => {
  return { ...NO_FIGURES, keyId, model: "m", provider: null, costUsd: parseUsd(cost), requests, ...more };
};

const group = (keyId: string | null, cost: string, requests: number, more: Partial<EvidenceGroup> = {}): EvidenceGroup => ({
  ...{ keyId, keyIsCertain: keyId !== null, keyName: null, model: "m", provider: "OpenAI" },
  ...{ externalUser: null, member: null, feature: null, app: null, sessionId: null, tags: null, costKnown: true, cutRows: 0 },
  figures: { ...NO_FIGURES, costUsd: parseUsd(cost), requests },
  ...more,
});

it("charges a remainder to whom the key tells, in his team, its cost center and the key's workspace", () => {
  const { told, lines } = day("analytics", [cell("ada's", "2", 2), cell("nobody's", "1", 1), cell(null, "4", 1)], []);
  expect(told.sort()).toEqual([
    "remainder  key_unknown 1 4",
    "remainder ada's ada 2 2",
    "remainder nobody's no_evidence_no_owner 1 1",
  ]);
  expect(
    lines.map(({ developerId, teamId, costCenterId, workspaceId }) => [developerId, teamId, costCenterId, workspaceId]),
  ).toEqual(
    expect.arrayContaining([
      ["ada", "engine", "works", null],
      [null, null, null, "search"],
      [null, null, null, null],
    ]),
  );
});

it("keeps what evidence knows beside the bill: provider, feature, app and user", () => {
  const evidence = group("nobody's", "1", 1, { externalUser: "svc", feature: "chat", app: "cli" });
  const { lines } = day("analytics", [cell("nobody's", "1", 1)], [evidence]);
  expect(lines).toMatchObject([
    {
      evidence: "generation",
      developerId: "service",
      attribution: "user_field",
      provider: "OpenAI",
      feature: "chat",
      app: "cli",
    },
  ]);
});

it("takes the key from the bill where the request does not tell it", () => {
  const { told } = day("analytics", [cell("ada's", "1", 1)], [group(null, "1", 1)]);
  expect(told).toEqual(["generation ada's ada 1 1"]);
});

it("keeps the request's key where the bill tells none", () => {
  const { told } = day("activity", [cell(null, "3", 2, { provider: "OpenAI" })], [group("ada's", "1", 1)]);
  expect(told.sort()).toEqual(["generation ada's ada 1 1", "remainder  key_unknown 1 2"]);
});

it("charges what requests have too much to nobody", () => {
  const { told, lines, balance } = day("analytics", [cell("ada's", "1", 1)], [group("ada's", "3", 2)]);
  expect(told.sort()).toEqual(["difference ada's evidence_exceeds_bill -1 -2", "generation ada's ada 2 3"]);
  expect(lines.find((line) => line.evidence === "difference")).toMatchObject({ attribution: "none", teamId: null });
  expect(balance).toMatchObject({ billedUsd: parseUsd("1"), explainedUsd: parseUsd("3"), differenceUsd: parseUsd("-2") });
});

it("takes back what a certain key was not billed for", () => {
  const { told } = day("analytics", [cell("ada's", "1", 1)], [group("nobody's", "2", 1)]);
  expect(told.sort()).toEqual([
    "difference nobody's evidence_exceeds_bill -1 -2",
    "generation nobody's no_user_no_owner 1 2",
    "remainder ada's ada 1 1",
  ]);
});

it("counts requests that it leaves out, and what they cost where that is known", () => {
  const unknown = group("ada's", "0", 2, { costKnown: false });
  const ambiguous = group(null, "0.5", 3);
  const { told, balance } = day("analytics", [cell("ada's", "1", 1), cell("nobody's", "1", 1)], [unknown, ambiguous]);
  expect(told.sort()).toEqual(["remainder ada's ada 1 1", "remainder nobody's no_evidence_no_owner 1 1"]);
  expect(balance).toMatchObject({ unmatchedGenerations: 5, unmatchedUsd: parseUsd("0.5"), remainderUsd: parseUsd("2") });
});

it("keeps BYOK apart from what OpenRouter charged", () => {
  const own = { ...NO_FIGURES, byokUsd: parseUsd("7"), requests: 1 };
  const { lines, balance } = day(
    "analytics",
    [cell("ada's", "0", 2, { byokUsd: parseUsd("9") })],
    [group("ada's", "0", 1, { figures: own })],
  );
  expect(lines.map(({ evidence, costUsd, byokUsd }) => [evidence, usdToString(costUsd), usdToString(byokUsd)])).toEqual([
    ["generation", "0", "7"],
    ["remainder", "0", "2"],
  ]);
  expect(balance).toMatchObject({ billedUsd: 0n, billedByokUsd: parseUsd("9") });
});

it("adds the cut of several groups of a log up before judging it", () => {
  const cut = [group("ada's", "0", 1, { cutRows: 1, feature: "a" }), group("ada's", "0", 1, { cutRows: 1, feature: "b" })];
  const { told } = day("analytics", [cell("ada's", "0.000002", 2)], cut);
  expect(told.filter((line) => line.startsWith("difference"))).toEqual(["difference ada's log_csv_cut 0 0.000002"]);
});

it("takes a log as its own bill", () => {
  const { told, balance } = day(
    "log",
    [],
    [group("ada's", "1", 1), group(null, "2", 1), group(null, "0", 1, { costKnown: false })],
  );
  expect(told.sort()).toEqual(["log  key_unknown 1 2", "log ada's ada 1 1"]);
  expect(balance).toMatchObject({ billedUsd: parseUsd("3"), explainedUsd: parseUsd("3"), unmatchedGenerations: 1 });
});

it("says nothing of a day on which nothing was billed", () => {
  expect(day("analytics", [cell("ada's", "0", 0)], []).told).toEqual([]);
});
