import { Badge, type Tone } from "@/app/_components/badge";
import type { AlertLevel } from "@/lib/domain/alert/alert";
import { LEVEL_WORDS } from "@/lib/domain/alert/words";
import { formatInstant } from "@/lib/domain/format-day";

const TONES: Record<AlertLevel, Tone> = { ok: "good", warning: "warn", exceeded: "bad", no_data: "neutral" };

/** How an alert stands, and what people said of it. */
export function LevelBadge({
  level,
  acknowledgedBy = null,
  snoozedUntil = null,
}: {
  level: AlertLevel;
  acknowledgedBy?: string | null;
  snoozedUntil?: Date | null;
}) {
  return (
    <span className="inline-flex flex-wrap gap-1">
      <Badge tone={TONES[level]}>{LEVEL_WORDS[level]}</Badge>
      {acknowledgedBy && <Badge title={`by ${acknowledgedBy}`}>Acknowledged</Badge>}
      {snoozedUntil && <Badge title={`until ${formatInstant(snoozedUntil)}`}>Snoozed</Badge>}
    </span>
  );
}
