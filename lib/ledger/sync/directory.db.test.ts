import { describe, expect, it } from "vitest";
import { pool, prisma } from "../../db/client";
import { transaction } from "../../db/sql";
import { addDays, type Day } from "../../domain/day";
import type { DirectoryReport, KeyReport } from "../../domain/directory";
import { NO_FIGURES } from "../../domain/figures";
import type { GenerationReport } from "../../domain/generation/generation";
import { parseUsd } from "../../domain/usd";
import { makeOwner } from "../../test/facts-owner";
import { makeReport } from "../../test/generation-report";
import { replaceBilledDays } from "../billed-cell/billed-cells";
import type { FactsOwner } from "../facts-lock";
import { mergeGenerations } from "../generation/generations";
import { rebuildDirtyDays } from "../rebuild/dirty-days";
import { replaceDirectory } from "./directory";

const NOW = new Date("2026-11-21T10:00:00Z");
const HASH = "a".repeat(64);
const OTHER = "b".repeat(64);

function key(hash: string, name: string, told: Partial<KeyReport> = {}): KeyReport {
  const empty = {
    label: null,
    workspaceExternalId: null,
    creatorMemberId: null,
    externalUser: null,
    limitUsd: null,
    limitReset: null,
    limitRemainingUsd: null,
  };
  return {
    hash,
    name,
    ...empty,
    usageUsd: null,
    disabled: false,
    createdAt: new Date("2026-01-01T00:00:00Z"),
    expiresAt: null,
    ...told,
  };
}

const NOBODY: DirectoryReport = { workspaces: [], members: [], keys: [], keysAreAll: true };
const list = (owner: FactsOwner, directory: Partial<DirectoryReport>, now = NOW) =>
  transaction((client) => replaceDirectory(client, owner, { ...NOBODY, ...directory }, now));
const merge = (owner: FactsOwner, reports: GenerationReport[]) =>
  transaction((client) => mergeGenerations(client, owner, reports));
const keyRows = (owner: FactsOwner) =>
  prisma().key.findMany({ where: owner, include: { names: true }, orderBy: { hash: "asc" } });
const clean = (owner: FactsOwner) => pool().query("DELETE FROM dirty_days WHERE connection_id = $1", [owner.connectionId]);

async function dirty(owner: FactsOwner) {
  const found = await pool().query("SELECT day FROM dirty_days WHERE connection_id = $1 ORDER BY day", [owner.connectionId]);
  return found.rows.map((row) => row.day);
}

async function keyIds(owner: FactsOwner) {
  const found = await pool().query("SELECT key_id FROM generations WHERE connection_id = $1 ORDER BY generation_id", [
    owner.connectionId,
  ]);
  return found.rows.map((row) => row.key_id);
}

