import { describe, expect, it } from "vitest";
import { parseUsd } from "../usd";
import { decisionsOn, stateAfterLook } from "./life";

describe("stateAfterLook", () => {
  it.each([
    ["new", null, "10", "open"],
    ["open and still there", "open", "10", "open"],
    ["open and gone: it closes itself", "open", null, "closed"],
    ["on trial and still there", "trial", "9", "trial"],
    ["on trial and gone", "trial", null, "closed"],
    ["closed and gone", "closed", null, "closed"],
    ["closed and back", "closed", "10", "open"],
    ["accepted, whatever is found", "accepted", "10", "accepted"],
    ["accepted and gone, since the switch was made", "accepted", null, "accepted"],
    ["rejected at $10, worth $10 again", "rejected", "10", "rejected"],
    ["rejected at $10, worth a cent less than twice", "rejected", "19.99", "rejected"],
    ["rejected at $10, worth twice as much", "rejected", "20", "open"],
    ["rejected and gone", "rejected", null, "rejected"],
  ] as const)("%s", (_, state, worth, expected) => {
    const standing =
      state === null ? null : { state, decidedUsd: state === "open" ? null : parseUsd("10"), isDoneWhenGone: false };
    expect(stateAfterLook(standing, worth === null ? null : parseUsd(worth))).toBe(expected);
  });

  it("does not bring up what was rejected at cents for some cents more", () => {
    expect(stateAfterLook({ state: "rejected", decidedUsd: parseUsd("0.1"), isDoneWhenGone: false }, parseUsd("1.09"))).toBe(
      "rejected",
    );
    expect(stateAfterLook({ state: "rejected", decidedUsd: parseUsd("0"), isDoneWhenGone: false }, parseUsd("0"))).toBe(
      "rejected",
    );
  });
});

it("takes an accepted one for done that is not found any more, where nothing else would show it", () => {
  const tidied = { state: "accepted", decidedUsd: parseUsd("10"), isDoneWhenGone: true } as const;
  expect(stateAfterLook(tidied, null)).toBe("closed");
  expect(stateAfterLook(tidied, parseUsd("10"))).toBe("accepted");
});

it("lets nobody decide on what no longer holds", () => {
  expect(decisionsOn("closed")).toEqual([]);
  expect(decisionsOn("open")).toContain("rejected");
});
