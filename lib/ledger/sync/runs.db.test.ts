import { describe, expect, it } from "vitest";
import { pool, prisma } from "../../db/client";
import { transaction } from "../../db/sql";
import { WaybillError } from "../../domain/error";
import { mintPersonScope, mintSystemScope } from "../../domain/mint-scope";
import { makeOwner } from "../../test/facts-owner";
import { lockConnection } from "../connections";
import type { FactsOwner } from "../facts-lock";
import { withSyncLock } from "./lock";
import { failuresInARow, finishRun, reportProgress, requestSync, resumeDeadRun, startRun } from "./runs";
import { queueDueSyncs, waitingWork } from "./work";

const now = new Date("2026-11-20T12:00:00Z");
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

async function makeSyncing(nextSyncAt: Date | null = null): Promise<FactsOwner & { scope: ReturnType<typeof mintSystemScope> }> {
  const owner = await makeOwner();
  const data = { sealedKey: Buffer.from("sealed"), sealKeyId: "k1", nextSyncAt };
  await prisma().connection.update({ where: { id: owner.connectionId }, data });
  return { ...owner, scope: mintSystemScope(owner.organizationId, { kind: "operator" }) };
}

const runsOf = (owner: FactsOwner) =>
  prisma().syncRun.findMany({ where: { connectionId: owner.connectionId }, orderBy: { queuedAt: "asc" } });

