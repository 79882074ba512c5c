import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDay, startOfDay } from "../day";
import { FINALITIES } from "../finality";
import { parseUsd, sumUsd, type Usd, ZERO_USD } from "../usd";
import {
  CAUSES,
  type CauseKind,
  type DayToReconcile,
  type Deliveries,
  type DeliverySpan,
  deliveriesOn,
  reconcileDay,
  WARNING_KINDS,
} from "./reconciliation";
import { CAUSE_WORDS, WARNING_WORDS } from "./words";

const usd = parseUsd;
const DAY = parseDay("2026-11-10");
const SETTLED: DayToReconcile = {
  day: DAY,
  finality: "settled",
  books: "analytics",
  billedUsd: usd("10"),
  byokUsd: ZERO_USD,
  billedRequests: 5,
  explainedUsd: usd("10"),
  remainderUsd: ZERO_USD,
  differenceUsd: ZERO_USD,
  cutUsd: ZERO_USD,
  roundingUsd: ZERO_USD,
  unmatchedGenerations: 0,
  unmatchedUsd: ZERO_USD,
  rebuilding: false,
  linesUsd: usd("10"),
  totalsUsd: usd("10"),
  cellsUsd: usd("10"),
  readUsd: usd("10"),
  activityUsd: usd("10"),
  deliveries: "none",
  restatedByUsd: null,
};
const kindsOf = (change: Partial<DayToReconcile>) => {
  const { state, warnings, causes } = reconcileDay({ ...SETTLED, ...change });
  return { state, warnings: warnings.map(({ kind }) => kind), causes: causes.map(({ kind }) => kind) };
};
const left = { explainedUsd: usd("7"), remainderUsd: usd("3") };

describe("reconcileDay", () => {
  it("has nothing to say of a day that balances", () => {
    expect(reconcileDay(SETTLED)).toEqual({ state: "balanced", warnings: [], causes: [] });
  });

  it.each<[string, Partial<DayToReconcile>, string[]]>([
    ["lines that fall short by the last digit", { linesUsd: usd("9.999999999999"), totalsUsd: usd("9.999999999999") }, ["lines"]],
    ["totals that differ from the lines", { totalsUsd: usd("11") }, ["totals"]],
    ["a book that says something else", { billedUsd: usd("11"), explainedUsd: usd("11") }, ["book"]],
    ["cells that are not what was read", { cellsUsd: usd("12") }, ["cells"]],
    ["another total in /activity", { activityUsd: usd("10.01") }, ["activity"]],
    ["less in /activity", { activityUsd: ZERO_USD }, ["activity"]],
    [
      "lines of a log",
      { books: "log", cellsUsd: null, readUsd: null, activityUsd: null, linesUsd: usd("9") },
      ["lines", "totals"],
    ],
    [
      "everything at once",
      { linesUsd: usd("9"), cellsUsd: usd("12"), activityUsd: usd("8") },
      ["cells", "lines", "totals", "activity"],
    ],
  ])("warns of %s", (_name, change, warnings) => {
    expect(kindsOf(change)).toMatchObject({ state: "off", warnings });
  });

  it.each<[string, Partial<DayToReconcile>, string]>([
    ["a day that waits to be added up again", { rebuilding: true, linesUsd: ZERO_USD, totalsUsd: ZERO_USD }, "rebuilding"],
    ["last digits of /activity", { activityUsd: usd("10.000000000005") }, "balanced"],
    ["/activity of a day that may still settle", { activityUsd: usd("9"), finality: "provisional" }, "balanced"],
    ["/activity of today", { activityUsd: usd("1"), finality: "open" }, "balanced"],
    ["/activity that is not known", { activityUsd: null }, "balanced"],
    ["a remainder, however large", { explainedUsd: ZERO_USD, remainderUsd: usd("10") }, "balanced"],
  ])("does not warn of %s", (_name, change, state) => {
    expect(kindsOf(change)).toMatchObject({ state, warnings: [] });
  });

  it.each<[string, Partial<DayToReconcile>, CauseKind[]]>([
    ["what is not known today", { ...left, finality: "open", deliveries: "sampled" }, ["today_open"]],
    ["what no source tells", { ...left }, ["not_told"]],
    ["what was sampled away", { ...left, deliveries: "sampled" }, ["sampling"]],
    ["what was filtered away", { ...left, deliveries: "filtered" }, ["filters"]],
    ["what came before Broadcast", { ...left, deliveries: "began" }, ["broadcast_began"]],
    ["what never arrived", { ...left, deliveries: "all" }, ["deliveries_lost"]],
    [
      "costs cut to micro-dollars",
      { explainedUsd: usd("9.9999995"), differenceUsd: usd("0.0000005"), cutUsd: usd("0.0000005") },
      ["log_cut"],
    ],
    [
      "last digits",
      { explainedUsd: usd("9.999999999999"), differenceUsd: usd("0.000000000001"), roundingUsd: usd("0.000000000001") },
      ["rounding"],
    ],
    ["requests beyond the bill", { explainedUsd: usd("12"), differenceUsd: usd("-2") }, ["evidence_exceeds_bill"]],
    ["requests kept out of the books", { unmatchedGenerations: 2, unmatchedUsd: usd("1") }, ["unmatched"]],
    ["requests kept out whose cost is unknown", { unmatchedGenerations: 2 }, ["unmatched"]],
    ["what own providers charge", { byokUsd: usd("4") }, ["byok"]],
    ["a day that was restated", { finality: "restated", restatedByUsd: usd("-1") }, ["late_settlement"]],
    ["a day that settles", { finality: "provisional", activityUsd: usd("9") }, ["late_settlement"]],
  ])("names %s", (_name, change, causes) => {
    expect(kindsOf(change).causes).toEqual(causes);
  });

  const amount = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }).map((units) => units as Usd);
  const positive = amount.map((units) => (units < 0n ? -units : units) as Usd);
  const maybe = (units: fc.Arbitrary<Usd>) => fc.option(units, { nil: null });
  const anyDay: fc.Arbitrary<DayToReconcile> = fc
    .record({
      finality: fc.constantFrom(...FINALITIES),
      deliveries: fc.constantFrom<Deliveries>("none", "began", "sampled", "filtered", "all"),
      explainedUsd: positive,
      remainderUsd: positive,
      differenceUsd: amount,
      cutUsd: positive,
      roundingUsd: amount,
      byokUsd: positive,
      unmatchedUsd: positive,
      unmatchedGenerations: fc.nat({ max: 3 }),
      activityUsd: maybe(positive),
      restatedByUsd: maybe(amount),
      rebuilding: fc.boolean(),
    })
    .map((drawn) => {
      const billedUsd = sumUsd([drawn.explainedUsd, drawn.remainderUsd, drawn.differenceUsd]);
      return {
        ...SETTLED,
        ...drawn,
        billedUsd,
        linesUsd: billedUsd,
        totalsUsd: billedUsd,
        cellsUsd: billedUsd,
        readUsd: billedUsd,
      };
    });

  it("names causes that add up to the remainder and to the difference, to the last digit", () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const { causes } = reconcileDay(day);
        const sumOf = (part: string) =>
          sumUsd(causes.flatMap((cause) => (cause.part === part && cause.usd !== null ? [cause.usd] : [])));
        expect(sumOf("remainder")).toBe(day.remainderUsd);
        expect(sumOf("difference")).toBe(day.differenceUsd);
        expect(causes.every(({ usd: named }) => named !== ZERO_USD)).toBe(true);
        expect(new Set(causes.map(({ kind }) => kind)).size).toBe(causes.length);
      }),
    );
  });

  it("warns of every change of a single sum, whatever else is true of the day", () => {
    const sums = fc.constantFrom<"linesUsd" | "totalsUsd" | "cellsUsd">("linesUsd", "totalsUsd", "cellsUsd");
    fc.assert(
      fc.property(anyDay, sums, amount, (day, sum, by) => {
        fc.pre(by !== ZERO_USD && !day.rebuilding);
        expect(reconcileDay({ ...day, [sum]: ((day[sum] ?? 0n) + by) as Usd }).state).toBe("off");
        const { activityUsd } = day;
        expect(reconcileDay({ ...day, activityUsd: activityUsd === null ? null : day.billedUsd }).warnings).toEqual([]);
      }),
    );
  });
});

