import { requireToken } from "@/lib/access/token";
import { recommendations } from "@/lib/queries/recommendation/recommendations";
import { answering } from "../../answer";
import { readQuestion } from "../question";
import { RecommendationsQuery } from "./contract";
import { recommendationsCsv, recommendationsJson } from "./report";

/** What would save dollars, as the page has it. */
export async function GET(request: Request): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "read");
    const { state, format } = readQuestion(new URL(request.url).searchParams, RecommendationsQuery);
    const found = await recommendations(scope, { states: state });
    const headers = { "cache-control": "no-store" };
    if (format === "json") return Response.json(recommendationsJson(found), { headers });
    return new Response(recommendationsCsv(found), {
      headers: {
        ...headers,
        "content-type": "text/csv; charset=utf-8; header=present",
        "content-disposition": 'attachment; filename="waybill-recommendations.csv"',
      },
    });
  });
}
