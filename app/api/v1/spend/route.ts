import { requireToken } from "@/lib/access/token";
import { type Day, dayOf } from "@/lib/domain/day";
import { spend } from "@/lib/queries/spend/spend";
import { answering } from "../../answer";
import { SpendQuery } from "../contract";
import { exportAnswer } from "../exports/answer";
import { readQuestion } from "../question";
import { checkedPeriod } from "./period";
import { spendJson } from "./report";

/** Spend of a period, summed by one or more dimensions: the same figures as the pages'. */
export async function GET(request: Request): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "read");
    const { from, to, by, format, ...filters } = readQuestion(new URL(request.url).searchParams, SpendQuery);
    const question = { ...checkedPeriod(from as Day, to as Day), by: [...new Set(by)], filters };
    if (format === "csv") {
      return exportAnswer(scope, { ...question, kind: "spend", corrections: false }, "file", request);
    }
    const answer = await spend(scope, question, dayOf(new Date()));
    return Response.json(spendJson(question, answer), { headers: { "cache-control": "no-store" } });
  });
}
