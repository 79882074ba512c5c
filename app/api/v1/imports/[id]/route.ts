import { requireToken } from "@/lib/access/token";
import { answering } from "../../../answer";
import { ImportPath, NoQuery } from "../../contract";
import { readQuestion } from "../../question";
import { importAnswer } from "../import-answer";

/** How far an uploaded file is, what became of its rows, and the first that were refused. */
export async function GET(request: Request, context: { params: Promise<{ id: string }> }): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "ingest");
    readQuestion(new URL(request.url).searchParams, NoQuery);
    const { id } = readQuestion(await context.params, ImportPath);
    return importAnswer(scope, id, 200);
  });
}
