import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Day } from "../day";
import { type NameHolder, nameOnDay, nameSpans } from "./names";

const at = (text: string) => new Date(`${text}Z`);
const held = (keyId: string, createdAt: string | null = null, goneAt: string | null = null): NameHolder => ({
  keyId,
  createdAt: createdAt === null ? null : at(createdAt),
  goneAt: goneAt === null ? null : at(goneAt),
});

/** What a name stands for at a moment. */
function on(holders: readonly NameHolder[], moment: string) {
  const time = at(moment);
  const found = nameSpans(holders).filter(
    (span) => (span.from === null || span.from <= time) && (span.to === null || time < span.to),
  );
  expect(found).toHaveLength(1);
  const [span] = found;
  return typeof span?.holders === "object" ? span.holders.keyId : span?.holders;
}

describe("nameSpans", () => {
  const first = held("first", "2026-02-01T10:30:00", "2026-05-01T00:00:00");
  const second = held("second", "2026-05-01T00:00:00");
  it.each([
    ["before any key had it", [first, second], "2026-02-01T09:59:59", "none"],
    ["from the hour its key was made in", [first, second], "2026-02-01T10:00:00", "first"],
    ["until its key is gone", [first, second], "2026-04-30T23:59:59", "first"],
    ["from the moment another follows", [first, second], "2026-05-01T00:00:00", "second"],
    ["while two keys share it", [first, held("twin", "2026-03-15T08:00:00")], "2026-03-15T08:00:00", "several"],
    ["for a key of unknown age, always", [held("old")], "1999-01-01T00:00:00", "old"],
    ["for nobody, never", [], "2026-01-01T00:00:00", "none"],
  ])("says what a name stands for %s", (_, holders, moment, expected) => {
    expect(on(holders, moment)).toBe(expected);
  });

  const holder = fc.record({ from: fc.option(fc.nat(50)), to: fc.option(fc.nat(50)) }).map(({ from, to }) => ({
    createdAt: from === null ? null : new Date(from * 3_600_000),
    goneAt: to === null ? null : new Date(to * 3_600_000),
  }));
  it("covers all of time once, in order, whatever the keys' lives", () => {
    fc.assert(
      fc.property(fc.array(holder, { maxLength: 6 }), (lives) => {
        const spans = nameSpans(lives.map((life, index) => ({ ...life, keyId: String(index) })));
        expect(spans[0]?.from).toBeNull();
        expect(spans.at(-1)?.to).toBeNull();
        for (const [index, span] of spans.entries()) {
          if (index === 0) continue;
          expect(span.from).toEqual(spans[index - 1]?.to);
          expect(span.from).not.toBeNull();
        }
      }),
    );
  });
});

describe("nameOnDay", () => {
  const day = "2026-05-01" as Day;
  it.each([
    ["the key that lived that day", [held("a", "2026-01-01T00:00:00")], "a"],
    ["one that was made in its last hour", [held("a", "2026-05-01T23:59:00")], "a"],
    ["one that went in its first hour", [held("a", null, "2026-05-01T00:30:00")], "a"],
    ["none that was made the day after", [held("a", "2026-05-02T00:00:00")], "none"],
    ["none that was gone when it began", [held("a", null, "2026-05-01T00:00:00")], "none"],
    [
      "several, when one followed another that day",
      [held("a", null, "2026-05-01T12:00:00"), held("b", "2026-05-01T12:00:00")],
      "several",
    ],
  ])("is %s", (_, holders, expected) => {
    const found = nameOnDay(holders, day);
    expect(typeof found === "object" ? found.keyId : found).toBe(expected);
  });
});
