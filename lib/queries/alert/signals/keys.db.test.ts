import { expect, it } from "vitest";
import { pool } from "../../../db/client";
import { DEFAULT_ALERT_SETTINGS } from "../../../domain/alert/settings";
import { addDays, parseDay } from "../../../domain/day";
import { NO_FIGURES } from "../../../domain/figures";
import { mintSystemScope } from "../../../domain/mint-scope";
import { parseUsd } from "../../../domain/usd";
import { rebuildDay } from "../../../ledger/rebuild/rebuild-day";
import { storeAccount, storeBill } from "../../../test/stored-day";
import { keyAlerts } from "./keys";

const NOW = new Date("2026-11-21T18:00:00Z");
const TODAY = parseDay("2026-11-21");

it("tells what keys without a limit cost on finished days, as recommendations do: today and the 31st day back are none", async () => {
  const account = await storeAccount([{ hasHash: true, name: "ci", owned: true, creator: null, inWorkspace: false }]);
  await pool().query("UPDATE connections SET status = 'active' WHERE id = $1", [account.connectionId]);
  for (const [back, dollars] of [
    [0, "100"],
    [1, "1"],
    [30, "2"],
    [31, "100"],
  ] as const) {
    const day = addDays(TODAY, -back);
    const cell = { ...NO_FIGURES, key: 0, model: "a", provider: null, costUsd: parseUsd(dollars), requests: 1 };
    await storeBill(account, day, "analytics", [cell], NOW);
    await rebuildDay(account.connectionId, day, NOW);
  }
  const settings = { ...DEFAULT_ALERT_SETTINGS, keys: { nearPercent: null, withoutLimit: true } };
  const [signal] = await keyAlerts(mintSystemScope(account.organizationId, { kind: "operator" }), settings, NOW);
  expect(signal?.headline).toBe("$3.00 in 30 finished days: 1 key has no limit and may spend all credits");
});
