import { WaybillError } from "../domain/error";
import type { GenerationReport } from "../domain/generation/generation";
import type { AuthorizedScope } from "../domain/scope";
import { storeClientReports } from "../ledger/generation/client-reports";
import { type RefusedReport, readClientReport } from "../openrouter/generation/client-report";

export { ClientReport } from "../openrouter/generation/client-report";

/** More records than one transaction should hold. */
export const MOST_REPORTS = 10_000;

export interface ReportsTaken {
  /** Records that are in the books now, whether or not they told anything new. */
  accepted: number;
  /** Generations not known before. */
  inserted: number;
  rejected: (RefusedReport & { index: number })[];
}

/**
 * Takes what an application reports of its own requests, all that can be read in one transaction; sending a record again
 * changes nothing. Throws WaybillError `forbidden`, `not_found`, `too_large`, or `invalid_input` where nothing can be read.
 */
export async function takeClientReports(
  scope: AuthorizedScope,
  records: readonly unknown[],
  connectionId: string | undefined,
  now: Date,
): Promise<ReportsTaken> {
  if (records.length > MOST_REPORTS) {
    throw new WaybillError("too_large", `${records.length} records at once; ${MOST_REPORTS} are the most.`, {
      todo: "Send them in several calls.",
    });
  }
  const reports: GenerationReport[] = [];
  const rejected: ReportsTaken["rejected"] = [];
  records.forEach((record, index) => {
    const read = readClientReport(record, now);
    if ("source" in read) reports.push(read);
    else rejected.push({ index, ...read });
  });
  const { inserted } = await storeClientReports(scope, reports, connectionId);
  return { accepted: reports.length, inserted, rejected };
}
