import type { z } from "zod";

const KINDS: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/**
 * What a value must be, in words that follow its name; for schemas that say nothing of their own. Undefined where the
 * library's words must do.
 */
export function issueWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_value") return `must be one of ${issue.values.map(String).join(", ")}`;
  const kind = issue.code === "invalid_type" ? KINDS[issue.expected] : undefined;
  return kind && `must be ${kind}`;
}
