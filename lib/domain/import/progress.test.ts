import { describe, expect, it } from "vitest";
import { type ImportState, importProgress, isCancellable, waitInWords } from "./progress";

const at = (second: number) => new Date(Date.UTC(2026, 10, 21, 10, 0, second));
const state = (told: Partial<ImportState>): ImportState => ({
  ...{ status: "uploading", bytes: 0, expectedBytes: null, rows: 0, rejected: 0, inserted: 0, merged: 0 },
  ...{ createdAt: at(0), heartbeatAt: null, stepSince: null, stepFrom: 0, days: null, daysLeft: 0 },
  ...told,
});

describe("importProgress", () => {
  it.each<[string, Partial<ImportState>, ReturnType<typeof importProgress>]>([
    ["of a file that has just begun", {}, { share: null, rowsPerSecond: null, secondsLeft: null }],
    [
      "of a file of known length",
      { bytes: 250, expectedBytes: 1000, rows: 500, heartbeatAt: at(10) },
      { share: 0.25, rowsPerSecond: 50, secondsLeft: 30 },
    ],
    [
      "of a file of unknown length",
      { bytes: 250, rows: 500, heartbeatAt: at(10) },
      { share: null, rowsPerSecond: 50, secondsLeft: null },
    ],
    [
      "of a file longer than was said",
      { bytes: 250, expectedBytes: 100, rows: 500, heartbeatAt: at(10) },
      { share: null, rowsPerSecond: 50, secondsLeft: null },
    ],
    ["of one that waits", { status: "staged", rows: 10 }, { share: null, rowsPerSecond: null, secondsLeft: null }],
    [
      "of a merge",
      { status: "merging", rows: 1100, rejected: 100, inserted: 300, merged: 100, stepSince: at(10) },
      { share: 0.4, rowsPerSecond: 40, secondsLeft: 15 },
    ],
    [
      "of a merge that was gone on with, by what was merged since",
      { status: "merging", rows: 1000, inserted: 600, stepFrom: 500, stepSince: at(10) },
      { share: 0.6, rowsPerSecond: 10, secondsLeft: 40 },
    ],
    [
      "of a merge that has just begun",
      { status: "merging", rows: 1000, stepSince: at(20) },
      { share: 0, rowsPerSecond: null, secondsLeft: null },
    ],
    [
      "of the days that are added up",
      { status: "rebuilding", days: 90, daysLeft: 60, stepSince: at(10) },
      { share: 1 / 3, rowsPerSecond: null, secondsLeft: 20 },
    ],
    ["of one that is taken back", { status: "cancelling" }, { share: null, rowsPerSecond: null, secondsLeft: null }],
    ["of one that has ended", { status: "succeeded", rows: 10, inserted: 10 }, null],
  ])("%s", (_, told, expected) => {
    expect(importProgress(state(told), at(20))).toEqual(expected);
  });
});

it("can be cancelled until every row is merged; usage by day only until it has arrived", () => {
  const can = (status: ImportState["status"], kind: "log" | "aggregate" | null) => isCancellable({ status, kind });
  expect([can("uploading", null), can("staged", "log"), can("merging", "log")]).toEqual([true, true, true]);
  expect([can("staged", "aggregate"), can("rebuilding", "log"), can("cancelling", "log")]).toEqual([false, false, false]);
});

it.each([
  [3, "a few seconds left"],
  [41, "about 50 seconds left"],
  [125, "about 3 minutes left"],
  [7300, "about 3 hours left"],
])("says %d seconds in words", (seconds, words) => expect(waitInWords(seconds)).toBe(words));
