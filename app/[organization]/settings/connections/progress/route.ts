import { answering } from "@/app/api/answer";
import { requireScopeOrThrow } from "@/lib/access/scope";
import { connectionsOf } from "@/lib/queries/connections";
import { connectionView } from "../connection-view";

/** How the connections stand now, for the page that shows them live. */
export async function GET(_request: Request, { params }: { params: Promise<{ organization: string }> }): Promise<Response> {
  return answering(async () => {
    const scope = await requireScopeOrThrow((await params).organization);
    const now = new Date();
    const views = (await connectionsOf(scope)).map((found) => connectionView(found, now));
    return Response.json(views, { headers: { "cache-control": "no-store" } });
  });
}
