import { answering } from "@/app/api/answer";
import { recommendationsCsv } from "@/app/api/v1/recommendations/report";
import { requireScopeOrThrow } from "@/lib/access/scope";
import { recommendations } from "@/lib/queries/recommendation/recommendations";

/** The page's list as CSV: what this reader sees, whatever was decided on it. */
export async function GET(_request: Request, { params }: { params: Promise<{ organization: string }> }): Promise<Response> {
  return answering(async () => {
    const scope = await requireScopeOrThrow((await params).organization);
    return new Response(recommendationsCsv(await recommendations(scope)), {
      headers: {
        "cache-control": "no-store",
        "content-type": "text/csv; charset=utf-8; header=present",
        "content-disposition": 'attachment; filename="waybill-recommendations.csv"',
      },
    });
  });
}