describe("deliveriesOn", () => {
  const START = startOfDay(DAY);
  const at = (hours: number) => new Date(START.getTime() + hours * 3_600_000);
  const span = (change: Partial<DeliverySpan>): DeliverySpan => ({
    listening: true,
    samplingRate: 1,
    filtered: false,
    from: at(-100),
    to: null,
    ...change,
  });
  it.each<[string, DeliverySpan[], Deliveries]>([
    ["nothing set up", [], "none"],
    ["all day", [span({})], "all"],
    ["exactly the day", [span({ from: START, to: at(24) })], "all"],
    ["from noon on", [span({ from: at(12) })], "began"],
    ["until noon", [span({ to: at(12) })], "began"],
    ["before the day", [span({ to: START })], "none"],
    ["after the day", [span({ from: at(24) })], "none"],
    ["switched off", [span({ listening: false })], "none"],
    ["sampled", [span({ samplingRate: 0.5 })], "sampled"],
    ["filtered", [span({ filtered: true })], "filtered"],
    ["sampled until it was repaired at noon", [span({ samplingRate: 0.5, to: at(12) }), span({ from: at(12) })], "sampled"],
    ["one workspace sampled, one whole", [span({}), span({ samplingRate: 0.5 })], "sampled"],
  ])("%s: %s", (_name, spans, deliveries) => {
    expect(deliveriesOn(spans, START)).toBe(deliveries);
  });
});

it("has words for every cause and warning, with what to do", () => {
  const words = [...CAUSES.map((kind) => CAUSE_WORDS[kind]), ...WARNING_KINDS.map((kind) => WARNING_WORDS[kind])];
  expect(words.every(({ title, means, todo }) => title.length > 5 && means.endsWith(".") && todo.endsWith("."))).toBe(true);
  expect(new Set(words.map(({ title }) => title)).size).toBe(words.length);
});
