import { describe, expect, it } from "vitest";
import { pool, prisma } from "../../db/client";
import { transaction } from "../../db/sql";
import type { BilledCellReport, BilledSource } from "../../domain/billed-cell";
import type { Day } from "../../domain/day";
import { NO_FIGURES } from "../../domain/figures";
import { parseUsd } from "../../domain/usd";
import { makeKey, makeOwner } from "../../test/facts-owner";
import type { FactsOwner } from "../facts-lock";
import { replaceBilledDays } from "./billed-cells";

const at = (text: string) => new Date(text);
const days = (...texts: string[]) => texts as Day[];

function cell(day: string, costUsd: string, told: Partial<BilledCellReport> = {}): BilledCellReport {
  const key = { hash: null, name: null };
  return { ...NO_FIGURES, day: day as Day, key, model: "m/a", provider: null, costUsd: parseUsd(costUsd), requests: 1, ...told };
}

function replace(owner: FactsOwner, pulledAt: string, of: Day[], cells: BilledCellReport[], source: BilledSource = "analytics") {
  return transaction((client) => replaceBilledDays(client, owner, source, at(pulledAt), of, cells));
}

async function rows(question: string, owner: FactsOwner) {
  return (await pool().query(question, [owner.connectionId])).rows;
}
const billedDays = (owner: FactsOwner) =>
  rows("SELECT day, cost_usd::float8 AS cost, requests FROM billed_days WHERE connection_id = $1 ORDER BY day", owner);
const cells = (owner: FactsOwner) =>
  rows(
    "SELECT day, key_id, model, cost_usd::float8 AS cost, requests FROM billed_cells WHERE connection_id = $1 ORDER BY day, cost",
    owner,
  );
const dirtyDays = async (owner: FactsOwner) =>
  (await rows("SELECT day, version FROM dirty_days WHERE connection_id = $1 ORDER BY day", owner)).map(
    (row) => `${row.day} v${row.version}`,
  );

describe("replaceBilledDays", () => {
  it("keeps that an empty day was read", async () => {
    const owner = await makeOwner();
    const of = days("2026-11-01", "2026-11-02");
    expect(await replace(owner, "2026-11-02T10:00:00Z", of, [cell("2026-11-02", "1.5")])).toEqual({ changedDays: of });
    expect(await billedDays(owner)).toEqual([
      { day: "2026-11-01", cost: 0, requests: 0 },
      { day: "2026-11-02", cost: 1.5, requests: 1 },
    ]);
  });

  it("changes and dirties only the days that differ", async () => {
    const owner = await makeOwner();
    const of = days("2026-11-01", "2026-11-02");
    await replace(owner, "2026-11-02T10:00:00Z", of, [cell("2026-11-01", "1"), cell("2026-11-02", "2")]);
    const again = await replace(owner, "2026-11-02T11:00:00Z", of, [cell("2026-11-01", "1"), cell("2026-11-02", "2.000001")]);
    expect(again).toEqual({ changedDays: days("2026-11-02") });
    expect(await dirtyDays(owner)).toEqual(["2026-11-01 v1", "2026-11-02 v2"]);
    expect(await cells(owner)).toMatchObject([{ cost: 1 }, { cost: 2.000001 }]);
  });

  it("names a day changed once more when it comes to count as settled", async () => {
    const owner = await makeOwner();
    const read = (pulledAt: string) => replace(owner, pulledAt, days("2026-11-01"), [cell("2026-11-01", "1")]);
    await read("2026-11-02T10:00:00Z");
    expect(await read("2026-11-03T23:59:59Z")).toEqual({ changedDays: [] });
    expect(await read("2026-11-04T00:00:00Z")).toEqual({ changedDays: days("2026-11-01") });
    expect(await read("2026-11-05T00:00:00Z")).toEqual({ changedDays: [] });
  });

  it("keeps old and new total of a day that changes after it was settled, and of no other", async () => {
    const owner = await makeOwner();
    const read = (pulledAt: string, cost: string) => replace(owner, pulledAt, days("2026-11-01"), [cell("2026-11-01", cost)]);
    await read("2026-11-02T10:00:00Z", "1");
    await read("2026-11-04T00:00:00Z", "1.1");
    await read("2026-11-05T00:00:00Z", "1.1");
    await read("2026-11-06T00:00:00Z", "0.9");
    expect(
      await rows(
        "SELECT day, old_usd::float8 AS old, new_usd::float8 AS new, at FROM restatements WHERE connection_id = $1",
        owner,
      ),
    ).toEqual([{ day: "2026-11-01", old: 1.1, new: 0.9, at: at("2026-11-06T00:00:00Z") }]);
  });

  it("does not let an older reading undo a newer one", async () => {
    const owner = await makeOwner();
    await replace(owner, "2026-11-02T10:00:00Z", days("2026-11-01"), [cell("2026-11-01", "2")]);
    const late = await replace(owner, "2026-11-02T09:00:00Z", days("2026-11-01", "2026-10-31"), [cell("2026-11-01", "1")]);
    expect(late).toEqual({ changedDays: days("2026-10-31") });
    expect(await billedDays(owner)).toMatchObject([{ cost: 0 }, { cost: 2 }]);
  });

  it("keeps each source's days apart", async () => {
    const owner = await makeOwner();
    await replace(owner, "2026-11-02T10:00:00Z", days("2026-11-01"), [cell("2026-11-01", "2")]);
    await replace(owner, "2026-11-02T10:00:00Z", days("2026-11-01"), [], "activity");
    expect(await billedDays(owner)).toHaveLength(2);
    expect(await cells(owner)).toHaveLength(1);
  });

  it("refuses a cell of a day it was not asked to replace", async () => {
    const owner = await makeOwner();
    await expect(replace(owner, "2026-11-02T10:00:00Z", days("2026-11-01"), [cell("2026-11-02", "1")])).rejects.toThrow(
      "2026-11-02",
    );
  });
});

