import type { Tone } from "@/app/_components/badge";
import { formatUsd } from "@/lib/domain/format";
import type { RecommendationState } from "@/lib/domain/recommendation/life";
import type { Outcome } from "@/lib/domain/recommendation/outcome";
import type { Confidence, DollarRange, RecommendationKind } from "@/lib/domain/recommendation/recommendation";

export const KIND_WORDS: Record<RecommendationKind, string> = {
  cheaper_model: "Cheaper model",
  cheaper_provider: "Cheaper provider",
  dear_routing: "Dear routing",
  unstable_prefix: "Unstable prefix",
  context_bloat: "Long contexts",
  retry_loop: "Retry loop",
  key_hygiene: "Key hygiene",
  retiring_model: "Retiring model",
  undercut_model: "Undercut model",
};

export const STATE_WORDS: Record<RecommendationState, { word: string; tone: Tone }> = {
  open: { word: "Open", tone: "brand" },
  trial: { word: "On trial", tone: "warn" },
  accepted: { word: "Accepted", tone: "good" },
  rejected: { word: "Rejected", tone: "neutral" },
  closed: { word: "No longer holds", tone: "neutral" },
};

export const CONFIDENCE_WORDS: Record<Confidence, string> = {
  high: "High confidence",
  medium: "Medium confidence",
  low: "Low confidence",
};

export const VERDICT_WORDS: Record<Outcome["verdict"], { word: string; tone: Tone; means: string }> = {
  waiting: { word: "Too early to tell", tone: "neutral", means: "Fewer than 50 requests were served as recommended." },
  saved: { word: "Saved", tone: "good", means: "Requests cost less than they would have unchanged, and less than before." },
  not_saved: { word: "Not saved", tone: "bad", means: "Requests did not get cheaper by it." },
};

/** `$12.00 to $40.00`; one amount where both ends look alike. */
export function rangeText({ low, high }: DollarRange): string {
  const [least, most] = [formatUsd(low), formatUsd(high)];
  return least === most ? least : `${least} to ${most}`;
}
