import { describe, expect, it } from "vitest";
import { parseUsd } from "../usd";
import { addCoverage, type Coverage, coverageShares, NO_COVERAGE } from "./coverage";

function of(billed: string, developer: string, feature: string, requests: string): Coverage {
  const [billedUsd, developerUsd, featureUsd, requestsUsd] = [billed, developer, feature, requests].map(parseUsd) as [
    Coverage["billedUsd"],
    Coverage["developerUsd"],
    Coverage["featureUsd"],
    Coverage["requestsUsd"],
  ];
  return { billedUsd, developerUsd, featureUsd, requestsUsd };
}

describe("coverageShares", () => {
  it.each<[string, Coverage, number | null, number | null, number | null]>([
    ["nothing billed is unknown, not zero", of("0", "0", "0", "0"), null, null, null],
    ["everything known", of("10", "10", "10", "10"), 1, 1, 1],
    ["nothing known", of("10", "0", "0", "0"), 0, 0, 0],
    ["each on its own", of("10", "7", "2.5", "7"), 0.7, 0.25, 0.7],
    ["requests for more than was billed cover it once", of("10", "12", "12", "10"), 1, 1, 1],
    ["a bill below zero is no whole", of("-1", "2", "0", "0"), null, null, null],
  ])("%s", (_name, figures, developer, feature, requests) => {
    expect(coverageShares(figures)).toEqual({ developer, feature, requests });
  });

  it("adds up figure by figure, never share by share", () => {
    const sum = addCoverage(addCoverage(NO_COVERAGE, of("1", "1", "0", "1")), of("9", "0", "9", "0"));
    expect(coverageShares(sum)).toEqual({ developer: 0.1, feature: 0.9, requests: 0.1 });
  });
});
