/**
 * One text for several values, for maps: different values give different texts, null being another than empty. Values
 * hold no NUL, which PostgreSQL stores in no text. An array as JSON would do the same, at several times the cost.
 */
export function textKey(...values: readonly (string | null)[]): string {
  let key = "";
  for (const value of values) key += value === null ? "\0" : `\0=${value}`;
  return key;
}
