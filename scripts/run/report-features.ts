/** Lets the demo's applications report what their requests were for, as applications with the client library would. */
import type { AuthorizedScope } from "../../lib/domain/scope";
import { MOST_REPORTS, takeClientReports } from "../../lib/intake/client-reports";

/** Single requests are known for this long; reports of older ones would stand alone. */
const DAYS = 31;

/** Reports the last weeks, again at every start: what is known already changes nothing. Returns how many records were taken. */
export async function reportFeatures(
  openrouterUrl: string,
  scope: AuthorizedScope,
  connectionId: string,
  signal: AbortSignal,
): Promise<number> {
  const now = new Date();
  const from = new Date(now.getTime() - (DAYS - 1) * 86_400_000).toISOString().slice(0, 10);
  const reports = new URL(`/_demo/reports.ndjson?from=${from}`, openrouterUrl);
  const text = await (await fetch(reports, { signal })).text();
  const records = text.split("\n").filter((line) => line !== "");
  let accepted = 0;
  for (let start = 0; start < records.length; start += MOST_REPORTS) {
    signal.throwIfAborted();
    const batch = records.slice(start, start + MOST_REPORTS).map((line) => JSON.parse(line) as unknown);
    accepted += (await takeClientReports(scope, batch, connectionId, now)).accepted;
  }
  return accepted;
}
