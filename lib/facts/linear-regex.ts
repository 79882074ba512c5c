import { RE2JS } from "re2js";
import type { CompileRegex } from "../domain/text-pattern";

/** Instructions that an expression may come to: repeats inside repeats make many of a few characters. */
const LARGEST_PROGRAM = 2_000;

/**
 * Regular expressions as RE2 has them: no pattern, however it is nested, takes longer than in proportion to the text. It
 * matches anywhere in the text unless it is anchored. Throws for what RE2 cannot read, such as a look-ahead, and for what
 * comes to too many instructions.
 */
export const compileRegex: CompileRegex = (pattern) => {
  const regex = RE2JS.compile(pattern);
  if (regex.programSize() > LARGEST_PROGRAM) throw new RangeError("its repeats come to too much");
  return (text) => regex.test(text);
};
