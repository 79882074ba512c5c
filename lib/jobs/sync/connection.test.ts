import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { WaybillError } from "../../domain/error";
import { makeLog } from "../log";
import { nextSyncAt } from "./connection";
import { failOnGaps } from "./job";

const now = new Date("2026-11-20T12:00:00Z");
const minutes = (at: Date) => (at.getTime() - now.getTime()) / 60_000;

describe("nextSyncAt", () => {
  it("is an hour after a success", () => {
    expect(minutes(nextSyncAt(now, null))).toBe(60);
  });

  it.each([
    ["rate_limited", 0, {}, 5],
    ["upstream_unavailable", 2, {}, 20],
    ["upstream_unavailable", 9, {}, 60],
    ["key_unknown", 0, {}, 60],
    ["rate_limited", 0, { retryAfterSeconds: 7_200 }, 120],
  ] as const)("after %s, %i in a row, %j, is in %i minutes", (code, inARow, detail, expected) => {
    const error = new WaybillError(code, "No.", { detail });
    expect(minutes(nextSyncAt(now, { error, inARow }))).toBe(expected);
  });
});

describe("failOnGaps", () => {
  it("lets a run without refused figures end well", () => {
    expect(() => failOnGaps({ refused: [], unread: [] })).not.toThrow();
  });

  it("names the first and counts the others, each once", () => {
    const refused = ["a", "b", "a"].map((cell) => ({ cell: `2026-11-03, key ${cell}`, problem: "usage is -1", day: null }));
    expect(() => failOnGaps({ refused, unread: [] })).toThrow(
      "OpenRouter sent figures that cannot be right. 2026-11-03, key a: usage is -1. 1 more like it.",
    );
  });

  const unread = [
    { what: "keys", error: new WaybillError("forbidden", "OpenRouter said no.", { todo: "Check the key." }) },
    { what: "members", error: new WaybillError("rate_limited", "Later.", { detail: { retryAfterSeconds: 90 } }) },
  ];

  it("names all that could not be read, why the first could not, and waits as long as any answer asked for", () => {
    const thrown = (() => {
      try {
        failOnGaps({ refused: [], unread });
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toMatchObject({
      code: "forbidden",
      message: "The bill is in the books. What could not be read stays as it was: keys, members. OpenRouter said no.",
      todo: "Check the key.",
      detail: { retryAfterSeconds: 90 },
    });
  });

  it("does not say that all else is known where figures were refused and keys could not be read either", () => {
    const refused = [{ cell: "2026-11-03, key a", problem: "usage is -1", day: null }];
    expect(() => failOnGaps({ refused, unread })).toThrow(
      "2026-11-03, key a: usage is -1. Nor could these be read, which stay as they were: keys, members. OpenRouter said no.",
    );
  });
});

describe("the worker's log", () => {
  it("holds no secret, in whatever field, text or error it comes", () => {
    let written = "";
    const log = makeLog(
      "waybill-worker",
      new Writable({
        write(chunk, _, done) {
          written += chunk;
          done();
        },
      }),
    );
    const key = "sk-or-v1-0123456789abcdef";
    log.info({ key, nested: { apiKey: key, deep: { authorization: `Bearer ${key}` } } }, `using ${key}`);
    log.error({ err: new Error(`refused: Bearer ${key} at postgres://waybill:hunter2@127.0.0.1/x`) }, "failed");
    expect(written).toContain("refused: Bearer");
    expect(written).not.toMatch(/0123456789abcdef|hunter2/);
  });
});
