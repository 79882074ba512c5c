import { type Attributes, attributesOf, fieldsOf, listOf, scalarOf } from "./attributes";

/** A span with what stands around it. */
export interface FoundSpan {
  span: Record<string, unknown>;
  attributes: Attributes;
  /** The generation id that the resource gives all of its spans. */
  resourceId: string | undefined;
  /**
   * Whether OpenRouter made the span, and not somebody's own instrumentation. A relay may leave only one of the marks.
   */
  isOpenRouters: boolean;
}

const MARK = "openrouter";

/** Every span of an export, in the order it has them. */
export function* spansOf(request: unknown): Generator<FoundSpan> {
  for (const resourceSpans of listOf(fieldsOf(request).resourceSpans).map(fieldsOf)) {
    const resource = attributesOf(resourceSpans.resource);
    const resourceId = scalarOf(resource.get("openrouter.trace.id"));
    const ofOpenRouter = scalarOf(resource.get("service.name")) === MARK;
    for (const scopeSpans of listOf(resourceSpans.scopeSpans).map(fieldsOf)) {
      const inScope = ofOpenRouter || fieldsOf(scopeSpans.scope).name === MARK;
      for (const span of listOf(scopeSpans.spans).map(fieldsOf)) {
        const attributes = attributesOf(span);
        const isOpenRouters = inScope || scalarOf(attributes.get("trace.metadata.openrouter.source")) === MARK;
        yield { span, attributes, resourceId: resourceId === undefined ? undefined : String(resourceId), isOpenRouters };
      }
    }
  }
}

/** The name that OpenRouter's "Send test trace" gives its made-up generation. */
const CANNED_TRACE = "Test Trace - OpenRouter Observability";
/** The trace of "Test Connection". */
const TEST_TRACE_ID = "00000000000000000000000000000001";

/** A generation, by what it is or what it used: names and parents are the caller's to choose. */
export function isGeneration({ span, attributes }: FoundSpan): boolean {
  if (span.traceId === TEST_TRACE_ID || scalarOf(attributes.get("trace.name")) === CANNED_TRACE) return false;
  if (isMarkedGeneration(attributes)) return true;
  for (const key of attributes.keys()) if (key.startsWith("gen_ai.usage.")) return true;
  return false;
}

export function isMarkedGeneration(attributes: Attributes): boolean {
  return scalarOf(attributes.get("span.type")) === "generation";
}

/** Spans inside a generation carry its id with what they are. */
const PART_OF_GENERATION = /:(attempt-\d+|generation|moderation)$/;

/** The generation's id; empty where OpenRouter gave none; null where the request was not OpenRouter's. */
export function generationIdOf({ attributes, resourceId, isOpenRouters }: FoundSpan): string | null {
  const told = String(scalarOf(attributes.get("gen_ai.response.id")) ?? resourceId ?? "");
  const id = told.replace(PART_OF_GENERATION, "");
  return isOpenRouters || id.startsWith("gen-") ? id : null;
}
