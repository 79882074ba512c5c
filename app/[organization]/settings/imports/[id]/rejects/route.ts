import { answering } from "@/app/api/answer";
import { rejectsCsv } from "@/app/api/rejects-csv";
import { requireScopeOrThrow } from "@/lib/access/scope";
import { WaybillError } from "@/lib/domain/error";
import { allRejects, importById } from "@/lib/queries/imports";

/** The refused rows of one file as a download. */
export async function GET(
  _request: Request,
  context: { params: Promise<{ organization: string; id: string }> },
): Promise<Response> {
  return answering(async () => {
    const { organization, id } = await context.params;
    const scope = await requireScopeOrThrow(organization);
    const found = await importById(scope, id);
    if (!found) throw new WaybillError("not_found", "There is no such import.", { todo: "Go back to the list." });
    return rejectsCsv(allRejects(scope, id), found.fileName);
  });
}
