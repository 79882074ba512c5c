import type { SearchParameters } from "../spend/view";
import { compareUsd, parseUsd, type Usd, usdToString, ZERO_USD } from "../usd";
import { type GenerationSource, SOURCE_BITS } from "./generation";

/**
 * By time, the newest first; by cost, the most expensive first: what cost nothing, or what nobody knows the cost of, is
 * not listed then.
 */
export const GENERATION_ORDERS = ["time", "cost"] as const;
export type GenerationOrder = (typeof GENERATION_ORDERS)[number];

/** What single requests can be narrowed by beyond what spend can: it stands in no bill. */
export interface GenerationFilters {
  /** The request's `user` field. */
  user: string | null;
  session: string | null;
  finish: string | null;
  /** Only those that cost at least so much. */
  minimum: Usd | null;
  /** Only those that this source spoke of. */
  source: GenerationSource | null;
}

export const NO_GENERATION_FILTERS: GenerationFilters = { user: null, session: null, finish: null, minimum: null, source: null };

/** Where a list stands: a request, by what the list is ordered by and its id. */
export interface GenerationPosition {
  /** An instant in ISO form, or US dollars as a decimal. */
  value: string;
  id: string;
}

/** Which part of a list is shown: what follows a position, what precedes it, or the beginning. */
export type GenerationPart = { after: GenerationPosition } | { before: GenerationPosition } | null;

export interface GenerationList {
  order: GenerationOrder;
  part: GenerationPart;
  only: GenerationFilters;
}

export interface ReadGenerationList extends GenerationList {
  /** What of the URL could not be understood and is left out, as sentences. */
  problems: readonly string[];
}

export function isGenerationSource(text: string): text is GenerationSource {
  return Object.hasOwn(SOURCE_BITS, text);
}

const LONGEST_WORD = 1000;

/** A position as a part of an address. */
export function writePosition({ value, id }: GenerationPosition): string {
  return `${value}~${id}`;
}

/** An existing moment, as Date writes it, since 1970. */
function isInstant(text: string): boolean {
  const at = new Date(text);
  return text >= "1970" && !Number.isNaN(at.getTime()) && at.toISOString() === text;
}

/** The other way round; null for what is no position of a list in this order. */
export function readPosition(order: GenerationOrder, text: string): GenerationPosition | null {
  const [value = "", ...rest] = text.slice(0, 2 * LONGEST_WORD).split("~");
  const id = rest.join("~");
  if (id === "" || id.includes("\0")) return null;
  const isValue = order === "time" ? isInstant(value) : /^\d{1,8}(\.\d{1,12})?$/.test(value);
  return isValue ? { value, id } : null;
}

function first(parameters: SearchParameters, name: string): string | null {
  const value = parameters instanceof URLSearchParams ? parameters.get(name) : parameters[name];
  const text = Array.isArray(value) ? value[0] : value;
  return text === undefined || text === null || text === "" ? null : text;
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}

/** Reads what an address says of a list of requests. Never throws: what cannot be understood is left out and named. */
export function parseGenerationList(parameters: SearchParameters): ReadGenerationList {
  const problems: string[] = [];
  const word = (name: "user" | "session" | "finish") => {
    const text = first(parameters, name);
    if (text === null || (text.length <= LONGEST_WORD && !text.includes("\0"))) return text;
    problems.push(`${shown(text)} cannot be a ${name}.`);
    return null;
  };
  const wanted = first(parameters, "order");
  const order = GENERATION_ORDERS.find((known) => known === wanted) ?? "time";
  if (wanted !== null && wanted !== order) {
    problems.push(`Requests cannot be ordered by ${shown(wanted)}: use ${GENERATION_ORDERS.join(", ")}.`);
  }
  const only = {
    user: word("user"),
    session: word("session"),
    finish: word("finish"),
    minimum: readMinimum(first(parameters, "minimum"), problems),
    source: readSource(first(parameters, "source"), problems),
  };
  return { order, part: readPart(parameters, order, problems), only, problems };
}

function readMinimum(text: string | null, problems: string[]): Usd | null {
  if (text === null) return null;
  try {
    const amount = parseUsd(text.replace(/^\s*\$/, ""));
    if (compareUsd(amount, ZERO_USD) >= 0) return amount;
  } catch {
    // Named below, like a negative amount.
  }
  problems.push(`${shown(text)} is no amount of US dollars: write it as 0.05.`);
  return null;
}

function readSource(text: string | null, problems: string[]): GenerationSource | null {
  if (text === null || isGenerationSource(text)) return text;
  problems.push(`There is no source ${shown(text)}: use ${Object.keys(SOURCE_BITS).join(", ")}.`);
  return null;
}

function readPart(parameters: SearchParameters, order: GenerationOrder, problems: string[]): GenerationPart {
  const [after, before] = [first(parameters, "after"), first(parameters, "before")];
  const text = after ?? before;
  if (text === null) return null;
  const position = readPosition(order, text);
  if (position) return after === null ? { before: position } : { after: position };
  problems.push("The address names no place in this list.");
  return null;
}

/** What of an address narrows and orders the list, in one order; the part that is shown is left out. */
export function generationListWords({ order, only }: Pick<GenerationList, "order" | "only">): [string, string][] {
  const { user, session, finish, minimum, source } = only;
  const words: [string, string | null][] = [
    ["order", order === "time" ? null : order],
    ["user", user],
    ["session", session],
    ["finish", finish],
    ["minimum", minimum === null ? null : usdToString(minimum)],
    ["source", source],
  ];
  return words.filter((entry): entry is [string, string] => entry[1] !== null);
}
