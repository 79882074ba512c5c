import { WaybillError } from "@/lib/domain/error";
import type { AuthorizedScope } from "@/lib/domain/scope";
import { receiveUpload } from "@/lib/intake/imports";
import { ImportQuery } from "./v1/contract";
import { readQuestion } from "./v1/question";

const ACCEPTED = ["text/csv", "text/plain", "application/csv", "application/octet-stream", "application/vnd.ms-excel"];

/** Throws WaybillError `invalid_input` where the body says that it is compressed. */
export function refusePacked(request: Request): void {
  const encoding = request.headers.get("content-encoding");
  if (!encoding || encoding === "identity") return;
  throw new WaybillError("invalid_input", `The body is compressed (${encoding}).`, { todo: "Send it uncompressed." });
}

/** The request's body as a stream. Throws WaybillError `invalid_input` where there is none, or it is a form or compressed. */
function uploadedCsv(request: Request): ReadableStream<Uint8Array> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "text/csv";
  // What curl --data-binary says when it is not told otherwise.
  if (!ACCEPTED.includes(type) && type !== "application/x-www-form-urlencoded") {
    throw new WaybillError("invalid_input", `The body is ${type}; it must be the CSV itself.`, {
      todo: "Send the file as the request's body with content-type text/csv (curl: --data-binary @file.csv).",
    });
  }
  refusePacked(request);
  if (request.body) return request.body;
  throw new WaybillError("invalid_input", "The request has no body.", { todo: "Send the CSV as the request's body." });
}

/** How many bytes the sender says he will send; undefined where he does not. */
function saidLength(request: Request): number | undefined {
  const said = Number(request.headers.get("content-length") ?? Number.NaN);
  return Number.isSafeInteger(said) && said >= 0 ? said : undefined;
}

/**
 * Takes the CSV that is the request's body, with what its query says of it, and answers the import's id once it is stored:
 * the given one, where there is one.
 * Throws WaybillError `invalid_input` for what is no CSV, and as receiveUpload does.
 */
export async function takeUploadedCsv(scope: AuthorizedScope, request: Request, importId?: string): Promise<string> {
  const { connection, name } = readQuestion(new URL(request.url).searchParams, ImportQuery);
  const stream = uploadedCsv(request);
  const received = await receiveUpload(scope, {
    fileName: name ?? "upload.csv",
    stream,
    connectionId: connection,
    expectedBytes: saidLength(request),
    importId,
  });
  return received.importId;
}
