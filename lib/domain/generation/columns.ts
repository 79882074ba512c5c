/**
 * A file of single requests has these columns: what sources told of each, as they told it. Whom a request is charged to is
 * in the books, not here: a rule may split it.
 */
export const GENERATION_FILE_COLUMNS = [
  "generationId",
  "createdAt",
  "connectionId",
  "keyId",
  "key",
  "model",
  "variant",
  "provider",
  "user",
  "member",
  "session",
  "app",
  "feature",
  "tags",
  "costUsd",
  "byokUsd",
  "promptTokens",
  "cachedTokens",
  "cacheWriteTokens",
  "completionTokens",
  "reasoningTokens",
  "streamed",
  "cancelled",
  "finishReason",
  "generationTimeMs",
  "firstTokenMs",
  "sources",
] as const;
