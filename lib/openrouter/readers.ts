/** Tolerant readers of OpenRouter's JSON: unknown fields and words pass, numbers may be text, nothing is guessed. */
import { z } from "zod";
import { type Day, dayOf, parseDay } from "../domain/day";
import { parseUsd, type Usd, usdFromNumber } from "../domain/usd";

/** No single figure of an account reaches this; whatever does is a fault, not a charge. */
const ABSURD_USD = 10_000_000;
const ABSURD_COUNT = 1e15;
/** What a database takes as ISO text. */
const FIRST_TIME = Date.parse("0001-01-01T00:00:00Z");
const LAST_TIME = Date.parse("9999-12-31T23:59:59.999Z");

/** A field as it came, missing ones too. */
const told = z.unknown().optional();

/** Where readers complain: zod's context, or one that costs less where thousands are read a second. */
export interface Complaints {
  addIssue(issue: { code: "custom"; message: string }): void;
}

function complain(context: Complaints, message: string): never {
  context.addIssue({ code: "custom", message });
  return z.NEVER;
}

function shown(value: unknown): string {
  return value === undefined ? "missing" : String(JSON.stringify(value)).slice(0, 40);
}

/** Any text but the empty one; numbers become text. A NUL or half a character, which no database column takes, becomes visible. */
export const text = told.transform((value, context): string => {
  if (typeof value === "string" && value !== "") return value.toWellFormed().replaceAll("\0", "\ufffd");
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  return complain(context, `is ${shown(value)}, not a text`);
});

/** Text, or null for anything that is none. */
export const textIfAny = text.nullable().catch(null);

export const flag = told.transform((value): boolean => value === true || value === "true" || value === 1);

export function readCharge(value: unknown, context: Complaints): Usd {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) return complain(context, `is ${shown(value)}, not an amount`);
  if (number < 0) return complain(context, `is ${shown(value)}: a charge cannot be negative`);
  if (number >= ABSURD_USD) return complain(context, `is ${shown(value)}: no charge is that large`);
  try {
    return typeof value === "string" ? parseUsd(value) : usdFromNumber(number);
  } catch {
    return complain(context, `is ${shown(value)}, not an amount`);
  }
}

/** An amount of money that is at least zero and below ten million dollars. Refuses null, text that is no number, NaN. */
export const charge = told.transform(readCharge);

/** Money where a source may not tell it: missing and null are unknown, a wrong amount is still refused. */
export const chargeIfTold = told.transform((value, context) => (value == null ? null : readCharge(value, context)));

/** Money where a listing may leave it out. */
export const chargeIfAny = charge.nullable().catch(null);

function readLeft(value: unknown, context: Complaints): Usd {
  const digits = typeof value === "string" ? value.trim() : value;
  const isOver = typeof digits === "number" ? digits < 0 : typeof digits === "string" && digits.startsWith("-");
  if (!isOver) return readCharge(digits, context);
  return -readCharge(typeof digits === "number" ? -digits : String(digits).slice(1), context) as Usd;
}

/** What is left of an amount, below zero where it was overrun; null where a listing leaves it out or it cannot be read. */
export const leftIfAny = told.transform(readLeft).nullable().catch(null);

export function readCount(value: unknown, context: Complaints): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isInteger(number)) return complain(context, `is ${shown(value)}, not a count`);
  if (number < 0) return complain(context, `is ${shown(value)}: a count cannot be negative`);
  if (number > ABSURD_COUNT) return complain(context, `is ${shown(value)}: no count is that large`);
  return number;
}

/** A whole number of things, at least zero. */
export const count = told.transform(readCount);

/** A count where a source may not tell it: missing and null are unknown, a wrong one is still refused. */
export const countIfTold = told.transform((value, context) => (value == null ? null : readCount(value, context)));

/** Milliseconds since 1970; NaN for what is no time, or one of a year that has not four digits. */
function timeOf(value: unknown): number {
  const time = typeof value === "number" ? (value < 1e11 ? value * 1_000 : value) : textTimeOf(value);
  return time >= FIRST_TIME && time <= LAST_TIME ? time : Number.NaN;
}

function textTimeOf(value: unknown): number {
  if (typeof value !== "string") return Number.NaN;
  // A time without a zone is UTC, as everywhere at OpenRouter; Date.parse would take the host's.
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/.test(value) || /^\d{4}-\d{2}-\d{2}$/.test(value);
  return Date.parse(zoned ? value : `${value.replace(" ", "T")}Z`);
}

/** ISO text with or without a zone, or unix seconds or milliseconds. */
export const instant = told.transform((value, context): Date => {
  const time = timeOf(value);
  return Number.isNaN(time) ? complain(context, `is ${shown(value)}, not a time`) : new Date(time);
});
export const instantIfAny = instant.nullable().catch(null);

/** A day, also when it carries a time (`2026-06-03 00:00:00`). */
export const day = told.transform((value, context): Day => {
  const time = timeOf(value);
  if (Number.isNaN(time)) return complain(context, `is ${shown(value)}, not a day`);
  return parseDay(dayOf(new Date(time)));
});

/** One thing of an answer that was refused: which, and what is wrong with it. */
export interface Refused {
  /** For people, such as `2026-10-03, key ci, model openai/gpt-4.1`. */
  cell: string;
  problem: string;
  day: Day | null;
}

/** Reads each row for itself, so that one bad row does not take the others with it. */
export function readRows<Row>(
  rows: readonly unknown[],
  reader: z.ZodType<Row>,
  name: (raw: Record<string, unknown>) => { cell: string; day: Day | null },
): { rows: Row[]; refused: Refused[] } {
  const accepted: Row[] = [];
  const refused: Refused[] = [];
  for (const raw of rows) {
    const read = reader.safeParse(raw);
    if (read.success) {
      accepted.push(read.data);
      continue;
    }
    const fields = typeof raw === "object" && raw !== null ? (raw as Record<string, unknown>) : {};
    const issue = read.error.issues[0];
    refused.push({ ...name(fields), problem: `${issue?.path.join(".") || "the row"} ${issue?.message ?? "is unreadable"}` });
  }
  return { rows: accepted, refused };
}
