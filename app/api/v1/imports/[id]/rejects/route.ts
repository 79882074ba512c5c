import { requireToken } from "@/lib/access/token";
import { allRejects } from "@/lib/queries/imports";
import { answering } from "../../../../answer";
import { rejectsCsv } from "../../../../rejects-csv";
import { ImportPath, NoQuery } from "../../../contract";
import { readQuestion } from "../../../question";
import { requireImport } from "../../import-answer";

/** Every refused row of an uploaded file: line, column, reason and the text in question, as CSV. */
export async function GET(request: Request, context: { params: Promise<{ id: string }> }): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "ingest");
    readQuestion(new URL(request.url).searchParams, NoQuery);
    const { id } = readQuestion(await context.params, ImportPath);
    const { fileName } = await requireImport(scope, id);
    return rejectsCsv(allRejects(scope, id), fileName);
  });
}
