/** OTLP's attributes, read tolerantly: what is misshapen is not there. */

type Fields = Record<string, unknown>;

export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Attributes by key, as they came. The first of several with one key counts. */
export type Attributes = ReadonlyMap<string, unknown>;

export function attributesOf(value: unknown): Attributes {
  const attributes = new Map<string, unknown>();
  for (const entry of listOf(fieldsOf(value).attributes)) {
    const { key, value: told } = fieldsOf(entry);
    if (typeof key === "string" && !attributes.has(key)) attributes.set(key, told);
  }
  return attributes;
}

/** A whole number may be text, and a zero of any kind an intValue. Undefined: none, or no scalar. */
export function scalarOf(value: unknown): string | number | boolean | undefined {
  const { stringValue, intValue, doubleValue, boolValue } = fieldsOf(value);
  const told = stringValue ?? intValue ?? doubleValue ?? boolValue;
  return typeof told === "string" || typeof told === "number" || typeof told === "boolean" ? told : undefined;
}

/** No deeper than a person would read. */
const DEEPEST = 6;

class TooDeep extends Error {}

function plain(value: unknown, depth: number): unknown {
  const { arrayValue, kvlistValue } = fieldsOf(value);
  if (arrayValue === undefined && kvlistValue === undefined) return scalarOf(value) ?? null;
  if (depth >= DEEPEST) throw new TooDeep();
  if (arrayValue !== undefined) return listOf(fieldsOf(arrayValue).values).map((item) => plain(item, depth + 1));
  const entries = listOf(fieldsOf(kvlistValue).values).map(fieldsOf);
  return Object.fromEntries(entries.map(({ key, value: told }) => [String(key), plain(told, depth + 1)]));
}

/** A value as text: scalars as they are, lists and objects as JSON. Undefined: no value. Null: nested too deeply. */
export function textOf(value: unknown): string | undefined | null {
  const scalar = scalarOf(value);
  if (scalar !== undefined) return String(scalar);
  const { arrayValue, kvlistValue } = fieldsOf(value);
  if (arrayValue === undefined && kvlistValue === undefined) return undefined;
  try {
    return JSON.stringify(plain(value, 0));
  } catch (error) {
    if (error instanceof TooDeep) return null;
    throw error;
  }
}
