import { describe, expect, it } from "vitest";
import type { BudgetStanding } from "../budget/status";
import { type Day, startOfDay } from "../day";
import { usedOfLimit } from "../key/limit";
import { parseUsd } from "../usd";
import { alertMessage, type ToldChange } from "./alert-message";
import { balanceSignal } from "./balance";
import { budgetSignals } from "./budget";
import { keyLimitSignal, keysWithoutLimitSignal } from "./keys";
import { DEFAULT_ALERT_SETTINGS, readAlertSettings, writeAlertSettings } from "./settings";
import { type AlertedSpike, spikeSignal } from "./spike";
import { broadcastSignal, channelSignal, reconciliationSignal, syncSignal } from "./trouble";

const TODAY = "2026-11-18" as Day;
const NOON = new Date(startOfDay(TODAY).getTime() + 12 * 3_600_000);
const hoursAgo = (hours: number) => new Date(NOON.getTime() - hours * 3_600_000);
const usd = parseUsd;

describe("usedOfLimit", () => {
  const limit = (reset: string | null, remaining: string | null, readAt: Date | null = hoursAgo(1)) => ({
    limitUsd: usd("100"),
    reset,
    remainingUsd: remaining === null ? null : usd(remaining),
    usageUsd: usd("5000"),
    readAt,
  });
  it.each([
    ["what is left of a daily limit", limit("daily", "20"), usd("80"), "2026-11-18"],
    ["what is left of a weekly limit, whose week began on Monday", limit("weekly", "20"), usd("80"), "2026-11-16"],
    ["what is left of a monthly limit", limit("monthly", "20"), usd("80"), "2026-11-01"],
    ["more than the limit, where it was overrun", limit("daily", "-5"), usd("105"), "2026-11-18"],
    ["lifetime usage for a limit that never resets", limit(null, null), usd("5000"), null],
    ["never lifetime usage for one that does", limit("daily", null), null, "2026-11-18"],
    ["nothing of yesterday's reading of a daily limit", limit("daily", "20", hoursAgo(13)), null, "2026-11-18"],
    ["yesterday's reading of a monthly limit", limit("monthly", "20", hoursAgo(13)), usd("80"), "2026-11-01"],
    ["nothing where it was never read", limit("daily", "20", null), null, "2026-11-18"],
  ])("takes %s", (_, one, usedUsd, period) => expect(usedOfLimit(one, NOON)).toEqual({ usedUsd, period }));

  it.each([
    ["79.999999999999", "ok", true],
    ["75", "ok", true],
    ["74.99", "ok", false],
    ["80", "warning", false],
    ["100", "exceeded", false],
  ])("of $100, $%s used is %s", (used, level, near) => {
    const key = {
      ...limit("daily", null),
      id: "k",
      name: "ci",
      remainingUsd: (usd("100") - usd(used)) as ReturnType<typeof usd>,
    };
    // What made the difference is asked of the limit's own day, against the days before.
    const compare = { before: { from: "2026-11-11", to: "2026-11-17" }, after: { from: TODAY, to: TODAY } };
    expect(keyLimitSignal(key, 80, NOON)).toMatchObject({ level, near, compare });
  });
});

it("tells of keys without a limit together, the dearest first", () => {
  const signal = keysWithoutLimitSignal([
    { id: "a", name: "ci", costUsd: usd("5") },
    { id: "b", name: "prod", costUsd: usd("95") },
  ]);
  expect(signal).toMatchObject({
    level: "warning",
    parts: [{ id: "a", words: "Key ci has no limit: $5.00 in 30 finished days" }, { id: "b" }],
    headline: "$100.00 in 30 finished days: 2 keys have no limit and may spend all credits",
  });
  expect(signal.facts[0]?.label).toBe("Key prod");
  expect(keysWithoutLimitSignal([]).level).toBe("ok");
  const many = Array.from({ length: 7 }, (_, index) => ({ id: `${index}`, name: `k${index}`, costUsd: usd(`${index}`) }));
  expect(keysWithoutLimitSignal(many).facts.at(-1)).toEqual({ label: "2 more keys", value: "$1.00 in 30 finished days" });
});

