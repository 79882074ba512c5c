import { beforeAll, expect, it } from "vitest";
import { pool } from "../db/client";
import { addDays, parseDay } from "../domain/day";
import { sumFigures } from "../domain/figures";
import { mintPersonScope, mintSystemScope } from "../domain/mint-scope";
import type { Visibility } from "../domain/scope";
import { filterWord } from "../domain/spend/question";
import { parseView } from "../domain/spend/view";
import { sumUsd, parseUsd as usd, ZERO_USD } from "../domain/usd";
import { rebuildDay } from "../ledger/rebuild/rebuild-day";
import { drawnRequest } from "../test/drawn-request";
import type { DrawnCell, DrawnKey } from "../test/generated-day";
import { type Account, storeAccount, storeBill, storeRequests } from "../test/stored-day";
import { search } from "./search";
import { spendDetail } from "./spend/detail";
import { filterLabels } from "./spend/filter-labels";
import { spendList } from "./spend/list";
import { overview } from "./spend/overview";
import { spend } from "./spend/spend";

const NOW = new Date("2026-11-21T12:00:00Z");
const TODAY = parseDay("2026-11-21");
const FIRST = parseDay("2026-10-01");

const key = (name: string, owned: boolean): DrawnKey => ({ hasHash: true, name, owned, creator: null, inWorkspace: true });
const FIGURES = {
  byokUsd: ZERO_USD,
  requests: 2,
  promptTokens: 100,
  cachedTokens: 40,
  cacheWriteTokens: 0,
  completionTokens: 10,
  reasoningTokens: null,
};
const cell = (place: number, model: string, cost: string): DrawnCell => ({
  ...FIGURES,
  key: place,
  model,
  provider: null,
  costUsd: usd(cost),
});
const request = (externalUser: string, feature: string | null, cost: string) => {
  const figures = { ...FIGURES, requests: 1, promptTokens: 50, cachedTokens: 20, completionTokens: 5, costUsd: usd(cost) };
  return drawnRequest({ key: 1, model: "m/two", provider: "OpenAI", externalUser, feature, figures });
};

let account: Account;
const everything = () => mintSystemScope(account.organizationId, { kind: "operator" });
const someone = (visibility: Visibility) =>
  mintPersonScope(account.organizationId, { kind: "person", userId: "u", email: "a@b.c" }, "member", visibility);
const view = (query = "") => parseView(new URLSearchParams(query), TODAY);

/**
 * October: key "mine" of Owner spends 1 a day on m/one. November until today: 2 a day on m/one, and "shared", whom
 * nobody owns, 3 a day on m/two, of which bob's chat is 1; on 10 November 0.5 too much is known. Nothing on the 15th;
 * the 17th was never read.
 */
beforeAll(async () => {
  account = await storeAccount([key("mine", true), key("shared", false)]);
  for (let day = FIRST; day <= TODAY; day = addDays(day, 1)) {
    if (day === "2026-11-17") continue;
    const november = day >= "2026-11-01";
    const busy = day !== "2026-11-15";
    const both = [cell(0, "m/one", "2"), cell(1, "m/two", "3")];
    const cells = !busy ? [] : november ? both : [cell(0, "m/one", "1")];
    if (november && busy) await storeRequests(account, day, [request("bob", "chat", day === "2026-11-10" ? "3.5" : "1")]);
    const settled = day < "2026-11-18";
    await storeBill(account, day, "analytics", cells, settled ? new Date("2026-11-30T00:00:00Z") : NOW);
    await rebuildDay(account.connectionId, day, NOW);
  }
  await pool().query(
    `INSERT INTO models (permaslug, slug, name, author, pricing, fetched_at) VALUES ('m/one', 'm/one', 'Model One', 'm', '{"prompt":"0.000001"}', now())`,
  );
  await pool().query(
    "INSERT INTO key_names (key_id, name, first_seen, last_seen) VALUES ($1, 'old', '2026-01-01', '2026-02-01'), ($1, 'mine', '2026-02-02', '2026-11-21')",
    [account.keyIds[0]],
  );
});

// 19 busy days of November read so far: the 1st to the 21st without the 15th and the 17th.
const NOVEMBER = usd("95");

