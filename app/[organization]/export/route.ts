import { answering } from "@/app/api/answer";
import { spendCsv } from "@/app/api/v1/spend/report";
import { requireScopeOrThrow } from "@/lib/access/scope";
import { dayOf } from "@/lib/domain/day";
import { WaybillError } from "@/lib/domain/error";
import { parseView } from "@/lib/domain/view";
import { spend } from "@/lib/queries/spend";

/** A page's figures as a file: the view of its address, by its `by`, through the same question as page and API. */
export async function GET(request: Request, { params }: { params: Promise<{ organization: string }> }): Promise<Response> {
  const { organization } = await params;
  return answering(async () => {
    const scope = await requireScopeOrThrow(organization);
    const today = dayOf(new Date());
    const { period, by, filters, problems } = parseView(new URL(request.url).searchParams, today);
    if (problems.length > 0) {
      throw new WaybillError("invalid_input", problems.join(" "), { todo: "Go back to the page and export from there." });
    }
    const question = { from: period.from, to: period.to, by: by.length > 0 ? by : (["day"] as const), filters };
    const answer = await spend(scope, question, today);
    return new Response(spendCsv(question, answer), {
      headers: {
        "cache-control": "no-store",
        "content-type": "text/csv; charset=utf-8; header=present",
        "content-disposition": `attachment; filename="waybill-${question.by.join("-")}-${period.from}-${period.to}.csv"`,
      },
    });
  });
}
