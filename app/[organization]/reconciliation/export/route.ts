import { answering } from "@/app/api/answer";
import { readQuestion } from "@/app/api/v1/question";
import { ReconciliationQuery } from "@/app/api/v1/reconciliation/contract";
import { reconciliationCsv } from "@/app/api/v1/reconciliation/report";
import { checkedPeriod } from "@/app/api/v1/spend/period";
import { requireScopeOrThrow } from "@/lib/access/scope";
import type { Day } from "@/lib/domain/day";
import { permit } from "@/lib/domain/permit";
import { reconciliation } from "@/lib/queries/reconciliation/reconciliation";

/** The page's days as CSV: the same question, period and connections. */
export async function GET(request: Request, { params }: { params: Promise<{ organization: string }> }): Promise<Response> {
  return answering(async () => {
    const scope = await requireScopeOrThrow((await params).organization);
    permit(scope, "reconciliation.read");
    const { from, to, connection } = readQuestion(new URL(request.url).searchParams, ReconciliationQuery);
    const found = await reconciliation(scope, checkedPeriod(from as Day, to as Day), connection ?? null, new Date());
    return new Response(reconciliationCsv(found), {
      headers: {
        "cache-control": "no-store",
        "content-type": "text/csv; charset=utf-8; header=present",
        "content-disposition": `attachment; filename="waybill-reconciliation-${from}-${to}.csv"`,
      },
    });
  });
}