describe("budgetSignals", () => {
  const standing = (spent: string | null, changes: Partial<BudgetStanding> = {}): BudgetStanding => ({
    window: { from: "2026-11-01" as Day, to: "2026-11-30" as Day },
    amountUsd: usd("1000"),
    state: "ok",
    spentUsd: spent === null ? null : usd(spent),
    beyondBillUsd: usd("0"),
    todayUsd: usd("10"),
    unknownDays: 0,
    share: spent === null ? null : Number(spent) / 1000,
    elapsed: 0.6,
    evenUsd: usd("600"),
    pace: 1,
    leftUsd: null,
    leftPerDayUsd: null,
    projection: null,
    reachedOn: null,
    finality: "open",
    ...changes,
  });
  const budget = {
    id: "b",
    name: "Platform",
    kind: "budget" as const,
    per: "month" as const,
    filters: {},
    ownerEmail: "mei@acme.example",
  };
  const of = (found: BudgetStanding, per: "day" | "month" = "month") =>
    budgetSignals(
      { budget: { ...budget, per }, standing: found, dayAmountUsd: usd("45.45") },
      DEFAULT_ALERT_SETTINGS.budgets,
      TODAY,
    );
  const levels = (found: BudgetStanding, per?: "day") =>
    of(found, per).map(({ rule, level, step, near }) => [rule, level, step, near]);
  const expecting = (expected: string): Partial<BudgetStanding> => ({
    projection: { expectedUsd: usd(expected), runsOutOn: "2026-11-25" as Day } as BudgetStanding["projection"],
  });

  it.each([
    ["400", ["budget_threshold", "ok", 0, false]],
    ["460", ["budget_threshold", "ok", 0, true]],
    ["500", ["budget_threshold", "warning", 50, false]],
    ["799.99", ["budget_threshold", "warning", 50, false]],
    ["800", ["budget_threshold", "warning", 80, false]],
    ["1000", ["budget_threshold", "exceeded", 100, false]],
    [null, ["budget_threshold", "no_data", 0, false]],
  ])("of $1,000, $%s", (spent, expected) => expect(levels(standing(spent))[0]).toEqual(expected));

  it("says of a projection only what the threshold does not", () => {
    expect(levels(standing("600", expecting("1200")))[1]).toEqual(["budget_projected", "warning", 100, true]);
    expect(levels(standing("600", expecting("990")))[1]).toEqual(["budget_projected", "ok", 0, true]);
    expect(levels(standing("600", expecting("800")))[1]).toEqual(["budget_projected", "ok", 0, false]);
    expect(levels(standing("1200", expecting("1500")))[1]).toEqual(["budget_projected", "ok", 0, true]);
  });

  it("warns of a day above 120 % of the daily budget, of a budget per day by its thresholds", () => {
    expect(levels(standing("600", { todayUsd: usd("54.55") }))[2]).toEqual(["budget_pace", "warning", 120, true]);
    // Exactly 120 % of $45.45 is not above it.
    expect(levels(standing("600", { todayUsd: usd("54.54") }))[2]).toEqual(["budget_pace", "ok", 0, true]);
    expect(levels(standing("600"), "day")).toHaveLength(2);
  });
});

describe("balanceSignal", () => {
  const balance = (dollars: string, days: number | null, critical = false, now = NOON) =>
    balanceSignal(
      {
        connection: { id: "c", name: "Acme" },
        critical,
        balanceUsd: usd(dollars),
        readAt: NOON,
        runOut: { averageDayUsd: usd("10"), averageDaysLeft: days, runsOutOn: null },
      },
      { on: true, amountUsd: usd("50"), days: 3, criticalDays: 7 },
      now,
    );
  it.each([
    ["100", 10, false, "ok", false],
    ["100", 2.9, false, "warning", false],
    ["100", 3.2, false, "ok", true],
    ["100", 5, true, "warning", false],
    ["49.99", 30, false, "warning", false],
    ["52", 30, false, "ok", true],
    ["0", 0, false, "exceeded", false],
    ["-3", null, false, "exceeded", false],
  ])("of $%s for %s days, critical %s: %s", (dollars, days, critical, level, near) => {
    expect(balance(dollars, days, critical)).toMatchObject({ level, near });
  });

  it("is compared by week, to say who spent it", () => {
    const compare = { before: { from: "2026-11-05", to: "2026-11-11" }, after: { from: "2026-11-12", to: TODAY } };
    expect(balance("10", 1).compare).toEqual(compare);
  });

  it("that was not read for a day is not known, whatever it was", () => {
    const hoursOn = (hours: number) => new Date(NOON.getTime() + hours * 3_600_000);
    expect(balance("2", 0.1, false, hoursOn(24)).level).toBe("warning");
    expect(balance("2", 0.1, false, hoursOn(24.1)).level).toBe("no_data");
    expect(balance("5000", 90, false, hoursOn(24.1)).level).toBe("no_data");
  });
});

describe("spikeSignal", () => {
  const spike = (changes: Partial<AlertedSpike>) =>
    spikeSignal(
      {
        id: "s",
        resolution: "hour",
        filters: {},
        scopeLabels: [],
        from: hoursAgo(4),
        to: hoursAgo(1),
        actualUsd: usd("90"),
        usualUsd: usd("10"),
        severityUsd: usd("80"),
        driver: "Key ci made +$80.00.",
        openedAt: hoursAgo(3),
        closedAt: null,
        answer: null,
        ...changes,
      },
      TODAY,
      NOON,
    )?.level ?? null;
  it.each<[string, Partial<AlertedSpike>, string | null]>([
    ["that goes on", {}, "warning"],
    ["that is over", { closedAt: hoursAgo(0.5) }, "ok"],
    ["that was over before it was found", { openedAt: hoursAgo(0.5), closedAt: hoursAgo(0.5) }, "warning"],
    ["that somebody expected", { answer: "expected" }, "ok"],
    ["that somebody knows of, and that goes on", { answer: "acknowledged" }, "warning"],
    ["of long ago", { to: hoursAgo(25) }, null],
    ["of settled days, three days ago", { resolution: "day", to: hoursAgo(72) }, "warning"],
  ])("of one %s", (_, changes, level) => expect(spike(changes)).toBe(level));
});

