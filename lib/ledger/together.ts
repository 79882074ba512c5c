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
  /** Does this failure lie in what was given, so that the others go through without the item that caused it? */
  liesInItem: (error: unknown) => boolean;
}

/**
 * Makes a function that does `work` for one item and resolves when it is done. Items of one lane that come while others
 * are being worked on wait, and are then worked on together: nobody gets an answer that was begun before he asked. Where
 * work fails for a reason that lies in an item, each half is tried for itself; for any other reason all of them fail.
 */
export function together<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
  { heaviest, liesInItem }: TogetherOptions,
): (item: Item, options?: { lane?: string; weight?: number }) => Promise<Result> {
  const lanes = new Map<string, Waiting<Item, Result>[]>();

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

  async function run(lane: string, waiting: Waiting<Item, Result>[]): Promise<void> {
    while (waiting.length > 0) await settle(next(waiting));
    lanes.delete(lane);
  }

  return (item, { lane = "", weight = 1 } = {}) =>
    new Promise((done, failed) => {
      const entry = { item, weight, done, failed };
      const waiting = lanes.get(lane);
      if (waiting) {
        waiting.push(entry);
        return;
      }
      const started = [entry];
      lanes.set(lane, started);
      void run(lane, started);
    });
}
