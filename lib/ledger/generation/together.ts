/** Many small pieces of work that one statement or one commit does as well as each its own. */

interface Waiting<Item, Result> {
  item: Item;
  weight: number;
  done: (result: Result) => void;
  failed: (error: unknown) => void;
}

interface TogetherOptions {
  /** Most weight at once; a single item may weigh more. */
  heaviest: number;
  /** How often the items of a lane are worked on at a time, so that some are made ready while others are stored. */
  hands?: number;
  /** Does this failure lie in what was given, so that the others go through without the item that caused it? */
  liesInItem: (error: unknown) => boolean;
}

interface Lane<Item, Result> {
  waiting: Waiting<Item, Result>[];
  busy: number;
  /** Is the next round about to begin? */
  called: boolean;
}

/**
 * Makes a function that does `work` for one item and resolves when it is done. Items of one lane that come at once, or
 * while others are being worked on, are worked on together: nobody gets an answer that was begun before he asked. Where
 * work fails for a reason that lies in an item, each half is tried for itself; for any other reason all of them fail.
 */
export function together<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
  { heaviest, hands = 1, liesInItem }: TogetherOptions,
): (item: Item, options?: { lane?: string; weight?: number }) => Promise<Result> {
  const lanes = new Map<string, Lane<Item, Result>>();

  async function settle(entries: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await work(entries.map(({ item }) => item));
      entries.forEach((entry, index) => {
        entry.done(results[index] as Result);
      });
    } catch (error) {
      if (entries.length === 1 || !liesInItem(error)) {
        for (const entry of entries) entry.failed(error);
        return;
      }
      const middle = Math.ceil(entries.length / 2);
      await settle(entries.slice(0, middle));
      await settle(entries.slice(middle));
    }
  }

  function next(waiting: Waiting<Item, Result>[]): Waiting<Item, Result>[] {
    let [weight, count] = [0, 0];
    for (const entry of waiting) {
      weight += entry.weight;
      if (count > 0 && weight > heaviest) break;
      count += 1;
    }
    return waiting.splice(0, count);
  }

  async function round(name: string, lane: Lane<Item, Result>): Promise<void> {
    lane.called = false;
    lane.busy += 1;
    const entries = next(lane.waiting);
    if (lane.waiting.length > 0) call(name, lane);
    await settle(entries);
    lane.busy -= 1;
    if (lane.waiting.length > 0) call(name, lane);
    else if (lane.busy === 0 && !lane.called) lanes.delete(name);
  }

  function call(name: string, lane: Lane<Item, Result>): void {
    if (lane.called || lane.busy >= hands) return;
    lane.called = true;
    // What has arrived at the same time is read first.
    setImmediate(() => void round(name, lane));
  }

  return (item, { lane: name = "", weight = 1 } = {}) =>
    new Promise((done, failed) => {
      const lane: Lane<Item, Result> = lanes.get(name) ?? { waiting: [], busy: 0, called: false };
      lanes.set(name, lane);
      lane.waiting.push({ item, weight, done, failed });
      call(name, lane);
    });
}
