import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { pool } from "../db/client";
import { execute, select, sql } from "../db/sql";
import { mintPersonScope, mintSystemScope } from "../domain/mint-scope";
import type { AuthorizedScope } from "../domain/scope";
import { type KeyToStore, rotateMasterKey, storeNewKey, storeReplacedKey } from "./connection-keys";
import { openConnectionKey, pauseConnection, removeConnection, renameConnection, resumeConnection } from "./connections";
import { createOrganization } from "./organizations";

const NOW = new Date("2026-11-21T10:00:00Z");
let folder = "";
let scope: AuthorizedScope;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "waybill-connections-"));
  process.env.WAYBILL_DATA_FOLDER = folder;
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  const { id } = await createOrganization(pool(), { name: "Acme", actor: { kind: "operator" } });
  scope = mintSystemScope(id, { kind: "operator" });
});

function probed(key: string, accountId: string | null = "acct"): KeyToStore {
  return { key, label: `${key.slice(0, 6)}…`, accountId, keyHash: createHash("sha256").update(key).digest("hex") };
}
const add = (key: string, accountId?: string | null, connectionId: string | null = null, name: string | null = "Main") =>
  storeNewKey(scope, { name, connectionId, probed: probed(key, accountId), now: NOW });

const Row = z.object({
  name: z.string(),
  status: z.string(),
  label: z.string().nullable(),
  sealed: z.instanceof(Buffer).nullable(),
});
async function rowOf(id: string) {
  const [row] = await select(sql`SELECT name, status, label, sealed_key AS sealed FROM connections WHERE id = ${id}::uuid`, Row);
  return row;
}
async function uploadOnly(): Promise<string> {
  const id = randomUUID();
  await execute(
    sql`INSERT INTO connections (id, organization_id, name) VALUES (${id}::uuid, ${scope.organizationId}::uuid, 'Uploads')`,
  );
  return id;
}

