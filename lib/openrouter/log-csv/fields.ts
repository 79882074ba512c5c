import { type Day, isDay } from "../../domain/day";
import { parseUsd, usdToString, ZERO_USD } from "../../domain/usd";

/** Why a field was refused, as the end of a sentence about it. */
export class FieldProblem {
  constructor(readonly reason: string) {}
}

/** OpenRouter opened in 2023. */
const FIRST_DAY = "2023-01-01";
/** Ten times the longest context there is; far below what a mistyped or rewritten count would be. */
const MOST_TOKENS = 100_000_000;
/** No single request costs as much. */
const DEAREST = 10_000;
const LONGEST_INTEGER = 2_147_483_647;

const INSTANT = /^(\d{4}-\d{2}-\d{2})[ T]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d{1,9}))?(?: ?(?:Z|UTC|\+00(?::?00)?))?$/;
const COUNT = /^\d+(?:\.0+)?$/;
const AMOUNT = /^\d{1,4}(?:\.\d{1,12})?$/;

/** Days of a log repeat, so the last one that was found to exist is not looked at again. */
export class InstantReader {
  #known = "";
  readonly #lastDay: string;

  /** `lastDay`: later ones have not come yet. */
  constructor(lastDay: Day) {
    this.#lastDay = lastDay;
  }

  /** UTC to the millisecond, in one spelling; a log gives no zone. */
  read(text: string): string | FieldProblem {
    const match = INSTANT.exec(text);
    const [, day = "", time = "", fraction = ""] = match ?? [];
    if (!match || (day !== this.#known && !isDay(day))) return new FieldProblem("is not a time such as 2026-02-27 03:43:49.788");
    if (day < FIRST_DAY) return new FieldProblem("lies before there was OpenRouter");
    if (day > this.#lastDay) return new FieldProblem("lies in the future");
    this.#known = day;
    return `${day} ${time}.${fraction.slice(0, 3).padEnd(3, "0")}+00`;
  }
}

/** A charge in plain decimal digits, the same amount always in the same spelling. */
export function readAmount(text: string): string | FieldProblem {
  if (AMOUNT.test(text)) return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  try {
    const amount = parseUsd(text);
    if (amount < ZERO_USD) return new FieldProblem("is negative; a charge never is");
    const exact = usdToString(amount);
    if (Number(exact) >= DEAREST) return new FieldProblem("is more than any single request costs");
    return exact;
  } catch {
    return new FieldProblem("is not an amount of dollars such as 0.00068");
  }
}

function readWhole(text: string, most: number, what: string): string | FieldProblem {
  if (!COUNT.test(text)) return new FieldProblem(`is not ${what} in plain digits`);
  const whole = text.includes(".") ? text.slice(0, text.indexOf(".")) : text;
  return whole.length > 12 || Number(whole) > most ? new FieldProblem(`is more than any request has`) : whole;
}

export function readTokens(text: string): string | FieldProblem {
  return readWhole(text, MOST_TOKENS, "a count");
}

export function readMilliseconds(text: string): string | FieldProblem {
  return readWhole(text, LONGEST_INTEGER, "a count of milliseconds");
}

export function readFlag(text: string): boolean | FieldProblem {
  if (text === "true" || text === "false") return text === "true";
  const word = text.toLowerCase();
  return word === "true" || word === "false" ? word === "true" : new FieldProblem("is neither true nor false");
}

/** Any text will do without NUL characters, which no database stores, up to a length. */
export function textProblem(text: string, longest: number): FieldProblem | null {
  if (text.length > longest) return new FieldProblem(`is longer than ${longest} characters`);
  return text.includes("\0") ? new FieldProblem("holds a NUL character") : null;
}
