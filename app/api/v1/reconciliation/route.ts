import { requireToken } from "@/lib/access/token";
import type { Day } from "@/lib/domain/day";
import { reconciliation } from "@/lib/queries/reconciliation/reconciliation";
import { answering } from "../../answer";
import { readQuestion } from "../question";
import { checkedPeriod } from "../spend/period";
import { ReconciliationQuery } from "./contract";
import { reconciliationCsv, reconciliationJson } from "./report";

/** The books of a period held against OpenRouter's figures: the same as the page's. */
export async function GET(request: Request): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "read");
    const { from, to, connection, format } = readQuestion(new URL(request.url).searchParams, ReconciliationQuery);
    const period = checkedPeriod(from as Day, to as Day);
    const found = await reconciliation(scope, period, connection ?? null, new Date());
    const headers = { "cache-control": "no-store" };
    if (format === "json") return Response.json(reconciliationJson(period, found), { headers });
    return new Response(reconciliationCsv(found), {
      headers: {
        ...headers,
        "content-type": "text/csv; charset=utf-8; header=present",
        "content-disposition": `attachment; filename="waybill-reconciliation-${from}-${to}.csv"`,
      },
    });
  });
}
