import { addFigures, type Figures } from "../figures";
import type { ChargeFacts } from "../rollup/charge";
import type { DraftLine, SpendLine } from "../rollup/line";
import { identityOf, LineSums, splitLine } from "../rollup/split";
import type { Usd } from "../usd";
import { RULE_THINGS, type RuleThing } from "./rule";

/** Spend of one day that another rule set charges to somebody or something else. Null: to none. */
export interface Move {
  thing: RuleThing;
  from: string | null;
  to: string | null;
  costUsd: Usd;
  byokUsd: Usd;
  requests: number;
}

export interface DayMoves {
  moves: Move[];
  /** Lines of which developer, team or feature changes. */
  lines: number;
}

type Whose = Pick<ChargeFacts, "teamOf" | "costCenterOf">;

const VALUE_OF = { developer: "developerId", team: "teamId", feature: "feature" } as const satisfies Record<
  RuleThing,
  keyof SpendLine
>;

const MOVED = ["costUsd", "byokUsd", "requests"] as const;
type Moved = (typeof MOVED)[number];

/** Moves added up, by thing, from and to. */
class MoveSums {
  readonly #sums = new Map<string, Move>();

  add(thing: RuleThing, from: string | null, to: string | null, figures: Partial<Record<Moved, bigint>>): void {
    const place = JSON.stringify([thing, from, to]);
    const sum = this.#sums.get(place) ?? { thing, from, to, costUsd: 0n as Usd, byokUsd: 0n as Usd, requests: 0 };
    sum.costUsd = (sum.costUsd + (figures.costUsd ?? 0n)) as Usd;
    sum.byokUsd = (sum.byokUsd + (figures.byokUsd ?? 0n)) as Usd;
    sum.requests += Number(figures.requests ?? 0n);
    this.#sums.set(place, sum);
  }

  all(): Move[] {
    return [...this.#sums.values()].filter((move) => move.costUsd !== 0n || move.byokUsd !== 0n || move.requests !== 0);
  }
}

function figureOf(line: Figures, figure: Moved): bigint {
  return BigInt(line[figure]);
}

function amountsOf(lines: readonly SpendLine[], thing: RuleThing, figure: Moved): Map<string | null, bigint> {
  const amounts = new Map<string | null, bigint>();
  for (const line of lines) {
    const value = line[VALUE_OF[thing]];
    amounts.set(value, (amounts.get(value) ?? 0n) + figureOf(line, figure));
  }
  return amounts;
}

const bySize = (a: [string | null, bigint], b: [string | null, bigint]) =>
  a[1] === b[1] ? ((a[0] ?? "") < (b[0] ?? "") ? -1 : 1) : a[1] > b[1] ? -1 : 1;

/** What each had before and does not keep goes to those who have more afterwards, the largest first. */
function transport(
  before: ReadonlyMap<string | null, bigint>,
  after: ReadonlyMap<string | null, bigint>,
  move: (from: string | null, to: string | null, amount: bigint) => void,
): void {
  const changes = [...new Set([...before.keys(), ...after.keys()])].map((value): [string | null, bigint] => [
    value,
    (after.get(value) ?? 0n) - (before.get(value) ?? 0n),
  ]);
  const gains = changes.filter(([, change]) => change > 0n).sort(bySize);
  const losses = changes
    .flatMap(([value, change]): [string | null, bigint][] => (change < 0n ? [[value, -change]] : []))
    .sort(bySize);
  for (const [from, lost] of losses) {
    let left = lost;
    for (const gain of gains) {
      const isEnough = gain[1] >= left;
      const amount = isEnough ? left : gain[1];
      if (amount === 0n) continue;
      move(from, gain[0], amount);
      gain[1] -= amount;
      left -= amount;
    }
  }
}

/** Lines of both rule sets that a split ties together: what they move can only be said of all of them at once. */
class TiedLines {
  readonly before = new LineSums();
  readonly after = new LineSums();
}

function differs(before: DraftLine, after: DraftLine, whose: Whose): boolean {
  if (!before.split && !after.split) return RULE_THINGS.some((thing) => before[VALUE_OF[thing]] !== after[VALUE_OF[thing]]);
  const wordsOf = (line: DraftLine) =>
    RULE_THINGS.map((thing) => line.split?.[thing]?.map(({ to, weight }) => [to, String(weight)]) ?? line[VALUE_OF[thing]]);
  if (JSON.stringify(wordsOf(before)) !== JSON.stringify(wordsOf(after))) return true;
  // The same developers, whose teams one rule set leaves to them and the other does not.
  const teams = (line: DraftLine) => splitLine(line, whose).map((part) => part.teamId);
  return JSON.stringify(teams(before)) !== JSON.stringify(teams(after));
}

/**
 * Compares a day under two rule sets, line by line. What it adds up to is exactly what the lines of one rebuild have
 * more or less than those of the other, for everybody and everything.
 */
export class MoveCounter {
  readonly #sums = new MoveSums();
  readonly #tied = new Map<string, TiedLines>();
  readonly #tieOf = new Map<string, string>();
  readonly #waiting = new Map<string, { before: DraftLine; after: DraftLine }>();
  #lines = 0;

