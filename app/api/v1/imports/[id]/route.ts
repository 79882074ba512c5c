import { requireToken } from "@/lib/access/token";
import { WaybillError } from "@/lib/domain/error";
import { usdToString } from "@/lib/domain/usd";
import { firstRejects, importById } from "@/lib/queries/imports";
import { answering } from "../../../answer";
import { type ImportAnswer, ImportPath, NoQuery } from "../../contract";
import { readQuestion } from "../../question";

const REJECTS_SHOWN = 20;

/** How far an uploaded file is, what became of its rows, and the first that were refused. */
export async function GET(request: Request, context: { params: Promise<{ id: string }> }): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "ingest");
    readQuestion(new URL(request.url).searchParams, NoQuery);
    const { id } = readQuestion(await context.params, ImportPath);
    const found = await importById(scope, id);
    if (!found)
      throw new WaybillError("not_found", "There is no such import.", { todo: "Check the id that the upload answered." });
    const { connectionId: _, connectionName: _name, createdBy: _by, errorCode, errorMessage, ...facts } = found;
    const answer: ImportAnswer = {
      ...facts,
      rejects: await firstRejects(scope, id, REJECTS_SHOWN),
      costUsd: found.costUsd === null ? null : usdToString(found.costUsd),
      error: errorCode === null ? null : { code: errorCode, message: errorMessage ?? "" },
      createdAt: found.createdAt.toISOString(),
      finishedAt: found.finishedAt?.toISOString() ?? null,
    };
    return Response.json(answer, { headers: { "cache-control": "no-store" } });
  });
}
