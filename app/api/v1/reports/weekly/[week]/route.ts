import { requireToken } from "@/lib/access/token";
import { WaybillError } from "@/lib/domain/error";
import { readWeek } from "@/lib/domain/iso-week";
import { storedReport } from "@/lib/queries/weekly-report/weekly-reports";
import { answering } from "../../../../answer";
import { readQuestion } from "../../../question";
import { subjectAsked } from "../../asked";
import { ReportPath, ReportQuery } from "../../contract";

/** A week's report as it was made: the same document as the page and the e-mail. */
export async function GET(request: Request, context: { params: Promise<{ week: string }> }): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "read");
    const asked = readQuestion(new URL(request.url).searchParams, ReportQuery);
    const { week: text } = readQuestion(await context.params, ReportPath);
    const week = readWeek(text);
    const stored = await storedReport(scope, subjectAsked(scope, asked), week, asked.edition ?? null);
    if (!stored) {
      throw new WaybillError("not_found", "No such report was made.", {
        todo: "GET /api/v1/reports/weekly lists those that were. A report is made on its page, by `npm run waybill -- reports make`, or on Monday.",
      });
    }
    return Response.json({ ...stored.report, edition: stored.edition }, { headers: { "cache-control": "no-store" } });
  });
}
