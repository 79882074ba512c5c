import { z } from "zod";
import { type ListedModel, PriceList } from "../../domain/catalogue/price-list";
import { WaybillError } from "../../domain/error";
import { instantIfAny, text, textIfAny } from "../readers";

const pricing = z.record(z.string(), z.unknown());

const Endpoint = z.object({ provider_name: text, name: textIfAny, tag: textIfAny, pricing });
const Entry = z.object({
  id: text,
  canonical_slug: textIfAny,
  created: instantIfAny,
  hugging_face_id: textIfAny,
  pricing: pricing.nullish().catch(null),
  endpoints: z.array(z.unknown()).nullish().catch(null),
});

/** `Provider | author/dated-slug`, as endpoints are named. */
function permaslugOf(name: string | null): string[] {
  const slug = name?.split(" | ")[1]?.trim();
  return slug?.includes("/") ? [slug] : [];
}

function readEntry(raw: unknown): ListedModel | null {
  const inner = z.object({ data: z.object({ id: z.unknown(), endpoints: z.unknown() }) }).safeParse(raw);
  const read = Entry.safeParse(inner.success ? inner.data.data : raw);
  if (!read.success || (!read.data.pricing && !read.data.endpoints)) return null;
  const { id, canonical_slug, created, hugging_face_id, endpoints } = read.data;
  const served = endpoints?.flatMap((one) => {
    const endpoint = Endpoint.safeParse(one);
    return endpoint.success ? [endpoint.data] : [];
  });
  const named = served?.flatMap(({ name }) => permaslugOf(name)) ?? [];
  return {
    id,
    permaslugs: [...new Set([...(canonical_slug ? [canonical_slug] : []), ...named.filter((slug) => slug !== id)])],
    createdAt: created,
    pricing: read.data.pricing ?? null,
    isOpen: hugging_face_id !== null,
    endpoints:
      served?.map((endpoint) => ({ provider: endpoint.provider_name, tag: endpoint.tag, pricing: endpoint.pricing })) ?? null,
  };
}

/**
 * Reads prices as OpenRouter answers them: `GET /models` whole or its `data`, or one or several answers of
 * `/models/{author}/{slug}/endpoints`, whole or their `data`. Throws WaybillError `invalid_input` for anything else.
 */
export function readPriceList(json: unknown): PriceList {
  const whole = z.object({ data: z.unknown() }).safeParse(json);
  const inner = whole.success ? whole.data.data : json;
  const entries: unknown[] = Array.isArray(inner) ? inner : [inner];
  const models = entries.map(readEntry).filter((model) => model !== null);
  if (models.length > 0 || (entries.length === 0 && whole.success)) return new PriceList(models);
  throw new WaybillError("invalid_input", "This is no catalogue of OpenRouter: nothing in it has an id and a price.", {
    todo: "Give an answer of GET /models, or an array of the data objects of GET /models/{author}/{slug}/endpoints.",
  });
}
