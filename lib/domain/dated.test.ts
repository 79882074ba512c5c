import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignFrom, type Dated, valueOn } from "./dated";
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
