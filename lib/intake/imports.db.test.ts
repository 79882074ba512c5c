import { randomUUID } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pool, prisma } from "../db/client";
import { WaybillError } from "../domain/error";
import { mintPersonScope } from "../domain/mint-scope";
import type { AuthorizedScope } from "../domain/scope";
import { cancelImport } from "../ledger/import/cancel";
import { failImport, sweepImports } from "../ledger/import/imports";
import { mergeImport } from "../ledger/import/merge";
import { partName } from "../ledger/import/parts";
import { receiveUpload } from "./imports";

const NOW = new Date("2026-11-21T10:00:00Z");
const now = () => NOW;
const HEADER = "generation_id,created_at,cost_total,model_permaslug,api_key_name,tokens_prompt\n";
const row = (id: string, time = "2026-02-27 03:43:49.788", cost = "0.5") => `${id},${time},${cost},m/a,ci,10\n`;
const arbiter = join(import.meta.dirname, "../openrouter/fixtures/arbiter-2026-02.csv");

async function makeScope(): Promise<AuthorizedScope> {
  const organization = await prisma().organization.create({ data: { slug: `o-${randomUUID()}`, name: "Acme" } });
  return mintPersonScope(organization.id, { kind: "person", userId: randomUUID(), email: "ada@acme.dev" }, "admin", {
    kind: "all",
  });
}

async function* pieces(...texts: string[]) {
  for (const text of texts) yield new TextEncoder().encode(text);
}

const upload = async (scope: AuthorizedScope, stream: AsyncIterable<Uint8Array>, connectionId?: string) =>
  (await receiveUpload(scope, { fileName: "log.csv", stream, connectionId })).importId;
const stored = (importId: string) =>
  prisma().import.findUniqueOrThrow({ where: { id: importId }, include: { rejects: { orderBy: { line: "asc" } } } });

async function take(scope: AuthorizedScope, text: string, connectionId?: string) {
  const importId = await upload(scope, pieces(text), connectionId);
  await mergeImport(importId, { now });
  return stored(importId);
}

async function books({ organizationId }: AuthorizedScope) {
  const { rows } = await pool().query(
    "SELECT day, sum(cost_usd)::float8 AS cost, sum(requests)::int AS requests FROM spend_lines WHERE organization_id = $1 GROUP BY day ORDER BY day",
    [organizationId],
  );
  return rows.map((line) => `${line.day} ${line.cost} ${line.requests}`);
}

async function refusal(work: Promise<unknown>): Promise<WaybillError> {
  const error = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(WaybillError);
  return error as WaybillError;
}

async function stagingTables() {
  const { rows } = await pool().query("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^staged_[0-9a-f]{32}_'");
  return rows.map((found) => found.relname);
}

describe("a real log, uploaded", () => {
  it("stands in the books with its exact total on its days, once, however often it is uploaded", async () => {
    const scope = await makeScope();
    const first = await upload(scope, createReadStream(arbiter, { highWaterMark: 777 }));
    expect(await stored(first)).toMatchObject({ status: "staged", kind: "log", rows: 81n, rejected: 0n, bytes: 12_836n });
    await mergeImport(first, { now });
    const done = await stored(first);
    expect(done).toMatchObject({ status: "succeeded", inserted: 81n, merged: 0n, finishedAt: NOW });
    expect([done.costUsd?.toString(), done.firstDay, done.lastDay]).toEqual([
      "0.226161",
      new Date("2026-02-26"),
      new Date("2026-02-27"),
    ]);
    expect(await books(scope)).toEqual(["2026-02-26 0.05735 3", "2026-02-27 0.168811 78"]);
    const again = await upload(scope, createReadStream(arbiter));
    await mergeImport(again, { now });
    expect(await stored(again)).toMatchObject({ status: "succeeded", rows: 81n, inserted: 0n, merged: 81n });
    expect(await books(scope)).toEqual(["2026-02-26 0.05735 3", "2026-02-27 0.168811 78"]);
    expect(await prisma().connection.findMany({ where: { organizationId: scope.organizationId } })).toMatchObject([
      { name: "Uploaded logs", sealedKey: null },
    ]);
  });

  it("is the same whether it comes whole or as two overlapping parts at once", async () => {
    const scope = await makeScope();
    const [header, ...lines] = readFileSync(arbiter, "utf8").trimEnd().split("\n");
    const part = (from: number, to: number) => [header, ...lines.slice(from, to), ""].join("\n");
    await Promise.all([take(scope, part(0, 50)), take(scope, part(30, 81)), take(scope, part(45, 60))]);
    expect(await books(scope)).toEqual(["2026-02-26 0.05735 3", "2026-02-27 0.168811 78"]);
  });
});

