import type { BroadcastGeneration, RefusedGeneration } from "../../domain/broadcast/broadcast";
import { readGenerationSpan } from "./generation-span";
import { generationIdOf, isGeneration, isMarkedGeneration, spansOf } from "./spans";

export interface DecodedExport {
  generations: BroadcastGeneration[];
  refused: RefusedGeneration[];
  /** What was left out of generations that were taken, for whoever reads the answer. */
  remarks: string[];
}

/** A warning for each of a million generations helps nobody. */
const MOST_REMARKS = 20;

/** An id as an answer may repeat it. */
function shownId(id: string): string {
  if (id === "") return "a generation without an id";
  const seen = id.slice(0, 60).replace(/[^\x21-\x7e]/g, "\ufffd");
  return id.length > 60 ? `${seen}…` : seen;
}

/**
 * The generations of an ExportTraceServiceRequest in its JSON shape, one each, however many spans speak of it. Spans that
 * are none (attempts, moderation, test connections, other services' requests) are passed over. Never throws: a generation
 * that cannot be read is refused by name, the others are taken.
 */
export function decodeExport(request: unknown, now: Date): DecodedExport {
  const taken = new Map<string, { generation: BroadcastGeneration; marked: boolean }>();
  const refused: RefusedGeneration[] = [];
  const remarks: string[] = [];
  for (const found of spansOf(request)) {
    if (!isGeneration(found)) continue;
    const id = generationIdOf(found);
    if (id === null) continue;
    const marked = isMarkedGeneration(found.attributes);
    const known = taken.get(id);
    if (known && (known.marked || !marked)) continue;
    const read = readGenerationSpan(found, id, now);
    if ("problem" in read) {
      refused.push({ generation: shownId(id), reason: read.problem });
      continue;
    }
    taken.set(id, { generation: read.generation, marked });
    for (const remark of read.remarks) if (remarks.length < MOST_REMARKS) remarks.push(`${shownId(id)}: ${remark}`);
  }
  return { generations: [...taken.values()].map(({ generation }) => generation), refused, remarks };
}
