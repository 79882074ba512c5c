import { requireToken } from "@/lib/access/token";
import { WaybillError } from "@/lib/domain/error";
import { allRejects, importById } from "@/lib/queries/imports";
import { answering } from "../../../../answer";
import { rejectsCsv } from "../../../../rejects-csv";
import { ImportPath, NoQuery } from "../../../contract";
import { readQuestion } from "../../../question";

/** Every refused row of an uploaded file: line, column, reason and the text in question, as CSV. */
export async function GET(request: Request, context: { params: Promise<{ id: string }> }): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "ingest");
    readQuestion(new URL(request.url).searchParams, NoQuery);
    const { id } = readQuestion(await context.params, ImportPath);
    const found = await importById(scope, id);
    if (!found)
      throw new WaybillError("not_found", "There is no such import.", { todo: "Check the id that the upload answered." });
    return rejectsCsv(allRejects(scope, id), found.fileName);
  });
}
