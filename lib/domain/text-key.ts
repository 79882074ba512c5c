/**
 * Joins several values into one map key. Different values give different keys, and null differs from empty. Values hold
 * no NUL, which PostgreSQL stores in no text. JSON would do as well, at several times the cost.
 */
export function textKey(...values: readonly (string | null)[]): string {
  let key = "";
  for (const value of values) key += value === null ? "\0" : `\0=${value}`;
  return key;
}
