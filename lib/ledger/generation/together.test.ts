import { expect, it } from "vitest";
import { together } from "./together";

/** Work that waits until it is let go, and notes what it was given. */
function workshop(fails: (item: string) => boolean = () => false, { liesInItem = true, hands = 1 } = {}) {
  const rounds: string[][] = [];
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const take = together<string, string>(
    async (items) => {
      rounds.push([...items]);
      await gate;
      if (items.some(fails)) throw new Error("bad item");
      return items.map((item) => item.toUpperCase());
    },
    { heaviest: 3, hands, liesInItem: () => liesInItem },
  );
  return { rounds, open, take };
}

const tick = () => new Promise((resolve) => setImmediate(resolve));

it("works on what came at once together, as much as fits, each lane for itself", async () => {
  const { rounds, open, take } = workshop();
  const answers = [
    ...["a", "b", "c", "d", "e"].map((item) => take(item)),
    take("x", { lane: "other" }),
    take("f", { weight: 9 }),
  ];
  open();
  expect(await Promise.all(answers)).toEqual(["A", "B", "C", "D", "E", "X", "F"]);
  expect(rounds).toEqual([["a", "b", "c"], ["x"], ["d", "e"], ["f"]]);
});

it("begins as many rounds as it has hands, and works on what comes meanwhile together", async () => {
  const { rounds, open, take } = workshop(undefined, { hands: 2 });
  const answers = [];
  for (const item of ["a", "b", "c", "d"]) {
    answers.push(take(item));
    await tick();
    await tick();
  }
  expect(rounds).toEqual([["a"], ["b"]]);
  open();
  expect(await Promise.all(answers)).toEqual(["A", "B", "C", "D"]);
  expect(rounds).toEqual([["a"], ["b"], ["c", "d"]]);
});

it("lets the others through where one item is at fault", async () => {
  const { open, take } = workshop((item) => item === "c");
  const answers = ["a", "b", "c", "d"].map((item) => take(item).catch((error: Error) => error.message));
  open();
  expect(await Promise.all(answers)).toEqual(["A", "B", "bad item", "D"]);
});

it("fails all of them where none is, and works on for those who come later", async () => {
  const failures = { left: 1 };
  const { rounds, open, take } = workshop(() => failures.left-- > 0, { liesInItem: false });
  const answers = ["a", "b", "c"].map((item) => take(item).catch(() => "failed"));
  open();
  expect(await Promise.all(answers)).toEqual(["failed", "failed", "failed"]);
  expect(await take("d")).toBe("D");
  expect(rounds).toEqual([["a", "b", "c"], ["d"]]);
});
