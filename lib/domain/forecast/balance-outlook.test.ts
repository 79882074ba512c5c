import { describe, expect, test } from "vitest";
import { addDays, parseDay, startOfDay } from "../day";
import { USUAL_CREDIT_FEE } from "../other-costs";
import { parseUsd, usdToApproximateNumber, ZERO_USD } from "../usd";
import { type AccountBalance, chargedFor, runOut, topUpUntil } from "./balance-outlook";

const TODAY = parseDay("2026-11-21");

/** Ten dollars on each of thirty days. */
function account(balance: string, more: Partial<AccountBalance> = {}): AccountBalance {
  const history = Array.from({ length: 30 }, (_, index) => ({ day: addDays(TODAY, index - 30), costUsd: parseUsd("10") }));
  return { balanceUsd: parseUsd(balance), readAt: startOfDay(TODAY), history, ...more };
}

describe("runOut", () => {
  test.each([
    ["95", 9, 9.5],
    ["100.5", 10, 10.05],
    ["9", 0, 0.9],
  ])("$%s at ten dollars a day last until day %d", (balance, days, left) => {
    const found = runOut(account(balance));
    expect(found?.runsOutOn).toBe(addDays(TODAY, days));
    expect(found?.averageDaysLeft).toBeCloseTo(left);
    expect((found?.earliest ?? "") <= (found?.runsOutOn ?? "")).toBe(true);
    expect((found?.latest ?? "9999-12-31") >= (found?.runsOutOn ?? "")).toBe(true);
  });

  test("of the day of the reading, what is left of it alone is still to be spent", () => {
    const late = new Date("2026-11-21T18:00:00Z");
    expect(runOut(account("9"))?.runsOutOn).toBe(TODAY);
    expect(runOut(account("9", { readAt: late }))?.runsOutOn).toBe(addDays(TODAY, 1));
    expect(runOut(account("13", { readAt: late }))?.runsOutOn).toBe(addDays(TODAY, 2));
  });

  test("a balance of nothing has run out, one that nobody uses does not", () => {
    expect(runOut(account("0"))?.runsOutOn).toBe(TODAY);
    const idle = account("50").history.map(({ day }) => ({ day, costUsd: ZERO_USD }));
    expect(runOut(account("50", { history: idle }))).toMatchObject({ runsOutOn: null, averageDaysLeft: null });
  });

  test("nothing is said where nothing is known", () => {
    expect(runOut(account("50", { history: [] }))).toBeNull();
    expect(topUpUntil(account("50", { history: [] }), TODAY, USUAL_CREDIT_FEE)).toBeNull();
  });
});

test("a top-up covers the expected spend, the safe one more, and its fee comes on top", () => {
  const topUp = topUpUntil(account("100"), addDays(TODAY, 29), USUAL_CREDIT_FEE);
  expect(usdToApproximateNumber(topUp?.creditsUsd ?? ZERO_USD)).toBeCloseTo(200, 3);
  expect((topUp?.safeCreditsUsd ?? 0n) >= (topUp?.creditsUsd ?? 0n)).toBe(true);
  expect(topUp && chargedFor(topUp) > topUp.safeCreditsUsd).toBe(true);
  expect(topUpUntil(account("5000"), addDays(TODAY, 29), USUAL_CREDIT_FEE)).toMatchObject({
    creditsUsd: ZERO_USD,
    feeUsd: ZERO_USD,
  });
  expect(topUpUntil(account("100"), addDays(TODAY, -1), USUAL_CREDIT_FEE)).toBeNull();
});
