import { addFigures, type Figures, subtractFigures, TOKEN_FIGURES } from "../figures";
import { textKey } from "../text-key";
import type { Usd } from "../usd";
import { saysNothing } from "./line";

/** What single requests say of themselves and no line of the books keeps apart. */
export interface Said {
  /** As the application wrote them. */
  tags: Readonly<Record<string, string>>;
  /** The request's `user`, as it was sent. */
  user: string | null;
}

/** Of requests that nothing is known of. */
export const SAYS_NOTHING: Said = { tags: {}, user: null };

/** A part of a line's figures, and what all its requests say alike. */
export interface ToldPart<Line> {
  line: Line;
  said: Said;
  figures: Figures;
}

interface Held {
  name: string;
  said: Said;
  figures: Figures;
}

interface Open<Line> {
  line: Line;
  left: Figures;
  /** The last part, which gets what is left over by rounding. */
  held: Held | null;
}

const less = (a: Usd, b: Usd): Usd => (a < b ? a : b);

/** As much of the figures as is left; figures that the line does not know stay unknown. */
function within(left: Figures, wanted: Figures): Figures {
  const given = {
    ...wanted,
    costUsd: less(wanted.costUsd, left.costUsd),
    byokUsd: less(wanted.byokUsd, left.byokUsd),
    requests: Math.min(wanted.requests, left.requests),
  };
  for (const figure of TOKEN_FIGURES) {
    const [most, asked] = [left[figure], wanted[figure]];
    given[figure] = most === null || asked === null ? null : Math.min(most, asked);
  }
  return given;
}

function without(left: Figures, given: Figures): Figures {
  const rest = subtractFigures(left, given);
  for (const figure of TOKEN_FIGURES) if (given[figure] === null) rest[figure] = left[figure];
  return rest;
}

const nameOf = ({ tags, user }: Said) => textKey(user, ...Object.entries(tags).flat());

/**
 * Lines of the books, taken apart by what their requests say: requests come one group after the other, and no more than
 * the lines and a part of each is kept. The parts of a line add up to it, figure by figure: no part takes more than is
 * left of the line, and what no request accounts for is a part that says nothing.
 */
export class ToldLines<Line extends Figures> {
  readonly #open: Map<string, Open<Line>>;

  /** By a name that tells lines apart. */
  constructor(lines: Iterable<readonly [name: string, line: Line]>) {
    this.#open = new Map([...lines].map(([name, line]) => [name, { line, left: line, held: null }]));
  }

  /** A group of requests that stands in a line; the part before it, where that is complete. */
  take(lineName: string, said: Said, figures: Figures): ToldPart<Line> | null {
    const open = this.#open.get(lineName);
    if (!open) return null;
    const given = within(open.left, figures);
    if (saysNothing(given)) return null;
    open.left = without(open.left, given);
    const { line, held } = open;
    const name = nameOf(said);
    if (held?.name === name) {
      held.figures = addFigures(held.figures, given);
      return null;
    }
    open.held = { name, said, figures: given };
    return held && { line, said: held.said, figures: held.figures };
  }

  /** The last part of each line, and what is left of it. */
  *close(): Generator<ToldPart<Line>> {
    for (const { line, left, held } of this.#open.values()) {
      // A split rounds each part; with every request accounted for, what is left is no more than that.
      const isRounding = held !== null && left.requests === 0;
      if (held) yield { line, said: held.said, figures: isRounding ? addFigures(held.figures, left) : held.figures };
      if (!isRounding && (!held || !saysNothing(left))) yield { line, said: SAYS_NOTHING, figures: left };
    }
  }
}
