/**
 * What leaves the server for a page, without a browser: server components are run, and whatever is handed to an element or to a
 * component that runs in the browser is gathered, seen on the page or not.
 */
import { isValidElement, type ReactNode } from "react";

export interface Payload {
  texts: string[];
  /** Every number, amounts of money (bigints of 10⁻¹² dollars) as dollars. */
  numbers: number[];
}

// biome-ignore lint/suspicious/noExplicitAny: elements of any component
type Element = { type: any; props: Record<string, unknown> };

/** `runsInBrowser` tells components that are handed their properties over the wire. */
export async function payloadOf(root: unknown, runsInBrowser: (type: unknown) => boolean): Promise<Payload> {
  const found: Payload = { texts: [], numbers: [] };
  const seen = new Set<object>();

  async function element({ type, props }: Element): Promise<void> {
    if (typeof type === "function" && !runsInBrowser(type)) return visit(await type(props));
    for (const [name, value] of Object.entries(props)) {
      // How something looks and where it lies in a drawing is worked out from what is told beside it.
      if (name !== "className" && name !== "d") await visit(value);
    }
  }

  async function visit(value: unknown): Promise<void> {
    if (typeof value === "string") found.texts.push(value);
    else if (typeof value === "number") found.numbers.push(value);
    else if (typeof value === "bigint") found.numbers.push(Number(value) / 1e12);
    else if (isValidElement(value)) return element(value as unknown as Element);
    else if (value instanceof Promise) return visit(await value);
    else if (typeof value === "object" && value !== null && !(value instanceof Date)) {
      if (seen.has(value)) return;
      seen.add(value);
      const parts =
        value instanceof Map ? [...value].flat() : Symbol.iterator in value ? [...(value as Iterable<unknown>)] : null;
      if (parts) for (const part of parts) await visit(part);
      else
        for (const [name, part] of Object.entries(value)) {
          found.texts.push(name);
          await visit(part);
        }
    }
  }

  await visit(root as ReactNode);
  return found;
}

const NO_AMOUNT = [
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi,
  /\d{4}-\d\d-\d\dT[\d:.]+Z/g,
  /\d{4}-\d\d-\d\d/g,
  // SHA-256
  /\b[0-9a-f]{64}\b/gi,
];
const UNITS: Record<string, number> = { k: 1e3, m: 1e6, b: 1e9 };

/** The numbers that a text has in it: `$1,234.50`, `1.2k` and `$3M` as well. */
export function numbersIn(text: string): number[] {
  const plain = NO_AMOUNT.reduce((rest, pattern) => rest.replace(pattern, " "), text);
  return [...plain.matchAll(/((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)([kKMB]\b)?/g)].map(([, digits = "", unit = ""]) => {
    return Number(digits.replaceAll(",", "")) * (UNITS[unit.toLowerCase()] ?? 1);
  });
}
