import { requireToken } from "@/lib/access/token";
import { receiveUpload } from "@/lib/intake/imports";
import { answering } from "../../answer";
import { saidLength, uploadedCsv } from "../../uploaded-csv";
import { ImportQuery } from "../contract";
import { readQuestion } from "../question";

/**
 * Takes a CSV as the request's body. Answers once it is stored; the worker merges it and `GET /imports/{id}` tells how
 * far it is.
 */
export async function POST(request: Request): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "ingest");
    const { connection, name } = readQuestion(new URL(request.url).searchParams, ImportQuery);
    const stream = uploadedCsv(request);
    const { importId } = await receiveUpload(scope, {
      fileName: name ?? "upload.csv",
      stream,
      connectionId: connection,
      expectedBytes: saidLength(request),
    });
    return Response.json({ id: importId }, { status: 202, headers: { location: `/api/v1/imports/${importId}` } });
  });
}
