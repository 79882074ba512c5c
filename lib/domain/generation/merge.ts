import type { GenerationReport, GenerationSource } from "./generation";

/**
 * How reports of one request from several sources become one row. A field that a source does not tell never counts.
 * Of those that tell it the best-placed source wins; where one source tells two values (a charge settled later, a file
 * uploaded again), the greater. So the result is a maximum, and neither order nor repetition of reports can matter.
 *
 * That a source may restate a value downwards, and the greater one stays, is the price. The later word could win only if
 * reports said when they were true; none of OpenRouter's does (a log row and a delivery carry the request's time alone), and
 * the order in which they arrive is what must not matter. The books do not suffer: what was charged is the bill's word, whose
 * readings are dated and replace each other (billed_cells), and evidence above it stands as Difference.
 */
export const SOURCE_CODES = { log: 0, analytics: 1, broadcast: 2, client: 3 } as const satisfies Record<GenerationSource, number>;

export type MergedField = Exclude<keyof GenerationReport, "source" | "generationId"> | "connection";

type Precedence = readonly [GenerationSource, GenerationSource, GenerationSource, GenerationSource];

/** OpenRouter's exact figures first; the log's charge is cut to six decimals; a client may have miscounted. */
const EXACT: Precedence = ["analytics", "broadcast", "client", "log"];
/** What the application said of its own request, nearest to it first. */
const SAID: Precedence = ["client", "broadcast", "analytics", "log"];
/** OpenRouter's clock to the millisecond, then to what it groups by, then the application's. */
const CLOCK: Precedence = ["log", "analytics", "broadcast", "client"];

/** Best source first. The position of a field is where its source is kept (two bits each): add new ones at the end. */
export const FIELD_PRECEDENCE: readonly (readonly [MergedField, Precedence])[] = [
  ["connection", EXACT],
  ["createdAt", CLOCK],
  ["keyHash", EXACT],
  ["keyName", EXACT],
  ["model", EXACT],
  ["variant", EXACT],
  ["provider", EXACT],
  ["externalUser", SAID],
  ["member", EXACT],
  ["sessionId", SAID],
  ["app", EXACT],
  ["feature", SAID],
  ["tags", SAID],
  ["costUsd", EXACT],
  ["byokUsd", EXACT],
  ["promptTokens", EXACT],
  ["cachedTokens", EXACT],
  ["cacheWriteTokens", EXACT],
  ["completionTokens", EXACT],
  ["reasoningTokens", EXACT],
  ["streamed", EXACT],
  ["cancelled", EXACT],
  ["finishReason", EXACT],
  ["generationTimeMs", EXACT],
  ["firstTokenMs", EXACT],
];

/** The sources whose word on a field gives way to this one's. */
export function beatenBy(precedence: Precedence, source: GenerationSource): readonly GenerationSource[] {
  return precedence.slice(precedence.indexOf(source) + 1);
}

/** Which source told a stored field, from Generation.toldBy; it means nothing of a field that is null. */
export function tellerOf(toldBy: bigint, field: MergedField): GenerationSource {
  const place = FIELD_PRECEDENCE.findIndex(([name]) => name === field);
  const code = Number((toldBy >> BigInt(2 * place)) & 3n);
  const found = Object.entries(SOURCE_CODES).find(([, known]) => known === code);
  return (found?.[0] ?? "log") as GenerationSource;
}
