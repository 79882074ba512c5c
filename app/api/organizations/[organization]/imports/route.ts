import { IMPORT_ID_HEADER } from "@/app/[organization]/settings/imports/_components/send-file";
import { environment } from "@/lib/access/environment";
import { requireScopeOrThrow } from "@/lib/access/scope";
import { WaybillError } from "@/lib/domain/error";
import { answering } from "../../../answer";
import { takeUploadedCsv } from "../../../uploaded-csv";

/** Browsers name the page that asks. Another site's page could use the cookie of whoever is signed in here. */
function fromOwnPage(request: Request): boolean {
  const origin = request.headers.get("origin");
  if (origin === null || !URL.canParse(origin)) return false;
  return origin === environment().url || new URL(origin).host === request.headers.get("host");
}

/** The id by which the page can cancel the import before it is answered. */
function chosenId(request: Request): string | undefined {
  const chosen = request.headers.get(IMPORT_ID_HEADER);
  return chosen !== null && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(chosen) ? chosen : undefined;
}

/** Takes a file from the imports page: the session lets in, and only Waybill's own pages may ask. */
export async function POST(request: Request, { params }: { params: Promise<{ organization: string }> }): Promise<Response> {
  return answering(async () => {
    if (!fromOwnPage(request)) {
      throw new WaybillError("forbidden", "This upload does not come from Waybill's own page.", {
        todo: `Open ${environment().url} and upload there, or use POST /api/v1/imports with a token.`,
      });
    }
    const scope = await requireScopeOrThrow((await params).organization);
    const importId = await takeUploadedCsv(scope, request, chosenId(request));
    return Response.json({ id: importId }, { status: 202 });
  });
}
