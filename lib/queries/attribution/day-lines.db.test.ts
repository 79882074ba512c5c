import { expect, it } from "vitest";
import { pool } from "../../db/client";
import type { AttributionRule } from "../../domain/attribution/rule";
import { parseDay } from "../../domain/day";
import { NO_FIGURES } from "../../domain/figures";
import { mintPersonScope, mintSystemScope } from "../../domain/mint-scope";
import { parseUsd, sumUsd, usdToString } from "../../domain/usd";
import { saveAttribution } from "../../ledger/attribution/rules";
import { rebuildDay } from "../../ledger/rebuild/rebuild-day";
import { storeAccount, storeBill } from "../../test/stored-day";
import { dayLines } from "./day-lines";

const DAY = parseDay("2026-11-20");
const NOW = new Date("2026-11-21T08:00:00Z");
const RULE: AttributionRule = {
  id: "10000000-0000-4000-8000-000000000001",
  name: "Builds",
  enabled: true,
  conditions: [{ field: "key", tag: null, match: "exact", value: "ci" }],
  sets: { developer: [], team: [], feature: [{ to: "builds", percent: "100" }] },
};

it("says of a day's lines, which add up to it, by which rule of which version they are charged", async () => {
  const key = { hasHash: true, creator: null, inWorkspace: true };
  const account = await storeAccount([
    { ...key, name: "ci", owned: true },
    { ...key, name: "orphan", owned: false },
  ]);
  const cell = { ...NO_FIGURES, model: "m", provider: null, requests: 1 };
  const bill = [
    { ...cell, key: 0, costUsd: parseUsd("1.5") },
    { ...cell, key: 1, costUsd: parseUsd("2.25") },
  ];
  await storeBill(account, DAY, "analytics", bill, NOW);
  const scope = mintSystemScope(account.organizationId, { kind: "operator" });
  await saveAttribution(scope, { rules: [RULE], note: "", basedOn: 0 }, NOW);
  await rebuildDay(account.connectionId, DAY, NOW);

  const { lines, all, rulesVersion } = await dayLines(scope, account.connectionId, DAY, 10);
  expect([all, rulesVersion, usdToString(sumUsd(lines.map((line) => line.costUsd)))]).toEqual([2, 1, "3.75"]);
  expect(lines).toMatchObject([
    { values: { key: { label: "orphan" }, developer: { kind: "none" } }, attribution: "none", rules: { feature: null } },
    { values: { key: { label: "ci" }, feature: { label: "builds" } }, attribution: "key_owner", rules: { feature: "Builds" } },
  ]);
  expect(await dayLines(scope, account.connectionId, DAY, 1)).toMatchObject({ all: 2, lines: [{ evidence: "remainder" }] });

  const stranger = await storeAccount([]);
  const other = mintSystemScope(stranger.organizationId, { kind: "operator" });
  expect(await dayLines(other, account.connectionId, DAY, 10)).toMatchObject({ lines: [], all: 0 });
  const { rows } = await pool().query("SELECT gen_random_uuid() AS id");
  const person = { kind: "person", userId: rows[0].id, email: "x@example.com" } as const;
  const member = mintPersonScope(account.organizationId, person, "member", { kind: "all" });
  await expect(dayLines(member, account.connectionId, DAY, 10)).rejects.toThrow("may not");
});
