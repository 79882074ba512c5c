import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignBetween, assignFrom, type Dated, valueOn } from "./dated";
import { addDays, type Day, parseDay } from "./day";

const on = (text: string) => parseDay(`2026-${text}`);
const span = (value: string, from: string, to: string | null): Dated<string> => ({
  value,
  fromDay: on(from),
  toDay: to === null ? null : on(to),
});

describe("assignFrom", () => {
  const CASES: [name: string, before: Dated<string>[], from: string, value: string | null, after: Dated<string>[]][] = [
    ["the first word", [], "03-01", "ada", [span("ada", "03-01", null)]],
    ["a change", [span("ada", "01-01", null)], "03-01", "bob", [span("ada", "01-01", "03-01"), span("bob", "03-01", null)]],
    ["an end", [span("ada", "01-01", null)], "03-01", null, [span("ada", "01-01", "03-01")]],
    ["a correction of the same day", [span("ada", "01-01", null)], "01-01", "bob", [span("bob", "01-01", null)]],
    ["the same again", [span("ada", "01-01", null)], "03-01", "ada", [span("ada", "01-01", null)]],
    [
      "an earlier word keeps the later one",
      [span("ada", "05-01", null)],
      "03-01",
      "bob",
      [span("bob", "03-01", "05-01"), span("ada", "05-01", null)],
    ],
    [
      "an earlier word that agrees joins the later one",
      [span("ada", "05-01", null)],
      "03-01",
      "ada",
      [span("ada", "03-01", null)],
    ],
    [
      "a word in the middle reaches to the next change",
      [span("ada", "01-01", "06-01"), span("eve", "06-01", null)],
      "03-01",
      "bob",
      [span("ada", "01-01", "03-01"), span("bob", "03-01", "06-01"), span("eve", "06-01", null)],
    ],
    [
      "a word in the middle keeps a later gap",
      [span("ada", "01-01", "06-01")],
      "03-01",
      "bob",
      [span("ada", "01-01", "03-01"), span("bob", "03-01", "06-01")],
    ],
    [
      "a word in a gap",
      [span("ada", "01-01", "02-01"), span("eve", "06-01", null)],
      "03-01",
      null,
      [span("ada", "01-01", "02-01"), span("eve", "06-01", null)],
    ],
  ];
  it.each(CASES)("%s", (_, before, from, value, after) => expect(assignFrom(before, on(from), value)).toEqual(after));

  it("holds from that day, changes no day before, and never overlaps", () => {
    const start = parseDay("2026-01-01");
    const step = fc.tuple(fc.nat({ max: 40 }), fc.constantFrom("ada", "bob", null));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), step, (steps, [offset, value]) => {
        const before = steps.reduce((history, [at, who]) => assignFrom(history, addDays(start, at), who), [] as Dated<string>[]);
        const day: Day = addDays(start, offset);
        const after = assignFrom(before, day, value);
        expect(valueOn(after, day)).toBe(value);
        for (let at = 0; at < offset; at += 1)
          expect(valueOn(after, addDays(start, at))).toBe(valueOn(before, addDays(start, at)));
        for (const [index, one] of after.entries()) {
          expect(one.toDay === null || one.toDay > one.fromDay).toBe(true);
          const next = after[index + 1];
          if (next) expect(one.toDay !== null && one.toDay <= next.fromDay).toBe(true);
        }
        expect(assignFrom(after, day, value)).toEqual(after);
      }),
    );
  });
});

describe("assignBetween", () => {
  const ada = span("ada", "03-01", "05-01");
  const CASES: [
    name: string,
    before: Dated<string>[],
    said: [string, string, string],
    after: ReturnType<typeof assignBetween>,
  ][] = [
    ["the first word", [], ["ada", "03-01", "05-01"], { spans: [ada] }],
    ["before another", [ada], ["bob", "02-01", "03-01"], { spans: [span("bob", "02-01", "03-01"), ada] }],
    ["after another", [ada], ["bob", "05-01", "06-01"], { spans: [ada, span("bob", "05-01", "06-01")] }],
    ["a day too early", [ada], ["bob", "04-30", "06-01"], { overlap: ada }],
    ["a day too long", [ada], ["bob", "02-01", "03-02"], { overlap: ada }],
    ["within another", [ada], ["bob", "03-10", "03-11"], { overlap: ada }],
    ["around another", [ada], ["bob", "01-01", "12-01"], { overlap: ada }],
    ["into one that goes on", [span("ada", "03-01", null)], ["bob", "11-01", "12-01"], { overlap: span("ada", "03-01", null) }],
    ["longer than the same", [ada], ["ada", "04-01", "06-01"], { spans: [span("ada", "03-01", "06-01")] }],
    [
      "within the same that goes on",
      [span("ada", "03-01", null)],
      ["ada", "04-01", "06-01"],
      { spans: [span("ada", "03-01", null)] },
    ],
    [
      "between two of the same",
      [span("ada", "01-01", "02-01"), span("ada", "04-01", null)],
      ["ada", "02-01", "04-01"],
      { spans: [span("ada", "01-01", null)] },
    ],
  ];
  it.each(CASES)("%s", (_, before, [value, from, to], after) =>
    expect(assignBetween(before, { value, fromDay: on(from), toDay: on(to) })).toEqual(after),
  );

  it("changes these days alone, or nothing at all", () => {
    const start = parseDay("2026-01-01");
    const step = fc.tuple(fc.nat({ max: 30 }), fc.integer({ min: 1, max: 12 }), fc.constantFrom("ada", "bob"));
    const said = ([offset, length, value]: [number, number, string]) => ({
      value,
      fromDay: addDays(start, offset),
      toDay: addDays(start, offset + length),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), step, (steps, last) => {
        const before = steps.reduce((history, next) => {
          const answer = assignBetween(history, said(next));
          return "spans" in answer ? answer.spans : history;
        }, [] as Dated<string>[]);
        const word = said(last);
        const answer = assignBetween(before, word);
        const days = Array.from({ length: 45 }, (_, offset) => addDays(start, offset));
        const taken = days.filter((day) => day >= word.fromDay && day < word.toDay && valueOn(before, day) !== null);
        if ("overlap" in answer) {
          expect(taken.some((day) => valueOn(before, day) !== word.value)).toBe(true);
          return;
        }
        for (const day of days) {
          const within = day >= word.fromDay && day < word.toDay;
          expect(valueOn(answer.spans, day)).toBe(within ? word.value : valueOn(before, day));
        }
        for (const [index, one] of answer.spans.entries()) {
          const next = answer.spans[index + 1];
          if (next) expect(one.toDay !== null && one.toDay <= next.fromDay).toBe(true);
        }
      }),
    );
  });
});