  constructor(private readonly whose: Whose) {}

  /** The same spend as both have it; null on both sides for what the books leave out. */
  compare(before: DraftLine | null, after: DraftLine | null): void {
    if (!before || !after) return;
    if (differs(before, after, this.whose)) this.#lines += 1;
    if (before.split || after.split) {
      this.#tie(before, after);
      return;
    }
    for (const thing of RULE_THINGS) {
      const [from, to] = [before[VALUE_OF[thing]], after[VALUE_OF[thing]]];
      if (from === to) continue;
      const figures = Object.fromEntries(MOVED.map((figure) => [figure, figureOf(before, figure)]));
      this.#sums.add(thing, from, to, figures);
    }
  }

  close(): DayMoves {
    for (const { before, after } of this.#waiting.values()) {
      const root = this.#rootOf(`before ${identityOf(before)}`);
      const tied = this.#tied.get(root) ?? new TiedLines();
      tied.before.add(before);
      tied.after.add(after);
      this.#tied.set(root, tied);
    }
    for (const tied of this.#tied.values()) {
      const [before, after] = [tied.before, tied.after].map((sums) => sums.take().flatMap((line) => splitLine(line, this.whose)));
      for (const thing of RULE_THINGS) {
        for (const figure of MOVED) {
          transport(amountsOf(before ?? [], thing, figure), amountsOf(after ?? [], thing, figure), (from, to, amount) =>
            this.#sums.add(thing, from, to, { [figure]: amount }),
          );
        }
      }
    }
    return { moves: this.#sums.all(), lines: this.#lines };
  }

  /** Union of the two sides: whatever shares a line on either side belongs together. */
  #tie(before: DraftLine, after: DraftLine): void {
    const [here, there] = [`before ${identityOf(before)}`, `after ${identityOf(after)}`];
    const [one, other] = [this.#rootOf(here), this.#rootOf(there)];
    if (one !== other) this.#tieOf.set(one, other);
    const known = this.#waiting.get(here + there);
    const sum = known ? addFigures(known.before, before) : {};
    this.#waiting.set(here + there, { before: { ...before, ...sum }, after: { ...after, ...sum } });
  }

  #rootOf(side: string): string {
    let root = side;
    for (let next = this.#tieOf.get(root); next !== undefined; next = this.#tieOf.get(root)) root = next;
    if (root !== side) this.#tieOf.set(side, root);
    return root;
  }
}

/** Moves of several days added up, the most dollars first. */
export function sumMoves(all: Iterable<Move>): Move[] {
  const sums = new MoveSums();
  for (const { thing, from, to, costUsd, byokUsd, requests } of all) {
    sums.add(thing, from, to, { costUsd, byokUsd, requests: BigInt(requests) });
  }
  return sums.all().sort((a, b) => (a.costUsd === b.costUsd ? b.requests - a.requests : a.costUsd > b.costUsd ? -1 : 1));
}
