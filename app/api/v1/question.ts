import type { z } from "zod";
import { WaybillError } from "@/lib/domain/error";
import { issueWords } from "./issue-words";

/** How the parameters of a URL that may be repeated are told: those whose schema is a list. */
function isList(schema: z.ZodType): boolean {
  const inner = (schema as { def: { type: string; innerType?: z.ZodType } }).def;
  return inner.type === "array" || (inner.innerType !== undefined && isList(inner.innerType));
}

function complain(problems: string[]): never {
  throw new WaybillError("invalid_input", problems.join(" "), { todo: "See /api/v1/openapi.json for what this call takes." });
}

function problemsOf(error: z.ZodError, known: string[]): string[] {
  return error.issues.map((issue) => {
    const name = String(issue.path[0] ?? "");
    if (issue.code === "unrecognized_keys") {
      const unknown = issue.keys.map((key) => JSON.stringify(key.slice(0, 60))).join(", ");
      return `There is no parameter ${unknown}${known.length > 0 ? `: use ${known.join(", ")}` : ""}.`;
    }
    if (issue.code === "invalid_type" && issue.input === undefined) return `The parameter ${name} is missing.`;
    return `The parameter ${name} ${issue.message}.`;
  });
}

/** Reads what was asked by the schema. Throws WaybillError `invalid_input` that names every parameter it cannot understand. */
export function readQuestion<Shape extends z.ZodRawShape>(
  asked: URLSearchParams | Record<string, string>,
  schema: z.ZodObject<Shape>,
): z.infer<z.ZodObject<Shape>> {
  const found = asked instanceof URLSearchParams ? asked : new URLSearchParams(asked);
  const input = new Map<string, string | string[]>();
  const repeated: string[] = [];
  for (const name of new Set(found.keys())) {
    const texts = found.getAll(name);
    // No text that is stored has one, and the database takes none in a question.
    if (texts.some((text) => text.includes("\0")))
      complain([`The parameter ${JSON.stringify(name.slice(0, 60))} has a null character in it.`]);
    const parameter = Object.hasOwn(schema.shape, name) ? (schema.shape[name] as z.ZodType) : null;
    if (parameter && isList(parameter)) {
      // A filter's value may hold a comma, a dimension's name cannot.
      input.set(name, name === "by" ? texts.flatMap((text) => text.split(",")).filter((word) => word !== "") : texts);
    } else {
      if (parameter && texts.length > 1) repeated.push(`The parameter ${name} is given ${texts.length} times.`);
      input.set(name, texts[0] ?? "");
    }
  }
  const parsed = schema.safeParse(Object.fromEntries(input), { reportInput: true, error: issueWords });
  if (!parsed.success) complain([...repeated, ...problemsOf(parsed.error, Object.keys(schema.shape))]);
  if (repeated.length > 0) complain(repeated);
  return parsed.data;
}
