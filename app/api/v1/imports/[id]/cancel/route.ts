import { requireToken } from "@/lib/access/token";
import { cancelImport } from "@/lib/ledger/import/cancel";
import { answering } from "../../../../answer";
import { ImportPath, NoQuery } from "../../../contract";
import { readQuestion } from "../../../question";
import { importAnswer } from "../../import-answer";

/** Stops an import and takes back what it merged; answers how it stands then. */
export async function POST(request: Request, context: { params: Promise<{ id: string }> }): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "ingest");
    readQuestion(new URL(request.url).searchParams, NoQuery);
    const { id } = readQuestion(await context.params, ImportPath);
    await cancelImport(scope, id, new Date());
    return importAnswer(scope, id, 202);
  });
}