it("overview: totals, change, bands, tops, finality and gaps of the month so far", async () => {
  const page = await overview(everything(), view(), NOW);
  expect(page.total).toMatchObject({ costUsd: NOVEMBER, requests: 76, promptTokens: 3800, finality: "open" });
  // Today is no whole day: 1–20 November, $90, against 1–20 October.
  expect(page.compared).toMatchObject({ days: { to: "2026-11-20" }, before: { from: FIRST, to: "2026-10-20" }, isCut: true });
  expect(page.comparisonUsd).toBe(usd("20"));
  expect(page.change).toEqual({ kind: "change", byUsd: usd("70"), percent: 350 });
  expect(page.series.dimension).toBe("model");
  expect(page.series.bands.map(({ label, totalUsd }) => [label, totalUsd])).toEqual([
    ["m/two", usd("57")],
    ["Model One", usd("38")],
  ]);
  expect(page.series.days.map(({ totalUsd }) => totalUsd).slice(13, 18)).toEqual([usd("5"), ZERO_USD, usd("5"), null, usd("5")]);
  expect(page.series.days[16]).toMatchObject({ day: "2026-11-17", finality: null, comparisonUsd: usd("1") });
  expect(page.tops.key.map(({ value, costUsd, share }) => [value.label, costUsd, share])).toEqual([
    ["shared", usd("57"), 0.6],
    ["mine", usd("38"), 0.4],
  ]);
  expect(page.tops.key[0]?.change).toEqual({ kind: "new", byUsd: usd("54") });
  expect(page.tops.developer.map(({ value, costUsd }) => [value.label, costUsd])).toEqual([
    ["Owner", usd("38")],
    ["Unattributed", usd("36")],
    ["bob", usd("21.5")],
    ["Difference", usd("-0.5")],
  ]);
  expect(page.balance).toEqual({
    billedUsd: NOVEMBER,
    explainedUsd: usd("59.5"),
    unattributedUsd: usd("36"),
    differenceUsd: usd("-0.5"),
  });
  expect(page.books.days).toHaveLength(20);
  expect(page.freshness).toMatchObject({ firstDay: FIRST, lastDay: TODAY, lastSyncedAt: null, syncing: false, connections: 1 });
});

it.each(["developer", "key", "model", "feature", "team", "provider"] as const)(
  "the list by %s, its chart, its table and the API tell one total",
  async (dimension) => {
    for (const scope of [everything(), someone({ kind: "developers", developerIds: [account.ownerId] })]) {
      const list = await spendList(scope, dimension, view(), NOW);
      const answer = await spend(scope, { from: parseDay("2026-11-01"), to: TODAY, by: [dimension], filters: {} }, TODAY);
      expect(sumFigures(list.table.rows)).toEqual(sumFigures([answer.total]));
      expect(list.table.total.costUsd).toBe(answer.total.costUsd);
      expect(list.total).toEqual(answer.total);
      expect(sumUsd(list.series.bands.map((band) => band.totalUsd))).toBe(answer.total.costUsd);
      expect(sumUsd(list.series.days.map((day) => day.totalUsd ?? ZERO_USD))).toBe(answer.total.costUsd);
      expect(list.table.rows.map((row) => [row.value, row.costUsd])).toEqual(
        answer.rows.map((row) => [row.values[dimension], row.costUsd]),
      );
      for (const row of list.table.rows) expect(sumUsd(row.spark.map((amount) => amount ?? ZERO_USD))).toBe(row.costUsd);
    }
  },
);

it("a list says what has gone, and nothing of changes before the books begin", async () => {
  const october = view("from=2026-10-05&to=2026-10-06");
  const list = await spendList(everything(), "key", october, NOW);
  expect(list.table.rows.map(({ value, change }) => [value.label, change.kind])).toEqual([["mine", "same"]]);
  const first = await spendList(everything(), "key", view("from=2026-10-01&to=2026-10-02"), NOW);
  expect(first.table.rows.map(({ change, comparisonUsd }) => [change.kind, comparisonUsd])).toEqual([["no_data", null]]);
  const empty = await spendList(everything(), "key", view("from=2026-11-15&to=2026-11-15"), NOW);
  expect(empty.table.rows.map(({ value, change, finality }) => [value.label, change.kind, finality])).toEqual([
    ["mine", "gone", null],
    ["shared", "gone", null],
  ]);
});

