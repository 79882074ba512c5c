import { afterAll, beforeAll, expect, it } from "vitest";
import { makeAccount } from "@/demo/account/make-account";
import { pool } from "../../db/client";
import { addDays, parseDay } from "../../domain/day";
import { mintSystemScope } from "../../domain/mint-scope";
import { parseUsd, ZERO_USD } from "../../domain/usd";
import { reconciliation } from "../../queries/reconciliation/reconciliation";
import { billOf, type SyncingAccount, startSyncingAccount } from "../../test/syncing-account";

const TODAY = parseDay("2026-11-20");
const source = makeAccount({ seed: "other", anchorDay: TODAY, days: 40, keys: 3, developers: 2, requestsPerDay: 20 });
let clock = new Date("2026-11-20T00:20:00Z");
let account: SyncingAccount;
beforeAll(async () => {
  account = await startSyncingAccount(source, () => clock);
  expect(await account.sync()).toMatchObject({ status: "succeeded" });
});
afterAll(() => account.demo.stop());

const reconciled = () => {
  const scope = mintSystemScope(account.organizationId, { kind: "operator" });
  return reconciliation(scope, { from: addDays(TODAY, -39), to: addDays(TODAY, 5) }, null, clock);
};
const rows = async (text: string) => (await pool().query(text, [account.connectionId])).rows;

it("reads /activity beside Analytics, which stays the books, and both agree", async () => {
  expect(await rows("SELECT DISTINCT books FROM day_books WHERE connection_id = $1")).toEqual([{ books: "analytics" }]);
  const { days, warnings } = await reconciled();
  const compared = days.filter(({ activityUsd }) => activityUsd !== null);
  expect(compared.length).toBe(30);
  expect(compared.every(({ activityUsd, billedUsd }) => activityUsd === billedUsd)).toBe(true);
  expect(warnings).toEqual([]);
});

it("asks for /activity once a day when it runs hourly", async () => {
  const asked = () => account.demo.requests.filter(({ path }) => path.includes("/activity")).length;
  const before = asked();
  clock = new Date("2026-11-20T01:20:00Z");
  expect(await account.sync("hourly")).toMatchObject({ status: "succeeded" });
  expect(asked()).toBe(before);
});

it("keeps each reading of the credits, and holds their growth against the books", async () => {
  const [reading] = await rows(
    "SELECT used_usd::text, day_billed_usd::text FROM credit_readings WHERE connection_id = $1 ORDER BY at",
  );
  const billed = await billOf(account.demo, TODAY, TODAY, []);
  expect(parseUsd(reading.day_billed_usd) <= parseUsd(billed.total.costUsd)).toBe(true);
  clock = new Date("2026-11-21T00:20:00Z");
  expect(await account.sync("hourly")).toMatchObject({ status: "succeeded" });
  const [span] = (await reconciled()).credits;
  expect(span).toMatchObject({ day: TODAY, state: "agrees", differenceUsd: ZERO_USD });
  // Credits that nobody can explain are an alarm once the days are settled.
  await pool().query("UPDATE credit_readings SET used_usd = used_usd + 1000 WHERE connection_id = $1 AND day = '2026-11-21'", [
    account.connectionId,
  ]);
  expect((await reconciled()).credits[0]).toMatchObject({ state: "open" });
  clock = new Date("2026-11-25T00:20:00Z");
  expect(await account.sync("daily")).toMatchObject({ status: "succeeded" });
  expect((await reconciled()).warnings.map(({ kind, day }) => [kind, day])).toContainEqual(["credits", TODAY]);
});

it("sees what Broadcast lets through, and names sampling as the cause of what it does not", async () => {
  expect(await rows("SELECT DISTINCT enabled FROM broadcast_workspaces WHERE connection_id = $1")).toEqual([{ enabled: false }]);
  const [workspace] = source.cast.workspaces;
  const made = {
    type: "otel-collector",
    name: "By hand",
    workspace_id: workspace?.id,
    sampling_rate: 0.1,
    config: { endpoint: "https://waybill.example/api/v1/otlp/v1/traces" },
  };
  const headers = { authorization: `Bearer ${account.demo.managementKey}`, "content-type": "application/json" };
  const send = (path: string, method: string, body: object) =>
    fetch(`${account.demo.url}${path}`, { method, headers, body: JSON.stringify(body) });
  await send("/observability/destinations", "POST", made);
  await send(`/workspaces/${workspace?.id}`, "PATCH", { is_observability_broadcast_enabled: true });
  expect(await account.sync("daily")).toMatchObject({ status: "succeeded" });
  const destinations =
    "SELECT listening, sampling_rate, filtered, to_at FROM broadcast_destinations WHERE connection_id = $1 ORDER BY from_at";
  expect(await rows(destinations)).toEqual([{ listening: true, sampling_rate: 0.1, filtered: true, to_at: null }]);
  // Nothing changed: nothing is written. Repaired by hand: what it was before is kept.
  expect(await account.sync("daily")).toMatchObject({ status: "succeeded" });
  expect(await rows(destinations)).toHaveLength(1);
  clock = new Date("2026-11-26T00:00:00Z");
  const [destination] = account.demo.destinations;
  await send(`/observability/destinations/${destination?.id}`, "PATCH", {
    sampling_rate: 1,
    regions: ["global", "europe", "us"],
  });
  expect(await account.sync("daily")).toMatchObject({ status: "succeeded" });
  expect(await rows(destinations)).toMatchObject([
    { sampling_rate: 0.1, to_at: expect.any(Date) },
    { sampling_rate: 1, filtered: false, to_at: null },
  ]);
  const { days } = await reconciled();
  expect(days.find(({ day }) => day === "2026-11-25")?.deliveries).toBe("sampled");
  expect(days.find(({ day }) => day === TODAY)?.deliveries).toBe("none");
});
