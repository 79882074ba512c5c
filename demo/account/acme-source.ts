import type { LineShare, Source } from "./cast";
import type { Line } from "./catalogue";
import { HABITS, type HabitName } from "./habits";

type SourceDraft = Partial<Omit<Source, "habit" | "mix">> &
  Pick<Source, "id" | "key" | "perDay"> & { habit: HabitName; mix: Mix };
export type Mix = Partial<Record<Line, number>>;

export function sharesOf(mix: Mix): LineShare[] {
  return Object.entries(mix).map(([line, weight]) => ({ line: line as Line, weight }));
}

/** A source with what is usual left out. */
export function source(draft: SourceDraft): Source {
  return {
    memberId: null,
    user: null,
    userShare: 1,
    app: null,
    feature: null,
    switch: null,
    runaway: null,
    from: null,
    until: null,
    byokShare: 0,
    waste: null,
    ...draft,
    habit: HABITS[draft.habit],
    mix: sharesOf(draft.mix),
  };
}
