import { WaybillError } from "@/lib/domain/error";
import { refusePacked } from "./uploaded-csv";

/** What one call may carry: some ten thousand records. */
const MOST_BYTES = 16 * 1024 * 1024;

async function textOf(request: Request): Promise<string> {
  const declared = Number(request.headers.get("content-length") ?? 0);
  const tooLarge = new WaybillError("too_large", "The body is larger than 16 MB.", {
    todo: "Send the records in several calls.",
  });
  if (declared > MOST_BYTES) throw tooLarge;
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = "";
  for await (const piece of request.body ?? []) {
    bytes += piece.length;
    if (bytes > MOST_BYTES) throw tooLarge;
    text += decoder.decode(piece, { stream: true });
  }
  return text + decoder.decode();
}

/** A line that is no JSON is a record like any other that cannot be read: it is refused by its place, the rest goes through. */
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The records of a body that is a JSON list, one JSON object, or one object a line (NDJSON). Throws WaybillError for none, and for packed ones. */
export async function recordsOf(request: Request): Promise<unknown[]> {
  refusePacked(request);
  const text = (await textOf(request)).trim();
  const whole = parseLine(text);
  if (Array.isArray(whole)) return whole;
  if (typeof whole === "object" && whole !== null) return [whole];
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length > 1 && !text.startsWith("[")) return lines.map(parseLine);
  throw new WaybillError("invalid_input", text === "" ? "The body is empty." : "The body is no JSON.", {
    todo: "Send a JSON list of records, or one record a line.",
  });
}
