import { expect, it } from "vitest";
import { makeReport } from "../../test/generation-report";
import { connectionOf, lagOf } from "./broadcast";

const acme = { id: "1", name: "Acme", accountId: "org_acme" };
const labs = { id: "2", name: "Labs", accountId: "user_labs" };
const logs = { id: "3", name: "Uploaded logs", accountId: null };

it.each([
  ["its organization's", ["org_acme", "user_labs"], [labs, acme], "1"],
  ["its owner's, where it names no organization of ours", ["org_other", "user_labs"], [acme, labs], "2"],
  ["the only one's, whatever account it names", ["org_other"], [acme], "1"],
  ["the only one's, where it names none", [], [logs], "3"],
  ["nobody's, where several could be meant", ["org_other"], [acme, logs], null],
  ["nobody's, where it names none and there are several", [], [acme, labs], null],
  ["nobody's, where there is none", ["org_acme"], [], null],
])("is %s", (_, accounts, connections, id) => {
  expect(connectionOf(accounts, connections)?.id ?? null).toBe(id);
});

it.each([
  ["2026-11-03T10:00:01Z", 1_000],
  ["2026-11-03T10:00:00Z", 0],
  ["2026-11-03T09:59:00Z", 0],
])("received at %s is %d ms late, and never early", (at, late) => {
  const generation = { report: makeReport({}), accounts: [], creatorId: null, endedAt: new Date("2026-11-03T10:00:00Z") };
  expect(lagOf(generation, new Date(at))).toBe(late);
});
