import { shareOf } from "../spend/change";
import { addUsd, type Usd, ZERO_USD } from "../usd";

/** How much of what was billed can be told apart, in dollars. */
export interface Coverage {
  billedUsd: Usd;
  /** Spend that has a developer. */
  developerUsd: Usd;
  /** Spend that has a feature. */
  featureUsd: Usd;
  /** Spend whose single requests are known: what is billed without the remainder. */
  requestsUsd: Usd;
}

/** Of what was billed, 0 to 1; null where nothing was. */
export interface CoverageShares {
  developer: number | null;
  feature: number | null;
  requests: number | null;
}

export const NO_COVERAGE: Coverage = {
  billedUsd: ZERO_USD,
  developerUsd: ZERO_USD,
  featureUsd: ZERO_USD,
  requestsUsd: ZERO_USD,
};

export function addCoverage(a: Coverage, b: Coverage): Coverage {
  return {
    billedUsd: addUsd(a.billedUsd, b.billedUsd),
    developerUsd: addUsd(a.developerUsd, b.developerUsd),
    featureUsd: addUsd(a.featureUsd, b.featureUsd),
    requestsUsd: addUsd(a.requestsUsd, b.requestsUsd),
  };
}

/** Where requests are known for more than was billed, their developers have more than the bill: nothing is covered twice. */
function covered(part: Usd, whole: Usd): number | null {
  const share = shareOf(part, whole);
  return share === null ? null : Math.min(1, Math.max(0, share));
}

/** What share of the billed dollars is known each way. */
export function coverageShares({ billedUsd, developerUsd, featureUsd, requestsUsd }: Coverage): CoverageShares {
  return {
    developer: covered(developerUsd, billedUsd),
    feature: covered(featureUsd, billedUsd),
    requests: covered(requestsUsd, billedUsd),
  };
}
