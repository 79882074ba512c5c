import { answering } from "@/app/api/answer";
import { requireScopeOrThrow } from "@/lib/access/scope";
import { WaybillError } from "@/lib/domain/error";
import { importById } from "@/lib/queries/imports";
import { importView } from "../../import-view";

/** How far one file is now, for the page that shows it live. */
export async function GET(
  _request: Request,
  context: { params: Promise<{ organization: string; id: string }> },
): Promise<Response> {
  return answering(async () => {
    const { organization, id } = await context.params;
    const found = await importById(await requireScopeOrThrow(organization), id);
    if (!found) throw new WaybillError("not_found", "There is no such import.", { todo: "Go back to the list." });
    return Response.json(importView(found), { headers: { "cache-control": "no-store" } });
  });
}
