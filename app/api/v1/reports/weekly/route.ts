import { requireToken } from "@/lib/access/token";
import { usdToString } from "@/lib/domain/usd";
import { listReports } from "@/lib/queries/weekly-report/weekly-reports";
import { answering } from "../../../answer";
import { readQuestion } from "../../question";
import { subjectAsked } from "../asked";
import { type ReportListAnswer, ReportListQuery } from "../contract";

/** The weekly reports that were made, newest week first, each in its latest edition. */
export async function GET(request: Request): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "read");
    const asked = readQuestion(new URL(request.url).searchParams, ReportListQuery);
    const reports = await listReports(scope, subjectAsked(scope, asked));
    const answer: ReportListAnswer = {
      reports: reports.map(({ week, edition, madeAt, spendUsd, beforeUsd }) => ({
        week,
        edition,
        madeAt: madeAt.toISOString(),
        spendUsd: usdToString(spendUsd),
        beforeUsd: beforeUsd === null ? null : usdToString(beforeUsd),
      })),
    };
    return Response.json(answer, { headers: { "cache-control": "no-store" } });
  });
}
