import { Badge } from "@/app/_components/badge";
import type { SpikeAnswer } from "@/lib/domain/spike/spike";
import { ANSWER_WORDS } from "@/lib/domain/spike/words";

/** Whether it may go on, and what was said to it. */
export function SpikeState({ spike }: { spike: { closedAt: Date | null; answer: SpikeAnswer | null } }) {
  return (
    <span className="inline-flex flex-wrap gap-1">
      {spike.closedAt === null ? <Badge tone="warn">Goes on</Badge> : <Badge>Over</Badge>}
      {spike.answer && <Badge tone="good">{ANSWER_WORDS[spike.answer]}</Badge>}
    </span>
  );
}
