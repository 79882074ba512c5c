import { transaction } from "../../db/sql";
import type { GenerationReport } from "../../domain/generation/generation";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { permaslugsOf } from "../catalogue/catalogue";
import { homeOfUpload } from "../import/home";
import { type MergeOutcome, mergeGenerations } from "./generations";

/** Merges what an application says of its requests; models it names by slug are stored by permaslug, as billed. */
export async function storeClientReports(
  scope: AuthorizedScope,
  reports: readonly GenerationReport[],
  connectionId: string | undefined,
): Promise<MergeOutcome> {
  permit(scope, "imports.manage");
  return transaction(async (client) => {
    const owner = { organizationId: scope.organizationId, connectionId: await homeOfUpload(client, scope, connectionId) };
    const models = await permaslugsOf(client, [...new Set(reports.map((report) => report.model))]);
    const billed = reports.map((report) => ({ ...report, model: models.get(report.model) ?? report.model }));
    return mergeGenerations(client, owner, billed);
  });
}