describe("trouble", () => {
  const sync = (failing: number | null) =>
    syncSignal(
      {
        connectionId: "c",
        name: "Acme",
        failingSince: failing === null ? null : hoursAgo(failing),
        message: "No answer.",
        lastGoodAt: hoursAgo(30),
      },
      NOON,
    );
  it.each([
    [null, "ok", false],
    [1, "ok", true],
    [2, "warning", false],
    [24, "exceeded", false],
  ])("a sync that has failed for %s hours is %s", (hours, level, near) => expect(sync(hours)).toMatchObject({ level, near }));

  it.each([
    [19, 0, "ok"],
    [20, 0, "warning"],
    [0, 1, "warning"],
  ])("%i missed and %i refused deliveries are %s", (missed, refused, level) => {
    const health = { connectionId: "c", name: "Acme", lastReceivedAt: NOON, missed, refused, lastRefusal: null };
    expect(broadcastSignal(health).level).toBe(level);
  });

  it("a dead channel and books that do not balance say so", () => {
    expect(channelSignal({ channelId: "c", name: "Ops", isDead: true, reason: "It is gone." })).toMatchObject({
      level: "exceeded",
    });
    const off = { days: 2, firstDay: "2026-11-01" as Day, lastDay: "2026-11-03" as Day, differenceUsd: usd("1.5") };
    expect(reconciliationSignal(off, TODAY)).toMatchObject({
      level: "warning",
      headline: "$1.50 do not balance: 2 days do not agree with OpenRouter's figures",
    });
  });
});

describe("alertMessage", () => {
  const change = (changes: Partial<ToldChange>): ToldChange => ({
    id: "e",
    rule: "budget_threshold",
    name: "Budget Platform",
    change: "opened",
    level: "warning",
    step: 50,
    headline: "$500.00 of $1,000.00: budget Platform reached 50\u00a0%",
    facts: [{ label: "Spent", value: "$500.00" }],
    driver: "Key ci made +$400.00: 9 times as many requests.",
    link: { label: "Open the budget", path: "budgets/b" },
    data: {},
    ...changes,
  });
  const organization = { slug: "acme", name: "Acme" };

  it("tells what, by how much, what made the difference, and where to look; the worst first", () => {
    const worse = change({
      id: "f",
      level: "exceeded",
      step: 100,
      headline: "$1,000.00 of $1,000.00: budget Platform reached 100\u00a0%",
    });
    expect(alertMessage([change({}), worse], organization)).toMatchObject({
      title: worse.headline,
      lines: [change({}).headline, "What made the difference: Key ci made +$400.00: 9 times as many requests."],
      link: { path: "/acme/budgets/b" },
      event: { type: "alert.opened", data: { alerts: [{ id: "f" }, { id: "e" }] } },
    });
  });

  it("says of a recovery that it is one, without a driver, and keeps a title short and on one line", () => {
    const long = alertMessage([change({ change: "recovered", headline: `All\r\nwell ${"x".repeat(500)}` })], organization);
    expect(long.title).toMatch(/^Recovered: All well x+…$/);
    expect([...long.title]).toHaveLength(180);
    expect(long.lines).toEqual([]);
  });
});

describe("alert settings", () => {
  it("are read back as they were written", () => {
    expect(readAlertSettings(writeAlertSettings(DEFAULT_ALERT_SETTINGS))).toEqual(DEFAULT_ALERT_SETTINGS);
    const off = readAlertSettings({});
    expect(readAlertSettings(writeAlertSettings(off))).toEqual(off);
  });

  it.each([
    [{ thresholdsOn: "on", thresholds: "50, x" }, "A threshold must be"],
    [{ thresholdsOn: "on", thresholds: "0" }, "A threshold must be"],
    [{ thresholdsOn: "on", thresholds: "1 2 3 4 5 6 7 8 9 10 11" }, "more than ten"],
    [{ paceOn: "on", pacePercent: "99" }, "The pace must be"],
    [{ balanceAmount: "-5" }, "more than $0"],
    [{ balanceAmount: "99999999999999999999" }, "more than $0"],
    [{ nearOn: "on", nearPercent: "101" }, "The share of a limit"],
    [{ balanceDays: "1.5" }, "Days of spend"],
  ])("refuse %j", (form, words) => expect(() => readAlertSettings(form)).toThrow(words));

  it("take thresholds in any order, each once", () => {
    expect(readAlertSettings({ thresholdsOn: "on", thresholds: "100 %, 50%; 50" }).budgets.thresholds).toEqual([50, 100]);
  });
});
