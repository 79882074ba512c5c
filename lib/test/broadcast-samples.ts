/** Real Broadcast deliveries, and the means to change single things about them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const FIXTURES = join(import.meta.dirname, "..", "openrouter", "broadcast", "fixtures");

export type SampleName = "success" | "error" | "connection-test" | "synthetic-tags-cost-privacy";

interface Attribute {
  key: string;
  value: unknown;
}
interface Span {
  traceId: string;
  name: string;
  startTimeUnixNano: unknown;
  endTimeUnixNano: unknown;
  attributes: Attribute[];
}
export interface SampleDelivery {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { scope: { name: string }; spans: Span[] }[] }[];
}

export function sample(name: SampleName): SampleDelivery {
  return JSON.parse(readFileSync(join(FIXTURES, `broadcast-otlp-${name}.json`), "utf8"));
}

/** The span that holds tokens and cost. */
export function generationSpan(delivery: SampleDelivery): Span {
  const spans = delivery.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  const found = spans.find(({ attributes }) => attributes.some(({ key }) => key === "gen_ai.usage.total_cost")) ?? spans[0];
  if (!found) throw new Error("the delivery has no span");
  return found;
}

/** The same delivery with attributes of its generation set, or taken away where undefined. */
export function withAttributes(delivery: SampleDelivery, changes: Record<string, unknown>): SampleDelivery {
  const changed = structuredClone(delivery);
  const span = generationSpan(changed);
  span.attributes = [
    ...span.attributes.filter(({ key }) => !(key in changes)),
    ...Object.entries(changes).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }])),
  ];
  return changed;
}

/** The same delivery of another generation. */
export function withId(delivery: SampleDelivery, id: string): SampleDelivery {
  const known = /"gen-[0-9]+-[A-Za-z0-9]+/.exec(JSON.stringify(delivery))?.[0].slice(1);
  if (!known) throw new Error("the delivery names no generation");
  return JSON.parse(JSON.stringify(delivery).replaceAll(known, id));
}
