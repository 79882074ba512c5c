import type { Generation } from "../account/generation";

/** Each maker's own word for how an answer ended. */
const WORDS: Record<string, Partial<Record<string, string>>> = {
  anthropic: { stop: "end_turn", length: "max_tokens", tool_calls: "tool_use" },
  openai: { stop: "completed", length: "max_output_tokens", tool_calls: "completed" },
  google: { stop: "STOP", length: "MAX_TOKENS", tool_calls: "STOP" },
};

export function nativeFinishReason(generation: Generation): string | null {
  const { finishReason, model } = generation;
  if (finishReason === null) return null;
  return WORDS[model.id.slice(0, model.id.indexOf("/"))]?.[finishReason] ?? finishReason;
}