it("compares no day that was not read after it was over, and nothing of today alone", async () => {
  const read = (at: string) =>
    pool().query("UPDATE day_books SET pulled_at = $2 WHERE connection_id = $1 AND day = '2026-11-20'", [
      account.connectionId,
      at,
    ]);
  await read("2026-11-20T18:00:00Z");
  const { compared, table, change } = await spendList(everything(), "key", view(), NOW);
  await read(NOW.toISOString());
  expect(compared).toMatchObject({ days: { to: "2026-11-19" }, before: { to: "2026-10-19" } });
  expect([table.total.costUsd, table.total.comparisonUsd]).toEqual([NOVEMBER, usd("19")]);
  expect(table.total.change).toEqual(change);
  expect(change).toMatchObject({ byUsd: usd("66") });
  const day = await overview(everything(), view("from=2026-11-21&to=2026-11-21"), NOW);
  expect([day.compared, day.comparisonUsd, day.change]).toEqual([null, null, { kind: "no_data" }]);
});

it("a period without books is empty and known to be so, not a row of zeros", async () => {
  const page = await overview(everything(), view("from=2025-01-01&to=2025-01-31"), NOW);
  expect(page.total).toMatchObject({ costUsd: ZERO_USD, promptTokens: null, finality: null });
  expect(page.series.bands).toEqual([]);
  expect(page.series.days.every(({ totalUsd }) => totalUsd === null)).toBe(true);
  expect(page.change).toEqual({ kind: "no_data" });
  expect(page.books.days).toEqual([]);
  expect(page.tops.developer).toEqual([]);
});

it("a key's page says whose it is, what it was called and what its spend is made of", async () => {
  const [mine] = account.keyIds;
  const page = await spendDetail(everything(), "key", mine!, view(), NOW);
  expect(page.value).toEqual({ kind: "value", id: mine, label: "mine" });
  expect(page.total.costUsd).toBe(usd("38"));
  expect(page.share).toBe(0.4);
  expect(page.balance).toMatchObject({ billedUsd: usd("38"), explainedUsd: usd("38") });
  expect(page.breakdowns.map(({ dimension, rows }) => [dimension, rows.map((row) => row.value.label)])).toEqual([
    ["developer", ["Owner"]],
    ["model", ["Model One"]],
  ]);
  expect(page.about).toMatchObject({
    kind: "key",
    name: "mine",
    connection: { label: "Main" },
    workspace: { label: "Default" },
    owners: [{ label: "Owner", fromDay: "2020-01-01", toDay: null }],
    names: [{ name: "mine" }, { name: "old", firstSeen: new Date("2026-01-01T00:00:00Z") }],
  });
});

it("a developer, a model, a feature, Unattributed and Difference have pages that balance", async () => {
  const developer = await spendDetail(everything(), "developer", account.ownerId, view(), NOW);
  expect(developer).toMatchObject({
    total: { costUsd: usd("38") },
    about: { kind: "developer", team: { label: "Platform" }, keys: [{ label: "mine" }] },
  });
  expect(developer.balance).toMatchObject({ explainedUsd: usd("38"), unattributedUsd: ZERO_USD });
  const model = await spendDetail(everything(), "model", "m/one", view(), NOW);
  expect(model).toMatchObject({
    value: { label: "Model One" },
    about: { kind: "model", pricing: { prompt: "0.000001" } },
  });
  const feature = await spendDetail(everything(), "feature", "chat", view(), NOW);
  expect(feature.total).toMatchObject({ costUsd: usd("21.5") });
  expect(feature.about).toEqual({ kind: "other", firstDay: "2026-11-01", lastDay: TODAY });
  const nobody = await spendDetail(everything(), "developer", "none", view(), NOW);
  expect(nobody.value.label).toBe("Unattributed");
  expect(nobody.balance).toMatchObject({ billedUsd: usd("36"), unattributedUsd: usd("36") });
  const difference = await spendDetail(everything(), "developer", "difference", view(), NOW);
  expect(difference.balance).toMatchObject({ billedUsd: usd("-0.5"), differenceUsd: usd("-0.5") });
  for (const page of [developer, model, feature, nobody, difference]) {
    for (const { total, rows } of page.breakdowns) {
      expect(total.costUsd).toBe(page.total.costUsd);
      expect(sumFigures(rows).costUsd).toBe(page.total.costUsd);
    }
    expect(sumUsd(page.series.bands.map((band) => band.totalUsd))).toBe(page.total.costUsd);
  }
});

