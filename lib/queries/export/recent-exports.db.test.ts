import { expect, it } from "vitest";
import { pool } from "../../db/client";
import { parseDay } from "../../domain/day";
import type { ExportControl } from "../../domain/export/export";
import { mintPersonScope, mintSystemScope } from "../../domain/mint-scope";
import { usdToString } from "../../domain/usd";
import { noteExport } from "../../ledger/exports";
import { rebuildDay } from "../../ledger/rebuild/rebuild-day";
import { storeAccount, storeBill } from "../../test/stored-day";
import { recentExports } from "./recent-exports";

const NOW = new Date("2026-11-15T08:00:00Z");

it("tells of a file that was taken what was restated of its days since, to whoever sees all spend", async () => {
  const account = await storeAccount();
  const operator = mintSystemScope(account.organizationId, { kind: "operator" });
  for (const day of ["2026-10-20", "2026-11-02"].map(parseDay)) {
    await storeBill(account, day, "analytics", [], NOW);
    await rebuildDay(account.connectionId, day, NOW);
  }
  const control = (from: string, to: string): ExportControl => ({
    ...{ file: `${from}.csv`, kind: "chargeback", organization: "Acme", from: parseDay(from), to: parseDay(to), days: "UTC" },
    ...{
      currency: "USD",
      finality: "settled",
      daysWithoutBooks: 0,
      by: [],
      filters: {},
      rows: 1,
      sums: { costUsd: "3" },
      bytes: 9,
    },
    sha256: "0",
  });
  await noteExport(operator, control("2026-10-01", "2026-10-31"));
  await noteExport(operator, control("2026-09-01", "2026-09-30"));
  const restate = (day: string, at: string, now: string, source = "analytics") =>
    pool().query(
      "INSERT INTO restatements (organization_id, connection_id, day, source, old_usd, new_usd, at) VALUES ($1, $2, $3, $4, 3, $5, now() + $6::interval)",
      [account.organizationId, account.connectionId, day, source, now, at],
    );
  await restate("2026-10-20", "-1 day", "100");
  await restate("2026-10-20", "1 day", "2.5");
  await restate("2026-10-20", "2 days", "2.75");
  await restate("2026-10-20", "2 days", "50", "activity");
  await restate("2026-11-02", "1 day", "7");
  const told = async (scope: typeof operator) =>
    (await recentExports(scope)).map(({ detail, restated_usd }) => [detail.file, restated_usd && usdToString(restated_usd)]);
  expect(await told(operator)).toEqual([
    ["2026-09-01.csv", null],
    ["2026-10-01.csv", "-0.75"],
  ]);
  const manager = mintPersonScope(
    account.organizationId,
    { kind: "person", userId: "u", email: operator.actor.kind },
    "manager",
    { kind: "teams", teamIds: [account.teamId] },
  );
  expect((await told(manager)).every(([, restated]) => restated === null)).toBe(true);
});
