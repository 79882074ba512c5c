import { answering } from "@/app/api/answer";
import { requireScopeOrThrow } from "@/lib/access/scope";
import { WaybillError } from "@/lib/domain/error";
import { storedReport } from "@/lib/queries/weekly-report/weekly-reports";
import { askedReport } from "../../asked-report";

/** A stored report as JSON, exact to the last digit. */
export async function GET(
  request: Request,
  context: { params: Promise<{ organization: string; week: string }> },
): Promise<Response> {
  return answering(async () => {
    const { organization, week } = await context.params;
    const scope = await requireScopeOrThrow(organization);
    const parameters = Object.fromEntries(new URL(request.url).searchParams);
    const asked = askedReport(scope, week ?? "", parameters);
    const stored = await storedReport(scope, asked.subject, asked.week, asked.edition);
    if (!stored) throw new WaybillError("not_found", "There is no such report.", { todo: "Open its page and make it." });
    return Response.json(stored.report, {
      headers: {
        "cache-control": "no-store",
        "content-disposition": `attachment; filename="waybill-report-${asked.week}-${stored.edition}.json"`,
      },
    });
  });
}