describe("replaceDirectory", () => {
  it("stores workspaces, members and keys, and notes names, renames and disappearance", async () => {
    const owner = await makeOwner();
    const workspaces = [{ externalId: "w1", name: "Research", slug: "research" }];
    const members = [{ memberId: "user_1", email: "ada@acme.dev", firstName: "Ada", lastName: null, role: "admin" }];
    const told = {
      workspaceExternalId: "w1",
      creatorMemberId: "user_1",
      limitUsd: parseUsd("12.5"),
      label: "sk-or-v1-abc...def",
    };
    await list(owner, { workspaces, members, keys: [key(HASH, "ci", told), key(OTHER, "ci")] });
    const later = new Date("2026-11-22T10:00:00Z");
    await list(owner, { workspaces, members, keys: [key(HASH, "build", told)] }, later);
    const [first, second] = await keyRows(owner);
    expect(first).toMatchObject({ name: "build", label: "sk-or-v1-abc...def", creatorMemberId: "user_1", goneAt: null });
    expect(first?.workspaceId).toBe((await prisma().workspace.findFirstOrThrow({ where: owner })).id);
    expect(first?.limitUsd?.toString()).toBe("12.5");
    expect(first?.names.map((held) => [held.name, held.firstSeen, held.lastSeen])).toEqual([
      ["ci", NOW, NOW],
      ["build", later, later],
    ]);
    expect(second).toMatchObject({ name: "ci", goneAt: later });
    expect(await prisma().openRouterMember.count({ where: owner })).toBe(1);
    await list(owner, { workspaces, keys: [key(HASH, "build"), key(OTHER, "ci")] }, later);
    expect((await keyRows(owner))[1]?.goneAt).toBeNull();
    expect(await prisma().openRouterMember.count({ where: owner })).toBe(1);
  });

  it("takes no key for gone that is missing from a list which could not be read whole", async () => {
    const owner = await makeOwner();
    await list(owner, { keys: [key(HASH, "ci"), key(OTHER, "build")] });
    await list(owner, { keys: [key(HASH, "deploy")], keysAreAll: false });
    await list(owner, { keys: [], keysAreAll: false });
    expect((await keyRows(owner)).map(({ name, goneAt }) => [name, goneAt])).toEqual([
      ["deploy", null],
      ["build", null],
    ]);
  });

  it("charges past spend anew when a key or its workspace is called otherwise, which rules may look for", async () => {
    const owner = await makeOwner();
    const workspaces = [{ externalId: "w1", name: "Research", slug: "research" }];
    const keys = [key(HASH, "ci", { workspaceExternalId: "w1" })];
    await list(owner, { workspaces, keys });
    const day = "2026-11-03" as Day;
    const cell = { ...NO_FIGURES, day, key: { hash: HASH, name: "ci" }, model: "m/a", provider: null, requests: 1 };
    const billed = [{ ...cell, costUsd: parseUsd("2") }];
    await transaction((client) => replaceBilledDays(client, owner, "analytics", NOW, [day], billed));
    const rebuilt = async () => {
      await rebuildDirtyDays({ now: () => NOW, connectionId: owner.connectionId });
      return dirty(owner);
    };
    expect(await rebuilt()).toEqual([]);
    await list(owner, { workspaces, keys });
    expect(await dirty(owner)).toEqual([]);
    await list(owner, { workspaces, keys: [key(HASH, "build", { workspaceExternalId: "w1" })] });
    expect(await dirty(owner)).toHaveLength(1);
    expect(await rebuilt()).toEqual([]);
    await list(owner, { workspaces: [{ externalId: "w1", name: "Labs", slug: "labs" }], keys });
    expect(await dirty(owner)).toHaveLength(1);
  });

  it("makes the key that a log knew by name alone the listed one, with its owner, and its facts follow", async () => {
    const owner = await makeOwner();
    await merge(owner, [
      makeReport({ keyName: "ci" }),
      makeReport({ generationId: "gen-2", keyName: "ci", createdAt: new Date("2025-12-01T00:00:00Z") }),
    ]);
    const [alone] = await keyRows(owner);
    await clean(owner);
    await list(owner, { keys: [key(HASH, "ci")] });
    const [listed, before] = await keyRows(owner);
    // The second request is older than the listed key: another key of that name, deleted since, must have served it.
    expect([listed?.id, listed?.hash, before?.name, before?.hash]).toEqual([alone?.id, HASH, "ci", null]);
    expect(await keyIds(owner)).toEqual([listed?.id, before?.id]);
    expect(await dirty(owner)).toContain("2025-12-01");
  });

  it("lets billed cells told by name find the listed key, summed with what it was billed already", async () => {
    const owner = await makeOwner();
    const day = "2026-11-03" as Day;
    const cell = (hash: string | null, name: string, cost: string) => ({
      ...NO_FIGURES,
      day,
      key: { hash, name },
      model: "m/a",
      provider: null,
      costUsd: parseUsd(cost),
      requests: 1,
    });
    await transaction((client) =>
      replaceBilledDays(
        client,
        owner,
        "analytics",
        NOW,
        [day],
        [cell(HASH, "build", "1"), cell(null, "ci", "2"), cell(null, "Chatroom", "4")],
      ),
    );
    await clean(owner);
    await list(owner, { keys: [key(HASH, "build")] });
    expect(await dirty(owner)).toEqual([]);
    await list(owner, { keys: [key(HASH, "ci")] });
    const { rows } = await pool().query(
      "SELECT hash, name, cost_usd::float8 AS cost, requests FROM billed_cells c JOIN keys k ON k.id = c.key_id WHERE c.connection_id = $1 ORDER BY cost",
      [owner.connectionId],
    );
    expect(rows).toEqual([
      { hash: HASH, name: "ci", cost: 3, requests: 2 },
      { hash: null, name: "Chatroom", cost: 4, requests: 1 },
    ]);
    expect(await dirty(owner)).toEqual([day]);
  });

  it("finds what is called by a name in a connection that is newer than the statistics", async () => {
    const DAYS = 70;
    const from = "2026-08-01" as Day;
    const bill = async (owner: FactsOwner) => {
      const days = Array.from({ length: DAYS }, (_, day) => addDays(from, day));
      const cells = days.flatMap((day) =>
        Array.from({ length: 40 }, (_, model) => ({
          ...NO_FIGURES,
          day,
          key: { hash: null, name: "ci" },
          model: `m/${model}`,
          provider: null,
          costUsd: parseUsd("1"),
          requests: 1,
        })),
      );
      await transaction((client) => replaceBilledDays(client, owner, "analytics", NOW, days, cells));
    };
    for (let others = 0; others < 6; others += 1) await bill(await makeOwner());
    await pool().query("ANALYZE billed_cells, billed_days, keys");
    const owner = await makeOwner();
    await list(owner, { keys: [key(HASH, "build")] });
    await bill(owner);
    await clean(owner);
    await transaction(async (client) => {
      // Compared each with each, these cells take minutes.
      await client.query("SET LOCAL statement_timeout = '20s'");
      await replaceDirectory(client, owner, { ...NOBODY, keys: [key(HASH, "ci")] }, NOW);
    });
    expect(await dirty(owner)).toHaveLength(DAYS);
  });

  it("takes a name back when a second key turns out to have it, and gives the same however often it is listed", async () => {
    const owner = await makeOwner();
    await list(owner, { keys: [key(HASH, "ci")] });
    await merge(owner, [makeReport({ keyName: "ci" })]);
    expect(await keyIds(owner)).toEqual([(await keyRows(owner))[0]?.id]);
    await list(owner, { keys: [key(HASH, "ci"), key(OTHER, "ci")] });
    expect(await keyIds(owner)).toEqual([null]);
    expect(await dirty(owner)).toEqual(["2026-11-03"]);
    await clean(owner);
    await list(owner, { keys: [key(HASH, "ci"), key(OTHER, "ci")] });
    expect(await dirty(owner)).toEqual([]);
    // Made after the request: cannot have served it.
    await list(owner, { keys: [key(HASH, "ci"), key(OTHER, "ci", { createdAt: new Date("2026-11-10T00:00:00Z") })] });
    expect(await keyIds(owner)).toEqual([(await keyRows(owner))[0]?.id]);
  });

  it("dirties the days of keys whose creator's address changed", async () => {
    const owner = await makeOwner();
    const member = { memberId: "user_1", email: "ada@acme.dev", firstName: null, lastName: null, role: null };
    await list(owner, { members: [member], keys: [key(HASH, "ci", { creatorMemberId: "user_1" })] });
    const [listed] = await keyRows(owner);
    await pool().query(
      `INSERT INTO spend_lines (organization_id, connection_id, day, evidence, attribution, key_id, model, reason, cost_usd, byok_usd, requests)
       VALUES ($1, $2, '2026-11-03', 'remainder', 'none', $3, 'm/a', 'nobody', 1, 0, 1)`,
      [owner.organizationId, owner.connectionId, listed?.id],
    );
    await list(owner, { members: [member], keys: [key(HASH, "ci", { creatorMemberId: "user_1" })] });
    expect(await dirty(owner)).toEqual([]);
    await list(owner, { members: [{ ...member, email: "ada@new.dev" }], keys: [key(HASH, "ci", { creatorMemberId: "user_1" })] });
    expect(await dirty(owner)).toEqual(["2026-11-03"]);
  });
});
