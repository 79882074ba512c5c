import { Lock, RotateCcw } from "lucide-react";
import type { Finality } from "@/lib/domain/finality";

const WORDS: Record<Finality, { label: string; means: string; look: string }> = {
  open: {
    label: "Open",
    means: "Today is still running: figures grow until the day ends (UTC).",
    look: "border-dotted border-control-line",
  },
  provisional: { label: "Provisional", means: "OpenRouter may still settle these figures.", look: "border-control-line" },
  restated: {
    label: "Restated",
    means: "OpenRouter changed figures after they were settled.",
    look: "border-transparent bg-sunken",
  },
  settled: { label: "Settled", means: "OpenRouter's final figures.", look: "border-transparent bg-sunken" },
  closed: {
    label: "Closed",
    means: "Finance closed the month; these figures do not change.",
    look: "border-transparent bg-sunken",
  },
};

/** How final the figures beside it are; null: there are no figures, so it shows nothing. */
export function FinalityBadge({ finality }: { finality: Finality | null }) {
  if (!finality) return null;
  const { label, means, look } = WORDS[finality];
  return (
    <span
      title={means}
      className={`inline-flex items-center gap-1 rounded border px-1.5 text-xs leading-5 font-medium whitespace-nowrap text-muted ${look}`}
    >
      {finality === "closed" && <Lock aria-hidden size={11} />}
      {finality === "restated" && <RotateCcw aria-hidden size={11} />}
      {label}
    </span>
  );
}
