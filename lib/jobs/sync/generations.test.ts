import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, type Day, dayOf, startOfDay } from "../../domain/day";
import type { SyncCursor } from "../../ledger/sync/cursors";
import { generationSteps } from "./generations";

const NOW = new Date("2026-11-20T12:34:56Z");
const TODAY = dayOf(NOW);
const REACH = startOfDay(addDays(TODAY, -30));
const HOUR = 3_600_000;
const ago = (hours: number) => new Date(NOW.getTime() - hours * HOUR);
const day = (text: string) => text as Day;

/** So many requests in every hour. */
function steady(count: number): Map<number, number> {
  const hours = Math.ceil((NOW.getTime() - REACH.getTime()) / HOUR);
  return new Map(Array.from({ length: hours }, (_, hour) => [REACH.getTime() + hour * HOUR, count]));
}

const plan = (changes: Partial<Parameters<typeof generationSteps>[0]>, count = 500) =>
  generationSteps({ now: NOW, cursor: null, deep: false, changedDays: [], ...changes }, steady(count));

describe("generationSteps", () => {
  it("goes back 31 days on the first run, newest first", () => {
    const steps = plan({});
    expect(steps[0]?.window.to).toEqual(NOW);
    expect(steps.at(-1)?.window.from).toEqual(REACH);
    expect(steps.length).toBeGreaterThan(30);
    expect(steps.at(-1)?.cursor).toEqual({ reachedFrom: REACH, reachedTo: NOW, targetFrom: REACH });
  });

  it("reads two hours again when it runs hourly, three days when it runs daily", () => {
    const cursor = { reachedFrom: REACH, reachedTo: ago(1), targetFrom: REACH };
    expect(plan({ cursor })[0]?.window.from).toEqual(ago(3));
    expect(plan({ cursor, deep: true })[0]?.window.from).toEqual(startOfDay(day("2026-11-18")));
  });

  it("reads finished days again whose bill changed, without moving the cursor", () => {
    const cursor = { reachedFrom: startOfDay(day("2026-11-10")), reachedTo: ago(1), targetFrom: REACH };
    const changedDays = [day("2026-11-20"), day("2026-11-15"), day("2026-11-09")];
    const again = plan({ cursor, changedDays }, 10).filter((step) => step.cursor === null);
    expect(again.map((step) => [step.window.from, step.window.to])).toEqual([
      [startOfDay(day("2026-11-15")), startOfDay(day("2026-11-16"))],
    ]);
  });

  it("leaves no gap and moves the cursor only over what was read, wherever a run was killed", () => {
    const instants = fc.integer({ min: 0, max: 45 * 24 }).map(ago);
    fc.assert(
      fc.property(instants, instants, fc.boolean(), fc.integer({ min: 0, max: 3_000 }), (a, b, deep, count) => {
        const [reachedFrom, reachedTo] = a < b ? [a, b] : [b, a];
        let cursor: SyncCursor = { reachedFrom, reachedTo, targetFrom: startOfDay(addDays(dayOf(reachedTo), -30)) };
        for (const step of plan({ cursor, deep }, count)) {
          const next = step.cursor;
          if (next === null) continue;
          const { from, to } = step.window;
          const touches = from <= cursor.reachedTo && to >= cursor.reachedFrom;
          // Where the account no longer tells what lies between, the stream starts anew.
          if (!touches) expect(cursor.reachedTo < REACH && from >= REACH).toBe(true);
          const reach = touches
            ? { from: Math.min(+from, +cursor.reachedFrom), to: Math.max(+to, +cursor.reachedTo) }
            : { from: +from, to: +to };
          expect(+next.reachedFrom).toBeGreaterThanOrEqual(reach.from);
          expect(+next.reachedTo).toBeLessThanOrEqual(Math.max(reach.to, +cursor.reachedTo));
          cursor = next;
        }
        expect(cursor.reachedTo).toEqual(NOW);
        if (reachedTo >= REACH) expect(+cursor.reachedFrom).toBeLessThanOrEqual(Math.max(+cursor.targetFrom, +REACH));
      }),
    );
  });
});