describe("rows", () => {
  it("without an id that are alike count as often as they stand in one file", async () => {
    const scope = await makeScope();
    const alike = row("").repeat(3) + row("", "2026-02-27 03:43:50");
    expect(await take(scope, HEADER + alike)).toMatchObject({ inserted: 4n });
    expect(await take(scope, HEADER + row("").repeat(2))).toMatchObject({ inserted: 0n, merged: 2n });
    expect(await take(scope, HEADER + row("").repeat(4))).toMatchObject({ inserted: 1n, merged: 3n });
    expect(await books(scope)).toEqual(["2026-02-27 2.5 5"]);
  });

  it("of one id are one request", async () => {
    const scope = await makeScope();
    expect(await take(scope, HEADER + row("gen-1") + row("gen-2") + row("gen-1"))).toMatchObject({ inserted: 2n, merged: 1n });
    expect(await books(scope)).toEqual(["2026-02-27 1 2"]);
  });

  it("that cannot be read are kept apart with line, column and reason; the others count", async () => {
    const scope = await makeScope();
    const bad = "gen-2,2026-02-27 03:43:49.788,-1,m/a,ci,10\n";
    const done = await take(scope, `${HEADER}${row("gen-1")}${bad}gen-3,2026`);
    expect(done).toMatchObject({ status: "succeeded", rows: 3n, inserted: 1n, rejected: 2n });
    expect(done.rejects).toMatchObject([
      { line: 3n, column: "cost_total", reason: "is negative; a charge never is", value: "-1" },
      { line: 4n, column: null, reason: "the row ends early: 2 of 6 columns", value: "gen-3,2026" },
    ]);
  });

  it("refused by the thousand are all counted, the first 100,000 kept", async () => {
    const scope = await makeScope();
    const done = await take(scope, HEADER + row("gen-1") + "x\n".repeat(100_500));
    expect(done).toMatchObject({ rows: 100_501n, rejected: 100_500n, inserted: 1n });
    expect(done.rejects).toHaveLength(100_000);
  });
});

describe("the connection of an upload", () => {
  it("is the only one there is, or the named one; where there are several one must be named", async () => {
    const scope = await makeScope();
    const make = (name: string) => prisma().connection.create({ data: { organizationId: scope.organizationId, name } });
    const only = await make("Production");
    expect(await take(scope, HEADER + row("gen-1"))).toMatchObject({ connectionId: only.id });
    const other = await make("Research");
    expect((await refusal(upload(scope, pieces(HEADER + row("gen-2"))))).message).toContain("Production, Research");
    expect(await take(scope, HEADER + row("gen-2"), other.id)).toMatchObject({ connectionId: other.id });
  });

  it("is never another organization's", async () => {
    const [scope, stranger] = [await makeScope(), await makeScope()];
    const theirs = await prisma().connection.create({ data: { organizationId: stranger.organizationId, name: "Theirs" } });
    expect((await refusal(upload(scope, pieces(HEADER), theirs.id))).code).toBe("not_found");
    expect((await refusal(upload(scope, pieces(HEADER), "'; DROP TABLE imports; --"))).code).toBe("not_found");
    expect(await prisma().import.count({ where: { organizationId: scope.organizationId } })).toBe(0);
  });

  it("is asked for by those alone who may upload", async () => {
    const { organizationId } = await makeScope();
    const member = mintPersonScope(organizationId, { kind: "person", userId: randomUUID(), email: "x@acme.dev" }, "member", {
      kind: "all",
    });
    expect((await refusal(upload(member, pieces(HEADER)))).code).toBe("forbidden");
  });
});

