import { describe, expect, it } from "vitest";
import { parseUsd } from "../usd";
import { suggestedOwner } from "./suggested-owner";

const PEOPLE = [
  { id: "jonas", name: "Jonas Weber", email: "jonas.weber@acme.example" },
  { id: "tomas", name: "Tomás Silva", email: "tomas.silva@acme.example" },
  { id: "anna", name: "Anna Weber", email: null },
  { id: "bare", name: "li.wei@acme.example", email: "li.wei@acme.example" },
];
const spent = (developerId: string, cost: string) => ({ developerId, costUsd: parseUsd(cost) });

describe("the probable owner of a key", () => {
  it.each([
    ["whom most of it is charged to", "ci", [spent("anna", "3"), spent("jonas", "1")], "anna"],
    ["nobody of several who share it evenly", "ci", [spent("anna", "2"), spent("jonas", "2")], undefined],
    ["nobody where it cost nothing", "ci", [spent("anna", "0")], undefined],
    ["whom it is named after", "jonas-laptop", [], "jonas"],
    ["whoever shares most words with its name", "weber anna", [], "anna"],
    ["nobody of two of one name", "weber-ci", [], undefined],
    ["a name with marks", "TOMAS's key", [], "tomas"],
    ["an address's first part", "wei_test", [], "bare"],
    ["nobody by two letters", "li", [], undefined],
    ["nobody by the domain", "acme example", [], undefined],
    ["nobody of a key without letters", "🛒", [], undefined],
    ["spend before name", "jonas", [spent("anna", "1")], "anna"],
  ])("is %s", (_, keyName, spenders, owner) => {
    expect(suggestedOwner(keyName, spenders, PEOPLE)?.developerId).toBe(owner);
  });
});