describe("asking for a sync", () => {
  it("joins the one that waits, also when many ask at once", async () => {
    const { scope, ...owner } = await makeSyncing();
    const asked = await Promise.all(Array.from({ length: 5 }, () => requestSync(scope, owner.connectionId, "manual")));
    expect(new Set(asked.map(({ runId }) => runId)).size).toBe(1);
    expect(await runsOf(owner)).toMatchObject([{ status: "queued", trigger: "manual" }]);
  });

  it("queues one more while one runs", async () => {
    const { scope, ...owner } = await makeSyncing();
    await requestSync(scope, owner.connectionId, "first");
    await startRun(owner.connectionId, now);
    await requestSync(scope, owner.connectionId, "manual");
    expect((await runsOf(owner)).map((run) => run.status)).toEqual(["running", "queued"]);
  });

  it("does not wait in a ring with a worker that queues the same one", async () => {
    const { scope, ...owner } = await makeSyncing(now);
    const queued = await transaction(async (client) => {
      await lockConnection(client, scope, owner.connectionId);
      return queueDueSyncs(now);
    });
    expect(queued).toBe(1);
    expect(await runsOf(owner)).toMatchObject([{ status: "queued", trigger: "first" }]);
  });

  it("is refused for somebody else's connection, a paused one, one without a key, and by who may not manage", async () => {
    const { scope, connectionId, organizationId } = await makeSyncing();
    const stranger = await makeSyncing();
    await expect(requestSync(stranger.scope, connectionId, "manual")).rejects.toMatchObject({ code: "not_found" });
    const actor = { kind: "person" as const, userId: "u", email: "m@acme.example" };
    const member = mintPersonScope(organizationId, actor, "member", { kind: "all" });
    await expect(requestSync(member, connectionId, "manual")).rejects.toMatchObject({ code: "forbidden" });
    await prisma().connection.update({ where: { id: connectionId }, data: { status: "paused" } });
    await expect(requestSync(scope, connectionId, "manual")).rejects.toMatchObject({ code: "conflict" });
    const keyless = await makeOwner();
    const operator = mintSystemScope(keyless.organizationId, { kind: "operator" });
    await expect(requestSync(operator, keyless.connectionId, "manual")).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("a run", () => {
  it("shows its progress and ends", async () => {
    const { scope, connectionId } = await makeSyncing();
    await requestSync(scope, connectionId, "first");
    const run = await startRun(connectionId, now);
    if (!run) throw new Error("no run");
    const detail = { message: "Read back to 2026-11-01", day: "2026-11-01", rows: 12 };
    await reportProgress(run.id, { step: "billed_cells", progress: 0.25, requests: 3, detail }, later(1));
    expect(await prisma().syncRun.findUnique({ where: { id: run.id } })).toMatchObject({
      status: "running",
      step: "billed_cells",
      progress: 0.25,
      requests: 3,
      detail,
      heartbeatAt: later(1),
    });
    await finishRun(connectionId, run, { status: "succeeded", requests: 9, message: "Done" }, later(60), later(2));
    expect(await prisma().syncRun.findUnique({ where: { id: run.id } })).toMatchObject({
      status: "succeeded",
      progress: 1,
      requests: 9,
    });
    expect(await prisma().connection.findUnique({ where: { id: connectionId } })).toMatchObject({ nextSyncAt: later(60) });
    expect(await startRun(connectionId, now)).toBeNull();
  });

  it("ends in words and is counted until one succeeds", async () => {
    const { scope, connectionId } = await makeSyncing();
    const error = new WaybillError("rate_limited", "OpenRouter is busy.", { todo: "Nothing to do." });
    for (const [minute, outcome] of [
      [1, { status: "failed" as const, requests: 1, error }],
      [2, { status: "failed" as const, requests: 1, error }],
    ] as const) {
      await requestSync(scope, connectionId, "hourly");
      const run = await startRun(connectionId, later(minute));
      if (run) await finishRun(connectionId, run, outcome, null, later(minute));
    }
    expect(await failuresInARow(connectionId)).toBe(2);
    expect((await prisma().syncRun.findFirst({ where: { connectionId } }))?.errorMessage).toBe(
      "OpenRouter is busy. Nothing to do.",
    );
    await requestSync(scope, connectionId, "hourly");
    const run = await startRun(connectionId, later(3));
    if (run) await finishRun(connectionId, run, { status: "succeeded", requests: 1, message: "Done" }, null, later(3));
    expect(await failuresInARow(connectionId)).toBe(0);
  });

  it("that died is gone on with, in a run of the same kind, once", async () => {
    const { scope, ...owner } = await makeSyncing();
    await requestSync(scope, owner.connectionId, "first");
    const dead = await startRun(owner.connectionId, now);
    expect(await resumeDeadRun(owner.connectionId, later(5))).toBe(true);
    expect(await resumeDeadRun(owner.connectionId, later(5))).toBe(false);
    expect(await runsOf(owner)).toMatchObject([
      { status: "interrupted", trigger: "first" },
      { status: "queued", trigger: "first" },
    ]);
    const detail = { message: "still here?" };
    const report = reportProgress(dead?.id ?? "", { step: "rebuild", progress: 0.9, requests: 1, detail }, now);
    await expect(report).rejects.toMatchObject({ code: "conflict" });
  });

  it("stops when its connection is removed", async () => {
    const { scope, connectionId } = await makeSyncing();
    await requestSync(scope, connectionId, "first");
    const run = await startRun(connectionId, now);
    const gone = { status: "removed", sealedKey: null, sealKeyId: null };
    await prisma().connection.update({ where: { id: connectionId }, data: gone });
    const detail = { message: "on" };
    const report = reportProgress(run?.id ?? "", { step: "generations", progress: 0.5, requests: 1, detail }, now);
    await expect(report).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("the lock of a sync", () => {
  it("lets one in at a time and the next when that one is done, however it ended", async () => {
    const { connectionId } = await makeSyncing();
    const inner = await withSyncLock(connectionId, async () => withSyncLock(connectionId, async () => "two at once"));
    expect(inner).toBeNull();
    await expect(
      withSyncLock(connectionId, async () => {
        throw new Error("broken");
      }),
    ).rejects.toThrow("broken");
    expect(await withSyncLock(connectionId, async () => "free again")).toBe("free again");
  });

  it("says when the session that holds it is lost", async () => {
    const { connectionId } = await makeSyncing();
    let held = true;
    const lost = withSyncLock(connectionId, async (lock) => {
      expect(await lock.held()).toBe(true);
      const gone = new Promise((resolve) => lock.lost.addEventListener("abort", resolve));
      await pool().query(
        `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      await gone;
      held = await lock.held();
    });
    await expect(lost).rejects.toThrow();
    expect(held).toBe(false);
    expect(await withSyncLock(connectionId, async () => "free again")).toBe("free again");
  });
});

describe("what waits for a worker", () => {
  it("queues due connections once, each as deep as its past asks for", async () => {
    const due = await makeSyncing(later(-1));
    const notYet = await makeSyncing(later(1));
    const hourly = await makeSyncing(later(-1));
    const daily = await makeSyncing(later(-1));
    const past = (owner: FactsOwner, trigger: string, hours: number) =>
      prisma().syncRun.create({
        data: {
          organizationId: owner.organizationId,
          connectionId: owner.connectionId,
          trigger,
          status: "succeeded",
          finishedAt: later(-60 * hours),
        },
      });
    await past(hourly, "first", 5);
    await past(daily, "first", 50);
    await past(daily, "hourly", 1);
    await queueDueSyncs(now);
    await queueDueSyncs(now);
    const queued = async (owner: FactsOwner) =>
      (await prisma().syncRun.findMany({ where: { connectionId: owner.connectionId, status: "queued" } })).map(
        (run) => run.trigger,
      );
    expect(await queued(due)).toEqual(["first"]);
    expect(await queued(notYet)).toEqual([]);
    expect(await queued(hourly)).toEqual(["hourly"]);
    expect(await queued(daily)).toEqual(["daily"]);
    expect((await waitingWork(now, 20)).syncs).toEqual(
      expect.arrayContaining([due.connectionId, hourly.connectionId, daily.connectionId]),
    );
  });

  it("leaves a paused connection's sync waiting", async () => {
    const { scope, connectionId } = await makeSyncing();
    await requestSync(scope, connectionId, "manual");
    await prisma().connection.update({ where: { id: connectionId }, data: { status: "paused" } });
    expect((await waitingWork(now, 0)).syncs).not.toContain(connectionId);
    await prisma().connection.update({ where: { id: connectionId }, data: { status: "active" } });
    expect((await waitingWork(now, 0)).syncs).toContain(connectionId);
  });

  it("looks after a running sync only when it has been silent, or when the worker is new", async () => {
    const { scope, connectionId } = await makeSyncing();
    await requestSync(scope, connectionId, "first");
    await startRun(connectionId, now);
    expect((await waitingWork(later(0.1), 20)).syncs).not.toContain(connectionId);
    expect((await waitingWork(later(1), 20)).syncs).toContain(connectionId);
    expect((await waitingWork(now, 0)).syncs).toContain(connectionId);
  });
});