describe("a file that cannot be used", () => {
  it.each([
    ["an empty one", "", "The file is empty."],
    ["a header alone", HEADER, "The file has a header and no rows."],
    ["unreadable rows alone", `${HEADER}x\ny\n`, "None of the file's 2 rows could be read."],
    ["no cost column", HEADER.replace("cost_total", "cost"), "This log lacks the column cost_total"],
    ["another kind", "Model,Spend\n", "This is the summary of the activity page"],
  ])("fails with words and leaves nothing behind: %s", async (_, text, message) => {
    const scope = await makeScope();
    const error = await refusal(upload(scope, pieces(text)));
    expect(error).toMatchObject({ code: "invalid_input", message: expect.stringContaining(message) });
    const failed = await stored(String(error.detail?.importId));
    expect(failed).toMatchObject({
      status: "failed",
      errorCode: "invalid_input",
      errorMessage: `${error.message} ${error.todo}`,
    });
    expect(await stagingTables()).not.toContain(partName(failed.id, 0));
    expect(await books(scope)).toEqual([]);
  });

  it("fails when the sender goes away in the middle, and nothing of it is taken", async () => {
    const scope = await makeScope();
    async function* broken() {
      yield* pieces(HEADER + row("gen-1"));
      throw new Error("aborted");
    }
    const error = await refusal(upload(scope, broken()));
    expect(error.message).toBe(`The upload broke off after ${HEADER.length + row("gen-1").length} B.`);
    expect(await stored(String(error.detail?.importId))).toMatchObject({ status: "failed" });
    expect(await prisma().generation.count({ where: { organizationId: scope.organizationId } })).toBe(0);
  });
});

describe("an upload that is cancelled while it arrives", () => {
  it("says so and by whom, though its connection is cut after that, and not that it failed", async () => {
    const scope = await makeScope();
    const importId = randomUUID();
    async function* cut() {
      yield* pieces(HEADER + row("gen-1"));
      await cancelImport(scope, importId, NOW);
      throw new Error("aborted");
    }
    const { organizationId } = scope;
    await refusal(receiveUpload(scope, { fileName: "log.csv", stream: cut(), importId }));
    const found = await prisma().import.findFirstOrThrow({ where: { organizationId } });
    expect(found).toMatchObject({ status: "cancelled", cancelledBy: "ada@acme.dev", errorMessage: null, finishedAt: NOW });
    expect(await prisma().generation.count({ where: { organizationId } })).toBe(0);
    expect(await stagingTables()).not.toContain(partName(found.id, 0));
    const again = refusal(receiveUpload(scope, { fileName: "log.csv", stream: pieces(HEADER), importId }));
    expect(await again).toMatchObject({ code: "conflict" });
  });

  it("tells how much of the file had come when it breaks off by itself, for people", async () => {
    const scope = await makeScope();
    const rows = HEADER + Array.from({ length: 30_000 }, (_, index) => row(`gen-${index}`)).join("");
    async function* broken() {
      yield* pieces(rows);
      throw new Error("aborted");
    }
    const error = await refusal(receiveUpload(scope, { fileName: "log.csv", stream: broken(), expectedBytes: 5_300_000 }));
    expect(error.message).toBe(`The upload broke off after ${(rows.length / 1e6).toFixed(1)} MB of 5.3 MB.`);
  });
});

