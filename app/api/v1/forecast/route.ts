import { requireToken } from "@/lib/access/token";
import type { Filters } from "@/lib/domain/spend/question";
import { forecast } from "@/lib/queries/forecast/forecast";
import { answering } from "../../answer";
import { readQuestion } from "../question";
import { ForecastQuery } from "./contract";
import { forecastJson } from "./report";

/** Where spend is heading: the same figures as the page's. */
export async function GET(request: Request): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "read");
    const { by, ...filters } = readQuestion(new URL(request.url).searchParams, ForecastQuery);
    const found = await forecast(scope, { filters: filters as Filters, dimension: by, now: new Date() });
    return Response.json(forecastJson(found), { headers: { "cache-control": "no-store" } });
  });
}