describe("storeNewKey", () => {
  it("seals the key, so that the database never holds it, and opens it again", async () => {
    const { connectionId } = await add("sk-or-v1-secret-one");
    const everything = await pool().query("SELECT connections::text AS row FROM connections");
    expect(JSON.stringify(everything.rows)).not.toContain(Buffer.from("sk-or-v1-secret-one").toString("hex"));
    expect(JSON.stringify(everything.rows)).not.toContain("sk-or-v1-secret-one");
    expect(await openConnectionKey(connectionId)).toBe("sk-or-v1-secret-one");
  });

  it("does not open a key that was copied to another row", async () => {
    const one = await add("sk-or-v1-one", "one");
    const two = await add("sk-or-v1-two", "two");
    await execute(sql`UPDATE connections t SET sealed_key = s.sealed_key FROM connections s
                      WHERE t.id = ${two.connectionId}::uuid AND s.id = ${one.connectionId}::uuid`);
    await expect(openConnectionKey(two.connectionId)).rejects.toMatchObject({ code: "not_configured" });
    expect((await rotateMasterKey(NOW)).broken).toEqual([two.connectionId]);
    expect(await openConnectionKey(one.connectionId)).toBe("sk-or-v1-one");
    await removeConnection(scope, two.connectionId, NOW);
  });

  it("refuses the same key and the same account, naming the connection that has it", async () => {
    await add("sk-or-v1-one");
    await expect(add("sk-or-v1-one")).rejects.toMatchObject({
      code: "account_known",
      message: expect.stringContaining("very key"),
    });
    await expect(add("sk-or-v1-two")).rejects.toMatchObject({
      code: "account_known",
      todo: expect.stringContaining("replace the key of Main"),
    });
    await expect(add("sk-or-v1-one", null)).rejects.toMatchObject({ code: "account_known" });
  });

  it("lets one of two win that add the same account at once", async () => {
    const outcomes = await Promise.allSettled([add("sk-or-v1-one"), add("sk-or-v1-two")]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("lets another organization import the same account", async () => {
    await add("sk-or-v1-one");
    const other = await createOrganization(pool(), { name: "Acme", actor: { kind: "operator" } });
    scope = mintSystemScope(other.id, { kind: "operator" });
    await expect(add("sk-or-v1-one")).resolves.toHaveProperty("connectionId");
  });

  it("joins the connection of uploaded logs where there is exactly one, else makes a new one", async () => {
    const uploads = await uploadOnly();
    expect(await add("sk-or-v1-one", "one", null, null)).toEqual({ connectionId: uploads });
    expect(await rowOf(uploads)).toMatchObject({ name: "Uploads", status: "active" });
    await uploadOnly();
    const second = await uploadOnly();
    expect((await add("sk-or-v1-two", "two")).connectionId).not.toBe(second);
    expect(await add("sk-or-v1-three", "three", second)).toEqual({ connectionId: second });
    await expect(add("sk-or-v1-four", "four", second)).rejects.toMatchObject({ code: "conflict" });
  });

  it("refuses another organization's connection", async () => {
    const theirs = await uploadOnly();
    const other = await createOrganization(pool(), { name: "Beta", actor: { kind: "operator" } });
    scope = mintSystemScope(other.id, { kind: "operator" });
    await expect(add("sk-or-v1-one", "one", theirs)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("removeConnection", () => {
  it("wipes the key and keeps the row; the same account continues it", async () => {
    const { connectionId } = await add("sk-or-v1-one");
    await removeConnection(scope, connectionId, NOW);
    expect(await rowOf(connectionId)).toMatchObject({ status: "removed", sealed: null });
    await expect(openConnectionKey(connectionId)).rejects.toMatchObject({ code: "not_found" });
    expect(await add("sk-or-v1-two")).toEqual({ connectionId });
    expect(await openConnectionKey(connectionId)).toBe("sk-or-v1-two");
    expect(await rowOf(connectionId)).toMatchObject({ status: "active" });
  });

  it("does not let a removed account's history begin a second time elsewhere", async () => {
    const { connectionId } = await add("sk-or-v1-one");
    await removeConnection(scope, connectionId, NOW);
    const uploads = await uploadOnly();
    await expect(add("sk-or-v1-one", "acct", uploads)).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("storeReplacedKey", () => {
  it("takes another key of the account and refuses one of another account, keeping the old", async () => {
    const { connectionId } = await add("sk-or-v1-one");
    await storeReplacedKey(scope, connectionId, probed("sk-or-v1-two"), NOW);
    expect(await openConnectionKey(connectionId)).toBe("sk-or-v1-two");
    await expect(storeReplacedKey(scope, connectionId, probed("sk-or-v1-three", "other"), NOW)).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await openConnectionKey(connectionId)).toBe("sk-or-v1-two");
  });
});

describe("renaming, pausing, resuming", () => {
  it("does each once and notes it", async () => {
    const { connectionId } = await add("sk-or-v1-one");
    await renameConnection(scope, connectionId, "  Research ");
    await pauseConnection(scope, connectionId);
    await pauseConnection(scope, connectionId);
    expect(await rowOf(connectionId)).toMatchObject({ name: "Research", status: "paused" });
    await resumeConnection(scope, connectionId, NOW);
    const noted = await select(
      sql`SELECT action FROM audit_entries WHERE organization_id = ${scope.organizationId}::uuid ORDER BY id`,
      z.object({ action: z.string() }),
    );
    expect(noted.map(({ action }) => action)).toEqual([
      "organization.created",
      "connection.added",
      "connection.renamed",
      "connection.paused",
      "connection.resumed",
    ]);
  });

  it("refuses an empty name", async () => {
    const { connectionId } = await add("sk-or-v1-one");
    await expect(renameConnection(scope, connectionId, " ")).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("refuses people without the permission", async () => {
    const { connectionId } = await add("sk-or-v1-one");
    const person = { kind: "person", userId: randomUUID(), email: "ada@acme.com" } as const;
    const finance = mintPersonScope(scope.organizationId, person, "finance", { kind: "all" });
    await expect(pauseConnection(finance, connectionId)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("rotateMasterKey", () => {
  it("seals every key anew and forgets the old master key, and again when run again", async () => {
    const { connectionId } = await add("sk-or-v1-one");
    const before = { file: await readFile(join(folder, "master-key"), "utf8"), sealed: (await rowOf(connectionId))?.sealed };
    for (let round = 0; round < 2; round += 1) {
      const { resealed, masterKeyId } = await rotateMasterKey(NOW);
      expect(resealed).toBeGreaterThan(0);
      const sealKeys = await pool().query("SELECT DISTINCT seal_key_id AS id FROM connections WHERE sealed_key IS NOT NULL");
      expect(sealKeys.rows).toEqual([{ id: masterKeyId }]);
    }
    const file = await readFile(join(folder, "master-key"), "utf8");
    expect(file.trim().split("\n")).toHaveLength(1);
    expect(file).not.toBe(before.file);
    expect((await rowOf(connectionId))?.sealed).not.toEqual(before.sealed);
    expect(await openConnectionKey(connectionId)).toBe("sk-or-v1-one");
  });

  it("loses no key that is being added meanwhile", async () => {
    const adding = Array.from({ length: 6 }, (_, index) => add(`sk-or-v1-meanwhile-${index}`, `account-${index}`, null, null));
    const [added] = await Promise.all([Promise.all(adding), rotateMasterKey(NOW)]);
    for (const [index, { connectionId }] of added.entries()) {
      expect(await openConnectionKey(connectionId)).toBe(`sk-or-v1-meanwhile-${index}`);
    }
  });
});
