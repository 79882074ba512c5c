import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AlertSignal, type AlertState, close, decide, newsOfParts } from "./alert";

const START = new Date("2026-11-20T12:00:00Z");
const minutes = (count: number) => new Date(START.getTime() + count * 60_000);

function signal(changes: Partial<AlertSignal> = {}): AlertSignal {
  return {
    rule: "budget_threshold",
    subject: "b",
    name: "Platform",
    group: "budget b",
    level: "ok",
    step: 0,
    near: false,
    period: "2026-11",
    headline: "",
    facts: [],
    scope: {},
    link: { label: "", path: "" },
    compare: null,
    data: {},
    owners: [],
    ...changes,
  };
}

/** What a row of signals, a minute apart, tells. */
function story(signals: readonly Partial<AlertSignal>[], every = 1): (string | null)[] {
  let state: AlertState | null = null;
  return signals.map((changes, index) => {
    const decision = decide(state, signal(changes), minutes(index * every));
    state = decision.state;
    return decision.change;
  });
}

const ok = {};
const at = (step: number, changes: Partial<AlertSignal> = {}): Partial<AlertSignal> => ({
  level: step >= 100 ? "exceeded" : "warning",
  step,
  ...changes,
});

describe("decide", () => {
  it.each<[string, Partial<AlertSignal>[], (string | null)[]]>([
    ["says nothing while all is well", [ok, ok, ok], [null, null, null]],
    [
      "tells each threshold once, then nothing",
      [ok, at(50), at(50), at(80), at(80), at(100), at(100)],
      [null, "opened", null, "worse", null, "worse", null],
    ],
    ["tells a leap over several thresholds once", [ok, at(100), at(100)], [null, "opened", null]],
    [
      "does not tell what eases within the period, nor what comes back",
      [at(80), at(50), at(80), at(100), at(50), at(100)],
      ["opened", null, null, "worse", null, null],
    ],
    [
      "tells the recovery with the new period, once",
      [at(100), { period: "2026-12" }, { period: "2026-12" }],
      ["opened", "recovered", null],
    ],
    [
      "begins anew with the new period where trouble goes on",
      [at(100), at(50, { period: "2026-12" }), at(80, { period: "2026-12" })],
      ["opened", "opened", "worse"],
    ],
    [
      "keeps what it told through missing data",
      [at(80), { level: "no_data" }, at(80), { level: "no_data" }, ok],
      ["opened", null, null, null, "recovered"],
    ],
    [
      "does not recover while it is near",
      [at(80), { near: true }, at(80), { near: true }, ok],
      ["opened", null, null, null, "recovered"],
    ],
  ])("%s", (_, signals, expected) => expect(story(signals)).toEqual(expected));

  it("tells of each part once: of one that takes another's place too, and names it", () => {
    const keys = (...ids: string[]) => {
      const parts = ids.map((id) => ({ id, words: `Key ${id}` }));
      const level = ids.length > 0 ? ("warning" as const) : ("ok" as const);
      return signal({ rule: "keys_without_limit", period: null, level, parts });
    };
    const days = [
      keys("a", "b"),
      keys("a", "b"),
      keys("a"),
      keys("a", "c"),
      keys("a", "c", "d", "e", "f", "g"),
      keys("a"),
      keys(),
    ];
    let state: AlertState | null = null;
    const told = days.map((day, index) => {
      const news = newsOfParts(state, day);
      const decision = decide(state, day, minutes(index));
      state = decision.state;
      return [decision.change, news];
    });
    expect(told).toEqual([
      ["opened", "Key a; Key b."],
      [null, null],
      [null, null],
      ["worse", "Key c."],
      ["worse", "Key d; Key e; Key f; and 1 more."],
      [null, null],
      ["recovered", null],
    ]);
  });

  it("waits an hour before it tells a recovery of what comes and goes", () => {
    const pace = (changes: Partial<AlertSignal>) => ({ rule: "budget_pace" as const, period: "2026-11-20", ...changes });
    const signals = [at(120), ok, at(120), ok, ok, ok].map(pace);
    expect(story(signals, 31)).toEqual(["opened", null, null, null, null, "recovered"]);
  });

  it("puts off what a snooze covers and tells it once afterwards", () => {
    const opened = decide(null, signal(at(80)), START).state;
    const snoozed: AlertState = { ...opened, snoozedUntil: minutes(60) };
    const worse = decide(snoozed, signal(at(100)), minutes(10));
    expect(worse).toMatchObject({ change: null, state: { level: "exceeded" } });
    expect(decide(worse.state, signal(at(100)), minutes(60)).change).toBe("worse");
    const well = decide(worse.state, signal(ok), minutes(20));
    expect(well).toMatchObject({ change: null, state: { level: "warning" } });
    expect(decide(well.state, signal(ok), minutes(61)).change).toBe("recovered");
  });

  it("decides the same again where what it decided was lost", () => {
    const state = decide(null, signal(at(50)), START).state;
    expect(decide(state, signal(at(80)), minutes(1))).toEqual(decide(state, signal(at(80)), minutes(1)));
  });

  it("never tells the same threshold of a period twice, and a recovery only after trouble, whatever comes", () => {
    const drawn = fc.record({
      level: fc.constantFrom("ok", "warning", "exceeded", "no_data" as const),
      step: fc.constantFrom(50, 80, 100),
      near: fc.boolean(),
      gap: fc.integer({ min: 1, max: 90 }),
      next: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(drawn, { maxLength: 60 }),
        fc.constantFrom("budget_threshold", "budget_pace" as const),
        (signals, rule) => {
          let [state, time, period]: [AlertState | null, number, number] = [null, 0, 0];
          let open = false;
          const told = new Set<string>();
          for (const one of signals) {
            if (one.next) period += 1;
            time += one.gap;
            const level = one.level as AlertSignal["level"];
            const step = level === "exceeded" ? 100 : one.step === 100 ? 80 : one.step;
            const given = signal({ rule, level, step, near: one.near && level === "ok", period: String(period) });
            const { state: next, change } = decide(state, given, minutes(time));
            state = next;
            if (change === "recovered") {
              expect(open).toBe(true);
              open = false;
              told.clear();
            } else if (change !== null) {
              const name = `${period} ${level} ${step}`;
              expect(told.has(name)).toBe(false);
              told.add(name);
              open = true;
            }
          }
        },
      ),
    );
  });
});

it("closes without a word what is watched no more", () => {
  expect(close(decide(null, signal(at(80)), START).state)).toBe("closed");
  expect(close(decide(null, signal(ok), START).state)).toBeNull();
});
