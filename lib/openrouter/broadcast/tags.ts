import { shownText } from "../shown-text";
import { type Attributes, textOf } from "./attributes";

const PREFIX = "trace.metadata.";
/** What OpenRouter itself adds beside the caller's keys. */
const NOT_THE_CALLERS = /^(openrouter\.|openrouter_generation\.|provider_responses$)/;

export const MOST_TAGS = 50;
const LONGEST_KEY = 64;
const LONGEST_VALUE = 512;
const LONGEST_FEATURE = 200;

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).toWellFormed()}…`;
}

export interface Tags {
  /** null: the caller gave none. */
  tags: Record<string, string> | null;
  feature: string | null;
  /** What was left out or cut, and why. */
  remarks: string[];
}

/** The caller's own `trace` keys. The feature is one of them, and is never the one that is left out. */
export function readTags(attributes: Attributes): Tags {
  const tags = new Map<string, string>();
  const remarks: string[] = [];
  let left = 0;
  const given = [...attributes].filter(([key]) => key.startsWith(PREFIX) && !NOT_THE_CALLERS.test(key.slice(PREFIX.length)));
  // A stable sort: the feature first, the others as they came.
  given.sort(([a], [b]) => Number(b === `${PREFIX}feature`) - Number(a === `${PREFIX}feature`));
  for (const [attribute, told] of given) {
    const key = shownText(attribute.slice(PREFIX.length));
    const text = textOf(told);
    if (key === "" || text === undefined || text === "") continue;
    const name = key.length > LONGEST_KEY ? `${key.slice(0, 20).toWellFormed()}…` : key;
    if (key.length > LONGEST_KEY) remarks.push(`tag ${name} left out: its key is longer than ${LONGEST_KEY} characters`);
    else if (text === null) remarks.push(`tag ${name} left out: it is nested too deeply`);
    else if (tags.size >= MOST_TAGS) left += 1;
    else {
      if (text.length > LONGEST_VALUE) remarks.push(`tag ${name} cut to ${LONGEST_VALUE} characters`);
      tags.set(key, cut(shownText(text), LONGEST_VALUE));
    }
  }
  if (left > 0) remarks.push(`${left} tags left out: ${MOST_TAGS} are kept`);
  const feature = tags.get("feature")?.trim() || null;
  return { tags: tags.size > 0 ? Object.fromEntries(tags) : null, feature: feature && cut(feature, LONGEST_FEATURE), remarks };
}
