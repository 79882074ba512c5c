import { expect, it } from "vitest";
import { isDatabaseAway } from "./database-away";

it.each([
  [
    "a server that is not started",
    Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:5432"), { code: "ECONNREFUSED" }),
    true,
  ],
  ["one that goes down", { code: "57P01", message: "terminating connection due to administrator command" }, true],
  ["one that comes up", { code: "57P03", message: "the database system is in recovery mode" }, true],
  ["a connection that broke", new Error("Connection terminated unexpectedly"), true],
  ["a pool without a connection in time", new Error("timeout exceeded when trying to connect"), true],
  ["a statement that was cancelled", { code: "57014", message: "canceling statement" }, false],
  ["a broken rule", { code: "23505" }, false],
  ["a bug", new TypeError("x is undefined"), false],
  ["nothing", null, false],
])("tells of %s whether the database is away", (_, error, away) => {
  expect(isDatabaseAway(error)).toBe(away);
});
