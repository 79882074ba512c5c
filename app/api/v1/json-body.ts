import type { z } from "zod";
import { WaybillError } from "@/lib/domain/error";
import { issueWords } from "./issue-words";

/** What a call that sets something up may carry. */
const MOST_BYTES = 100_000;

async function textOf(request: Request): Promise<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = "";
  for await (const piece of request.body ?? []) {
    bytes += piece.length;
    if (bytes > MOST_BYTES) {
      throw new WaybillError("too_large", "The body is larger than 100 kB.", { todo: "Send less in one call." });
    }
    text += decoder.decode(piece, { stream: true });
  }
  return text + decoder.decode();
}

/** JSON can say what no database keeps as text: a null character, and half of a pair that makes one character. */
function refuseUnwritable(_key: string, value: unknown): unknown {
  if (typeof value !== "string" || (value.isWellFormed() && !value.includes("\0"))) return value;
  throw new WaybillError("invalid_input", "A text in the body has a null character or half a character in it.", {
    todo: "Send plain Unicode text.",
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, refuseUnwritable);
  } catch (error) {
    if (error instanceof WaybillError) throw error;
    throw new WaybillError("invalid_input", text.trim() === "" ? "The body is empty." : "The body is no JSON.", {
      todo: "Send one JSON object, as /api/v1/openapi.json describes it.",
    });
  }
}

/** The body as the schema says it is. Throws WaybillError `invalid_input` that names what it cannot understand. */
export async function readJsonBody<Body>(request: Request, schema: z.ZodType<Body>): Promise<Body> {
  const parsed = schema.safeParse(parse(await textOf(request)), { reportInput: true, error: issueWords });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    if (issue.code === "unrecognized_keys") {
      return `There is no field ${issue.keys.map((key) => JSON.stringify([...issue.path, key].join("."))).join(", ")}.`;
    }
    const field = issue.path.join(".");
    if (field === "") return "The body is no JSON object.";
    if (issue.code === "invalid_type" && issue.input === undefined) return `The field ${field} is missing.`;
    return `The field ${field}: ${issue.message}.`;
  });
  throw new WaybillError("invalid_input", problems.slice(0, 5).join(" ").slice(0, 1000), {
    todo: "See /api/v1/openapi.json for what this call takes.",
  });
}
