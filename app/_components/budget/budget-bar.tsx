import type { BudgetState } from "@/lib/domain/budget/status";
import { STATE_WORDS } from "@/lib/domain/budget/words";
import { Badge, type Tone } from "../badge";

const STATE_TONES: Record<BudgetState, Tone> = { ok: "good", warning: "warn", exceeded: "bad", no_data: "neutral" };

const FILLS: Record<BudgetState, string> = { ok: "bg-brand", warning: "bg-warn", exceeded: "bg-bad", no_data: "bg-line-strong" };

export function BudgetStateBadge({ state }: { state: BudgetState }) {
  return <Badge tone={STATE_TONES[state]}>{STATE_WORDS[state]}</Badge>;
}

/** Places on a bar, 0 to 1; beyond the amount the bar is rescaled so that the amount's mark stays inside. */
function places({ share, expectedShare, elapsed }: { share: number; expectedShare: number; elapsed: number }) {
  const end = Math.max(1, share, Math.min(expectedShare, 2));
  const at = (value: number) => `${Math.min(100, Math.max(0, (value / end) * 100)).toFixed(2)}%`;
  return { spent: at(share), expected: at(expectedShare), even: at(elapsed), amount: at(1) };
}

/** Spend against the amount: full is the amount; the tick is where an even pace would be now, the pale part what is expected. */
export function BudgetBar({
  state,
  share,
  expectedShare,
  elapsed,
  large = false,
}: {
  state: BudgetState;
  share: number | null;
  /** What the period is expected to end at, of the amount; null: not projected. */
  expectedShare: number | null;
  elapsed: number;
  large?: boolean;
}) {
  const spent = Math.max(0, share ?? 0);
  const at = places({ share: spent, expectedShare: Math.max(spent, expectedShare ?? 0), elapsed });
  const over = at.amount !== "100.00%";
  return (
    <span aria-hidden className={`relative block w-full ${large ? "h-4" : "h-2.5"}`}>
      <span className="absolute inset-0 overflow-hidden rounded-sm bg-sunken">
        {expectedShare !== null && (
          <span className={`absolute inset-y-0 left-0 opacity-30 ${FILLS[state]}`} style={{ width: at.expected }} />
        )}
        <span className={`absolute inset-y-0 left-0 ${FILLS[state]}`} style={{ width: at.spent }} />
      </span>
      {over && <span className="absolute -inset-y-0.5 border-l-2 border-ink" style={{ left: at.amount }} title="The budget" />}
      {elapsed < 1 && (
        <span
          className="absolute -inset-y-1 border-l-2 border-dotted border-ink/70"
          style={{ left: at.even }}
          title="An even pace would be here now"
        />
      )}
    </span>
  );
}
