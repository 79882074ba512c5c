import { beforeAll, describe, expect, it } from "vitest";
import { pool } from "@/lib/db/client";
import { type Day, parseDay } from "@/lib/domain/day";
import { mintSystemScope } from "@/lib/domain/mint-scope";
import { parseUsd, sumUsd, type Usd, usdToString } from "@/lib/domain/usd";
import { type ReadFile, readFile } from "@/lib/exports/read-file";
import { saveAttribution } from "@/lib/ledger/attribution/rules";
import { createCostCenter, setCostCenter } from "@/lib/ledger/people/cost-centers";
import { createTeam, setTeam } from "@/lib/ledger/people/teams";
import { rebuildDay } from "@/lib/ledger/rebuild/rebuild-day";
import { type Account, storeAccount, storeBill } from "@/lib/test/stored-day";
import { openExport } from "../open-export";

const NOW = new Date("2026-11-15T08:00:00Z");
const [BEFORE, AFTER] = [parseDay("2026-10-14"), parseDay("2026-10-15")];
let account: Account;
let chargebackOf: (from: string, to: string) => Promise<string>;
let file: ReadFile;

const scopeOf = ({ organizationId }: Account) => mintSystemScope(organizationId, { kind: "operator" });
const sum = (records: readonly Record<string, string>[]) =>
  usdToString(sumUsd(records.map(({ costUsd }) => parseUsd(costUsd || "0"))));

async function developer(name: string): Promise<string> {
  const { rows } = await pool().query("INSERT INTO developers (organization_id, name) VALUES ($1, $2) RETURNING id", [
    account.organizationId,
    name,
  ]);
  return rows[0].id;
}

/** A day of which OpenRouter billed so much for each key. */
async function bill(day: Day, amounts: readonly string[]): Promise<void> {
  const nothing = { byokUsd: 0n as Usd, requests: 1, promptTokens: 1, cachedTokens: null, cacheWriteTokens: null };
  const cells = amounts.map((amount, key) => ({
    ...{ ...nothing, key, model: "openai/gpt-5", provider: null, completionTokens: 1, reasoningTokens: null },
    costUsd: parseUsd(amount),
  }));
  await storeBill(account, day, "analytics", cells, NOW);
}

beforeAll(async () => {
  const key = { hasHash: true, owned: false, creator: null, inWorkspace: true };
  account = await storeAccount([
    { ...key, name: "owned", owned: true },
    { ...key, name: "shared" },
    { ...key, name: "nobody's" },
  ]);
  const scope = scopeOf(account);
  const search = await createTeam(scope, "Search");
  await setTeam(scope, account.ownerId, search.id, AFTER, NOW);
  for (const [name, code, team, from] of [
    ["Engineering", "4100", account.teamId, parseDay("2026-01-01")],
    ["Products", "4200", search.id, parseDay("2026-01-01")],
  ] as const) {
    const { id } = await createCostCenter(scope, { name, code });
    await setCostCenter(scope, team, { fromDay: from, valueId: id }, NOW);
  }
  const three = [await developer("Ada"), await developer("Bo"), await developer("Cy")];
  const shares = three.map((to, index) => ({ to, percent: index === 0 ? "33.333334" : "33.333333" }));
  const rule = {
    ...{ id: "10000000-0000-4000-8000-000000000001", name: "Shared key", enabled: true },
    conditions: [{ field: "key" as const, tag: null, match: "exact" as const, value: "shared" }],
    sets: { developer: shares, team: [], feature: [] },
  };
  await saveAttribution(scope, { rules: [rule], note: "", basedOn: 0 }, NOW);
  await bill(BEFORE, ["0.1", "0.01", "0.000000000007"]);
  await bill(AFTER, ["0.2", "0", "0"]);
  for (const day of [BEFORE, AFTER]) await rebuildDay(account.connectionId, day, NOW);
  chargebackOf = async (from, to) => {
    const question = { kind: "chargeback" as const, from: parseDay(from), to: parseDay(to) };
    const asked = { ...question, by: [], filters: {}, corrections: false };
    const opened = await openExport(scope, asked, NOW, new AbortController().signal);
    const blocks = [];
    for await (const block of opened.bytes) blocks.push(block);
    return Buffer.concat(blocks).toString("utf8");
  };
  file = readFile(await chargebackOf("2026-10-01", "2026-10-31"));
});

const foot = (name: string) => file.foot.filter(([first]) => first === `# ${name}`);

describe("a chargeback", () => {
  it("charges a developer's month to both teams and cost centers that he was of, by day: 0.1 + 0.2", () => {
    const owner = file.records.filter(({ developerId }) => developerId === account.ownerId);
    expect(owner.map(({ team, costCenter, costCenterCode, costUsd }) => [team, costCenter, costCenterCode, costUsd])).toEqual([
      ["Platform", "Engineering", "4100", "0.1"],
      ["Search", "Products", "4200", "0.2"],
    ]);
    expect(foot("Cost center").map((cells) => [cells[1], cells[10]])).toEqual([
      ["Engineering", "0.1"],
      ["Products", "0.2"],
    ]);
  });

  it("splits a cent among three to the last digit", () => {
    const split = file.records.filter(({ developer: name }) => ["Ada", "Bo", "Cy"].includes(name ?? ""));
    expect(split.map(({ costUsd }) => costUsd)).toEqual(["0.0033333334", "0.0033333333", "0.0033333333"]);
    expect(sum(split)).toBe("0.01");
  });

  it("has what nobody is known for as a line of its own, under no team", () => {
    const [unattributed, ...others] = file.records.filter(({ line }) => line === "unattributed");
    expect([others, unattributed]).toEqual([
      [],
      expect.objectContaining({ team: "", costCenter: "", costUsd: "0.000000000007" }),
    ]);
    expect(foot("No cost center").map((cells) => cells[10])).toEqual(["0.010000000007"]);
  });

  it("ties to OpenRouter's total at the foot, by team, by cost center and as a whole", () => {
    const total = "0.310000000007";
    expect(sum(file.records)).toBe(total);
    const kinds = ["Charged to developers", "Unattributed", "Difference"].flatMap(foot).map((cells) => cells[10]);
    expect(kinds).toEqual(["0.31", "0.000000000007", "0"]);
    expect(foot("OpenRouter's total").map((cells) => cells[10])).toEqual([total]);
    expect(foot("Spend less OpenRouter's total").map((cells) => cells[10])).toEqual(["0"]);
    for (const names of [
      ["Team", "No team"],
      ["Cost center", "No cost center"],
    ]) {
      expect(usdToString(sumUsd(names.flatMap(foot).map((cells) => parseUsd(cells[10] ?? "")))), names[0]).toBe(total);
    }
  });

  it("says of a month that is not in the books that its spend is unknown, not nothing", async () => {
    const unknown = readFile(await chargebackOf("2026-07-01", "2026-07-31"));
    const amounts = ["Spend", "OpenRouter's total", "Spend less OpenRouter's total", "Total with fees and subscriptions", "Fees"];
    const told = amounts.map((name) => unknown.foot.find(([first]) => first === `# ${name}`)?.[10]);
    expect([unknown.records, told]).toEqual([[], ["", "", "", "", "0"]]);
  });
});
