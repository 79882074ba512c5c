import { requireToken } from "@/lib/access/token";
import { type Day, dayOf } from "@/lib/domain/day";
import { spend } from "@/lib/queries/spend";
import { answering } from "../../answer";
import { SpendQuery } from "../contract";
import { readQuestion } from "../question";
import { checkedPeriod } from "./period";
import { spendCsv, spendJson } from "./report";

/** Spend of a period, summed by one or more dimensions: the same figures as the pages'. */
export async function GET(request: Request): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "read");
    const { from, to, by, format, ...filters } = readQuestion(new URL(request.url).searchParams, SpendQuery);
    const question = { ...checkedPeriod(from as Day, to as Day), by: [...new Set(by)], filters };
    const answer = await spend(scope, question, dayOf(new Date()));
    const headers = { "cache-control": "no-store" };
    if (format === "json") return Response.json(spendJson(question, answer), { headers });
    return new Response(spendCsv(question, answer), {
      headers: {
        ...headers,
        "content-type": "text/csv; charset=utf-8; header=present",
        "content-disposition": `attachment; filename="waybill-spend-${from}-${to}.csv"`,
      },
    });
  });
}
