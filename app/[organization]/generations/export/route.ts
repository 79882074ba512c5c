import { answering } from "@/app/api/answer";
import { generationsCsv } from "@/app/api/v1/generations/report";
import { requireScopeOrThrow } from "@/lib/access/scope";
import { dayOf } from "@/lib/domain/day";
import { WaybillError } from "@/lib/domain/error";
import { parseGenerationList } from "@/lib/domain/generation/list";
import { parseView } from "@/lib/domain/spend/view";
import { generationsOf } from "@/lib/queries/generation/list";

/** A file has so many requests at most: the first of the list. All of them are told by the API, a page at a time. */
const MOST_EXPORTED = 1_000;

/** The requests of the page as a file: the list of its address, from its beginning. */
export async function GET(request: Request, { params }: { params: Promise<{ organization: string }> }): Promise<Response> {
  const { organization } = await params;
  return answering(async () => {
    const scope = await requireScopeOrThrow(organization);
    const query = new URL(request.url).searchParams;
    const { period, filters, problems } = parseView(query, dayOf(new Date()));
    const list = parseGenerationList(query);
    const unclear = [...problems, ...list.problems];
    if (unclear.length > 0) {
      throw new WaybillError("invalid_input", unclear.join(" "), { todo: "Go back to the page and export from there." });
    }
    const page = await generationsOf(scope, { period, filters }, { ...list, part: null }, MOST_EXPORTED);
    return new Response(generationsCsv(page), {
      headers: {
        "cache-control": "no-store",
        "content-type": "text/csv; charset=utf-8; header=present",
        "content-disposition": `attachment; filename="waybill-generations-${period.from}-${period.to}.csv"`,
      },
    });
  });
}
