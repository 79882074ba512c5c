import { answering } from "@/app/api/answer";
import { exportAnswer } from "@/app/api/v1/exports/answer";
import { requireScopeOrThrow } from "@/lib/access/scope";
import { dayOf } from "@/lib/domain/day";
import { WaybillError } from "@/lib/domain/error";
import { EXPORT_KINDS, isExportKind } from "@/lib/domain/export/export";
import { parseExportView } from "@/lib/domain/export/view";

/** A file for whoever is signed in: the view of its address, as the page Exports and the menus of the lists link to it. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ organization: string; kind: string }> },
): Promise<Response> {
  const { organization, kind } = await params;
  return answering(async () => {
    const scope = await requireScopeOrThrow(organization);
    if (!isExportKind(kind)) {
      throw new WaybillError("not_found", `There is no export ${JSON.stringify(kind.slice(0, 40))}.`, {
        todo: `Use ${EXPORT_KINDS.join(", ")}.`,
      });
    }
    const query = new URL(request.url).searchParams;
    const { question, problems } = parseExportView(kind, query, dayOf(new Date()));
    if (problems.length > 0) {
      throw new WaybillError("invalid_input", problems.join(" "), { todo: "Go back to the page and export from there." });
    }
    return exportAnswer(scope, question, query.get("part") === "control" ? "control" : "file", request);
  });
}
