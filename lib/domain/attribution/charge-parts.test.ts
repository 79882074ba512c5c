import { expect, it } from "vitest";
import type { Charge } from "../rollup/charge";
import { chargeParts } from "./charge-parts";

const CHARGE: Charge = {
  developerId: "ada",
  teamId: "core",
  costCenterId: "r-and-d",
  feature: "chat",
  attribution: "user_field",
  reason: null,
  developerRuleId: null,
  teamRuleId: null,
  featureRuleId: null,
  split: null,
};
const people = {
  teamOf: (developer: string) => (developer === "bo" ? "data" : "core"),
  costCenterOf: (team: string) => (team === "data" ? "g-and-a" : "r-and-d"),
};
const half = (...names: string[]) => names.map((to) => ({ to, weight: 1n }));

it.each([
  ["nobody splits", CHARGE, ["ada core r-and-d chat"]],
  [
    "developers: each with a team and cost center of its own",
    {
      ...CHARGE,
      developerId: null,
      teamId: null,
      costCenterId: null,
      split: { developer: half("ada", "bo"), team: null, feature: null },
    },
    ["ada core r-and-d chat", "bo data g-and-a chat"],
  ],
  [
    "developers, of a team that a rule sets",
    { ...CHARGE, developerId: null, teamRuleId: "r", split: { developer: half("ada", "bo"), team: null, feature: null } },
    ["ada core r-and-d chat", "bo core r-and-d chat"],
  ],
  [
    "teams and features: every pair",
    { ...CHARGE, teamId: null, feature: null, split: { developer: null, team: half("core", "data"), feature: half("a", "b") } },
    ["ada core r-and-d a", "ada core r-and-d b", "ada data g-and-a a", "ada data g-and-a b"],
  ],
])("tells among whom a charge is split: %s", (_what, charge, expected) => {
  const parts = chargeParts(charge, people);
  expect(
    parts.map(({ developerId, teamId, costCenterId, feature }) => [developerId, teamId, costCenterId, feature].join(" ")),
  ).toEqual(expected);
});