it.each([
  ["a key of nobody's", "key", "0190a5c8-0000-7000-8000-000000000001"],
  ["no id at all", "developer", "ada"],
  ["an unknown model", "model", "m/none"],
  ["an unknown feature", "feature", "made up"],
] as const)("%s is not found", async (_name, dimension, word) => {
  await expect(spendDetail(everything(), dimension, word, view(), NOW)).rejects.toMatchObject({ code: "not_found" });
});

it("one who sees a developer alone sees that developer's keys and models, and finds no others", async () => {
  const owner = someone({ kind: "developers", developerIds: [account.ownerId] });
  const [mine, shared] = account.keyIds;
  await expect(spendDetail(owner, "key", shared!, view(), NOW)).rejects.toMatchObject({ code: "not_found" });
  await expect(spendDetail(owner, "model", "m/two", view(), NOW)).rejects.toMatchObject({ code: "not_found" });
  expect((await spendDetail(owner, "key", mine!, view(), NOW)).total.costUsd).toBe(usd("38"));
  // Platform is the developer's own team.
  expect((await search(owner, "m")).map(({ label }) => label)).toEqual(["Platform", "mine", "Model One"]);
  expect(await search(owner, "bob")).toEqual([]);
  expect((await search(everything(), "B")).map(({ label }) => label)).toEqual(["bob"]);
  expect((await search(everything(), "%")).map(({ label }) => label)).toEqual([]);
  expect((await search(everything(), "ch")).map(({ dimension, word }) => [dimension, word])).toEqual([["feature", "chat"]]);
  const page = await overview(owner, view(), NOW);
  expect(page.balance).toEqual({
    billedUsd: usd("38"),
    explainedUsd: usd("38"),
    unattributedUsd: ZERO_USD,
    differenceUsd: ZERO_USD,
  });
});

it("a filter tells the name of its value to those alone who see spend of it", async () => {
  const labels = async (scope: ReturnType<typeof everything>) => {
    const { filters } = view(`key=${account.keyIds[0]}&key=${account.keyIds[1]}&model=m/one`);
    return (await filterLabels(scope, filters)).map(({ label }) => label).sort();
  };
  expect(await labels(everything())).toEqual(["Model One", "mine", "shared"]);
  const owner = someone({ kind: "developers", developerIds: [account.ownerId] });
  expect(await labels(owner)).toEqual([account.keyIds[1], "Model One", "mine"].sort());
  expect(await labels(someone({ kind: "teams", teamIds: [] }))).toEqual([...account.keyIds, "m/one"].sort());
});

it("filters apply to everything on the page", async () => {
  const page = await overview(everything(), view("model=m%2Ftwo&developer=none"), NOW);
  expect(page.total.costUsd).toBe(usd("36"));
  expect(page.comparisonUsd).toBe(ZERO_USD);
  expect(page.tops.key.map(({ value }) => value.label)).toEqual(["shared"]);
  expect(page.tops.developer.map(({ value }) => filterWord("developer", value))).toEqual(["none"]);
});

it("shows a rebuilt day at once: what is remembered of it is of its books before", async () => {
  const day = parseDay("2026-11-02");
  const before = await spendList(everything(), "key", view(), NOW);
  expect((await spendList(everything(), "key", view(), NOW)).table).toEqual(before.table);
  await storeBill(account, day, "analytics", [cell(0, "m/one", "7"), cell(1, "m/two", "3")], new Date("2026-11-30T00:00:00Z"));
  await rebuildDay(account.connectionId, day, NOW);
  const after = await spendList(everything(), "key", view(), NOW);
  expect(after.table.total.costUsd).toBe(usd("100"));
  expect(after.table.rows.map(({ costUsd }) => costUsd)).toEqual([usd("57"), usd("43")]);
  await pool().query("DELETE FROM day_books WHERE connection_id = $1 AND day = $2", [account.connectionId, day]);
  expect((await overview(everything(), view(), NOW)).series.days[1]?.totalUsd).toBeNull();
});