describe("the key of a billed cell", () => {
  it("is found by hash, by a name only one key had that day, else by the name alone; cells of one key are summed", async () => {
    const owner = await makeOwner();
    const day = "2026-11-01";
    const first = await makeKey(owner, { hash: "a".repeat(64), name: "ci" });
    await makeKey(owner, { hash: "b".repeat(64), name: "twin" });
    await makeKey(owner, { hash: "c".repeat(64), name: "twin" });
    await makeKey(owner, { hash: "d".repeat(64), name: "later", createdAt: at("2026-11-02T00:00:00Z") });
    const named = (name: string | null, cost: string, hash: string | null = null) => cell(day, cost, { key: { hash, name } });
    await replace(owner, "2026-11-02T10:00:00Z", days(day), [
      named("ci", "1", "a".repeat(64)),
      named("ci", "2"),
      named("twin", "4"),
      named("Chatroom", "8"),
      named("later", "16"),
      named(null, "32"),
    ]);
    const stored = await cells(owner);
    expect(stored[0]).toMatchObject({ key_id: first, cost: 3, requests: 2 });
    const alone = await prisma().key.findMany({ where: { connectionId: owner.connectionId, hash: null } });
    const nameOf = new Map(alone.map((key) => [key.id, key.name]));
    expect(stored.slice(1).map((row) => nameOf.get(row.key_id) ?? null)).toEqual(["twin", "Chatroom", "later", null]);
  });
});

describe("the model of an aggregate's cell", () => {
  it("is the permaslug that a slug stands for alone; Analytics' names are permaslugs already", async () => {
    const owner = await makeOwner();
    const model = (permaslug: string, slug: string) => ({
      permaslug,
      slug,
      name: slug,
      author: "x",
      pricing: {},
      fetchedAt: at("2026-11-01T00:00:00Z"),
    });
    await prisma().model.createMany({
      data: [model("x/big-20260101", "x/big"), model("x/one", "x/two"), model("x/two", "x/one")],
    });
    const named = ["x/big", "x/big:free", "x/one", "unheard/of"].map((name, index) =>
      cell("2026-11-01", `${index + 1}`, { model: name }),
    );
    await replace(owner, "2026-11-02T10:00:00Z", days("2026-11-01"), named, "aggregate_csv");
    expect((await cells(owner)).map((row) => `${row.model} ${row.cost}`)).toEqual([
      "x/big-20260101 3",
      "x/one 3",
      "unheard/of 4",
    ]);
    const other = await makeOwner();
    await replace(other, "2026-11-02T10:00:00Z", days("2026-11-01"), named);
    expect((await cells(other)).map((row) => row.model)).toEqual(["x/big", "x/big:free", "x/one", "unheard/of"]);
  });
});