describe("an import that was killed", () => {
  it("while uploading is found, failed and swept", async () => {
    const scope = await makeScope();
    let go = () => {};
    const reached = new Promise<void>((resolve) => {
      go = resolve;
    });
    let end = () => {};
    async function* stalled() {
      yield* pieces(HEADER + row("gen-1"));
      go();
      await new Promise<void>((resolve) => {
        end = resolve;
      });
    }
    const uploading = refusal(upload(scope, stalled()));
    await reached;
    expect(await sweepImports(new Date(Date.now() + 60_000))).toBe(0);
    expect(await sweepImports(new Date(Date.now() + 6 * 60_000))).toBe(1);
    const [failed] = await prisma().import.findMany({ where: { organizationId: scope.organizationId } });
    expect(failed).toMatchObject({ status: "failed", errorMessage: "The upload broke off. Upload the file again." });
    expect(await stagingTables()).toEqual([]);
    end();
    expect(await uploading).toBeInstanceOf(WaybillError);
  });

  it("while merging or rebuilding is gone on with, by two workers at once too", async () => {
    const scope = await makeScope();
    const importId = await upload(scope, pieces(HEADER + row("gen-1") + row("gen-2")));
    await prisma().import.update({ where: { id: importId }, data: { status: "merging" } });
    await Promise.all([mergeImport(importId, { now }), mergeImport(importId, { now })]);
    await prisma().import.update({ where: { id: importId }, data: { status: "rebuilding" } });
    await mergeImport(importId, { now });
    await mergeImport(importId, { now });
    expect(await stored(importId)).toMatchObject({ status: "succeeded", inserted: 2n, merged: 0n });
    expect(await books(scope)).toEqual(["2026-02-27 1 2"]);
  });

  it("fails with words when the database lost its rows in a crash", async () => {
    const scope = await makeScope();
    const importId = await upload(scope, pieces(HEADER + row("gen-1")));
    await pool().query(`TRUNCATE ${partName(importId, 0)}`);
    await expect(mergeImport(importId, { now })).rejects.toThrow("forgot it");
    expect(await stored(importId)).toMatchObject({ status: "failed", errorCode: "conflict" });
    expect(await stagingTables()).not.toContain(partName(importId, 0));
  });

  it("is left alone once it failed", async () => {
    const scope = await makeScope();
    const importId = await upload(scope, pieces(HEADER + row("gen-1")));
    await failImport(importId, new WaybillError("internal", "Gone."), NOW);
    await mergeImport(importId, { now });
    expect(await stored(importId)).toMatchObject({ status: "failed", errorMessage: "Gone." });
    expect(await books(scope)).toEqual([]);
  });
});

describe("the usage by day, uploaded", () => {
  const header = "Date,Slug,Usage,BYOK Usage,Requests,Prompt Tokens,Completion Tokens,Reasoning Tokens,API Key\n";
  it("is what its days were billed; a log of the same days is evidence for it", async () => {
    const scope = await makeScope();
    await take(scope, HEADER + row("gen-1"));
    expect(await books(scope)).toEqual(["2026-02-27 0.5 1"]);
    const done = await take(scope, `${header}2026-02-27,m/a,0.75,0,2,20,5,0,ci\n2026-02-28,m/a,1,0,1,1,1,0,ci\n`);
    expect(done).toMatchObject({ kind: "aggregate", status: "succeeded", rows: 2n, inserted: 2n, merged: 0n });
    expect(await books(scope)).toEqual(["2026-02-27 0.75 2", "2026-02-28 1 1"]);
    const again = await take(scope, `${header}2026-02-27,m/a,0.75,0,2,20,5,0,ci\n2026-02-28,m/a,1,0,1,1,1,0,ci\n`);
    expect(again).toMatchObject({ inserted: 0n, merged: 2n });
    expect(await books(scope)).toEqual(["2026-02-27 0.75 2", "2026-02-28 1 1"]);
  });

  it("leaves out whole days of which a row was refused", async () => {
    const scope = await makeScope();
    const done = await take(
      scope,
      `${header}2026-02-27,m/a,1,0,1,1,1,0,ci\n2026-02-27,m/b,-1,0,1,1,1,0,ci\n2026-02-28,m/a,2,0,1,1,1,0,ci\n`,
    );
    expect(done).toMatchObject({ status: "succeeded", rows: 3n, rejected: 2n, inserted: 1n });
    expect(done.rejects.map((reject) => `${reject.line} ${reject.column}`)).toEqual(["2 null", "3 Usage"]);
    expect(await books(scope)).toEqual(["2026-02-28 2 1"]);
  });

  it("is refused whole when a row's day cannot be read", async () => {
    const scope = await makeScope();
    const error = await refusal(upload(scope, pieces(`${header}2026-02-27,m/a,1,0,1,1,1,0,ci\nTotal,,1,0,1,1,1,0,\n`)));
    expect(error.message).toContain("1 rows could not be read, nor which day they belong to");
    expect(await books(scope)).toEqual([]);
  });
});
