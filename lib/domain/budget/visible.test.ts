import { describe, expect, it } from "vitest";
import type { Visibility } from "../scope";
import type { Filters } from "../spend/question";
import { mayShareSpend } from "./overlap";
import { seesWhole } from "./visible";

const ALL: Visibility = { kind: "all" };
const manager = (...teamIds: string[]): Visibility => ({ kind: "teams", teamIds });
const member = (...developerIds: string[]): Visibility => ({ kind: "developers", developerIds });

describe("seesWhole", () => {
  it.each<[string, Visibility, Filters, ReturnType<typeof seesWhole>]>([
    ["who sees all sees all spend", ALL, {}, "yes"],
    ["a manager not all spend", manager("a"), {}, "no"],
    ["a manager his team's", manager("a", "b"), { team: ["a"] }, "yes"],
    ["a manager his team's on a model", manager("a"), { team: ["a"], model: ["m"] }, "yes"],
    ["a manager not his and another's", manager("a"), { team: ["a", "b"] }, "no"],
    ["a manager not spend without a team", manager("a"), { team: ["a", "none"] }, "no"],
    ["a manager without teams nothing", manager(), { team: ["a"] }, "no"],
    ["a manager not a key's", manager("a"), { key: ["k"] }, "no"],
    ["a manager a developer's as long as he is in the team", manager("a"), { developer: ["d"] }, "while_in_teams"],
    ["a member his own", member("d"), { developer: ["d"], model: ["m"] }, "yes"],
    ["a member not his and another's", member("d"), { developer: ["d", "e"] }, "no"],
    ["a member not his team's", member("d"), { team: ["a"] }, "no"],
    ["a member not spend of nobody", member("d"), { developer: ["none"] }, "no"],
    ["a member who is no developer nothing", member(), { developer: [] }, "no"],
  ])("%s", (_, visibility, filters, sees) => expect(seesWhole(visibility, filters)).toBe(sees));
});

describe("mayShareSpend", () => {
  it.each<[string, Filters, Filters, boolean]>([
    ["all spend and anything", {}, { key: ["k"] }, true],
    ["two kinds of things", { developer: ["d"] }, { key: ["k"] }, true],
    ["one of several", { developer: ["d", "e"] }, { developer: ["e", "f"] }, true],
    ["two of one kind", { developer: ["d"], model: ["m"] }, { developer: ["e"], model: ["m"] }, false],
  ])("of %s", (_, a, b, shared) => {
    expect(mayShareSpend(a, b)).toBe(shared);
    expect(mayShareSpend(b, a)).toBe(shared);
  });
});
