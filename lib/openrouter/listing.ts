import { z } from "zod";
import { type Refused, readRows } from "./readers";
import { quoted } from "./refusal";

export const PAGE = 100;
/** No account has this many pages; a server that never ends its list must not hold a sync forever. */
const MOST_PAGES = 1_000;

export const Page = z.object({ data: z.array(z.unknown()) });

/** Every page of a listing, unreadable items apart. `pageOf` asks for one page; the last is shorter than a full one. */
export async function allPages<Item>(
  reader: z.ZodType<Item>,
  what: string,
  idOf: (item: Item) => string,
  pageOf: (offset: number, limit: number) => Promise<z.infer<typeof Page>>,
): Promise<{ items: Item[]; refused: Refused[] }> {
  const found = new Map<string, Item>();
  const refused: Refused[] = [];
  for (let page = 0, offset = 0; page < MOST_PAGES; page += 1) {
    const raw = (await pageOf(offset, PAGE)).data;
    const read = readRows(raw, reader, (fields) => ({ cell: `${what} ${quoted(String(fields.name ?? fields.id))}`, day: null }));
    const before = found.size + refused.length;
    for (const item of read.rows) found.set(idOf(item), item);
    refused.push(...read.refused);
    offset += raw.length;
    // A page that brings nothing new means that the server does not page this list.
    if (raw.length < PAGE || found.size + refused.length === before) break;
  }
  return { items: [...found.values()], refused };
}
