import { describe, expect, it } from "vitest";
import { parseUsd } from "@/lib/domain/usd";
import type { ConnectionRun, ConnectionStatus } from "@/lib/queries/connections";
import { connectionView, timeLeft } from "./connection-view";

const NOW = new Date("2026-11-21T10:00:00Z");
const RUN: ConnectionRun = {
  status: "succeeded",
  trigger: "hourly",
  step: null,
  progress: 1,
  detail: null,
  errorCode: null,
  errorMessage: null,
  queuedAt: NOW,
  startedAt: NOW,
  finishedAt: NOW,
};
const SYNCED: ConnectionStatus = {
  id: "c",
  name: "Main",
  label: "sk-or-v1-abc...xyz",
  status: "active",
  hasKey: true,
  hasAnalytics: true,
  creditsTotalUsd: parseUsd("100"),
  creditsUsedUsd: parseUsd("99.9958"),
  creditsAt: NOW,
  nextSyncAt: new Date("2026-11-21T11:00:00Z"),
  createdAt: NOW,
  lastGoodSyncAt: NOW,
  keys: 3,
  firstDay: "2026-01-01",
  lastDay: "2026-11-21",
  dirtyDays: 0,
  run: RUN,
};
const view = (change: Partial<ConnectionStatus>) => connectionView({ ...SYNCED, ...change }, NOW);
const run = (change: Partial<ConnectionRun>) => ({ run: { ...RUN, ...change } });

describe("connectionView", () => {
  it.each<[string, Partial<ConnectionStatus>, string, boolean]>([
    ["synced", {}, "Up to date", false],
    ["being synced", run({ status: "running", progress: 0.5 }), "Syncing", true],
    ["waiting", run({ status: "queued" }), "Sync queued", true],
    ["failed", run({ status: "failed", errorMessage: "No." }), "Last sync failed", false],
    ["paused", { status: "paused" }, "Paused", false],
    ["paused while a run ends", { status: "paused", ...run({ status: "running" }) }, "Syncing", true],
    ["without a key", { hasKey: false, run: null }, "Uploads only", false],
    ["new", { run: null, lastGoodSyncAt: null }, "Not synced yet", false],
    ["rebuilding", { dirtyDays: 2 }, "Up to date", true],
  ])("says of one that is %s: %s", (_name, change, word, busy) => {
    expect([view(change).status.word, view(change).busy]).toEqual([word, busy]);
  });

  it("tells what went wrong and what is kept, until the next run", () => {
    expect(view(run({ status: "failed", errorMessage: "The key is unknown." })).problem).toBe(
      "The key is unknown. What was read before is kept.",
    );
    expect(view({}).problem).toBeNull();
  });

  it("tells the step, the message and the time left", () => {
    const started = new Date(NOW.getTime() - 60_000);
    const { progress } = view(
      run({ status: "running", step: "generations", progress: 0.25, detail: { message: "3 Nov" }, startedAt: started }),
    );
    expect(progress).toEqual({ value: 0.25, label: "Reading single requests", detail: "3 Nov · about 3 minutes left" });
  });

  it("tells credits left exactly, and plans nothing for a paused one", () => {
    const facts = Object.fromEntries(view({ status: "paused" }).facts.map(({ label, value }) => [label, value]));
    expect(facts).toMatchObject({ "Credits left": "$0.0042", "Next sync": "None planned", Books: "1 Jan – 21 Nov 2026" });
  });
});

describe("timeLeft", () => {
  const since = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);
  it.each([
    [since(60), 0.5, "about 60 seconds left"],
    [since(60), 0.95, "a few seconds left"],
    [since(600), 0.5, "about 10 minutes left"],
    [since(60), 0.01, null],
    [since(60), 1, null],
    [null, 0.5, null],
    [since(60), null, null],
  ])("since %s at %s: %s", (started, progress, words) => {
    expect(timeLeft(started, progress, NOW)).toBe(words);
  });
});
