import { requireToken } from "@/lib/access/token";
import { answering } from "../../answer";
import { takeUploadedCsv } from "../../uploaded-csv";

/**
 * Takes a CSV as the request's body. Answers once it is stored; the worker merges it and `GET /imports/{id}` tells how
 * far it is.
 */
export async function POST(request: Request): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "ingest");
    const importId = await takeUploadedCsv(scope, request);
    return Response.json({ id: importId }, { status: 202, headers: { location: `/api/v1/imports/${importId}` } });
  });
}
