import { answering } from "@/app/api/answer";
import { requireScopeOrThrow } from "@/lib/access/scope";
import { rulesProgress } from "@/lib/queries/attribution/attribution";

/** How many days the newest rules have still to reach, for the page that shows it live. */
export async function GET(_request: Request, context: { params: Promise<{ organization: string }> }): Promise<Response> {
  return answering(async () => {
    const { organization } = await context.params;
    const progress = await rulesProgress(await requireScopeOrThrow(organization));
    return Response.json(progress, { headers: { "cache-control": "no-store" } });
  });
}
