import { type Day, isDay } from "../day";
import { parseEmail } from "../email";
import { WaybillError } from "../error";
import { DIFFERENCE, FILTER_DIMENSIONS, type FilterDimension, type Filters, problemOfWord } from "../spend/question";
import { compareUsd, parseUsd, type Usd, ZERO_USD } from "../usd";
import { BUDGET_KINDS, BUDGET_PERIODS, type BudgetKind, type BudgetPeriod, USUAL_WORKING_DAYS } from "./budget";

/** What a budget can be about. Not evidence and connections, which are no reason to spend. */
export const BUDGET_DIMENSIONS = FILTER_DIMENSIONS.filter((dimension) => dimension !== "evidence" && dimension !== "connection");

/** A budget as somebody wrote it, before anything of it is checked. */
export interface WrittenBudget {
  name: string;
  kind?: string;
  per: string;
  filters: Readonly<Record<string, readonly string[] | undefined>>;
  amount: string;
  startsOn: string;
  endsOn?: string | null;
  workingDays?: number | null;
  ownerEmail?: string | null;
  note?: string | null;
}

export interface CheckedBudget {
  name: string;
  kind: BudgetKind;
  per: BudgetPeriod;
  filters: Filters;
  amountUsd: Usd;
  startsOn: Day;
  endsOn: Day | null;
  workingDays: number;
  ownerEmail: string | null;
  note: string;
}

const MOST_WORDS = 100;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function refuse(field: string, message: string, todo: string): never {
  throw new WaybillError("invalid_input", message, { todo, detail: { field } });
}

function shown(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

/** Reads `1,500`, `$12.50` or `0.01`: above zero, below 100 million dollars, twelve decimals at most. */
export function checkAmount(text: string): Usd {
  const plain = text.trim().replace(/^\$\s*/, "");
  const digits = /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain) ? plain.replaceAll(",", "") : plain;
  const todo = "Write an amount of US dollars, such as 250 or 12.50.";
  if (/^[-−]/.test(digits)) refuse("amount", `A budget cannot be negative: ${shown(text)}.`, todo);
  const [, whole = "", fraction = ""] = /^(\d*)(?:\.(\d*))?$/.exec(digits) ?? [];
  if (whole + fraction === "") refuse("amount", `${shown(text)} is not an amount.`, todo);
  if (whole.replace(/^0+/, "").length > 8) refuse("amount", `A budget is below 100 million dollars: ${shown(text)}.`, todo);
  if (fraction.replace(/0+$/, "").length > 12)
    refuse("amount", `${shown(text)} has more than twelve decimals, finer than money is kept.`, todo);
  const amountUsd = parseUsd(digits);
  if (compareUsd(amountUsd, ZERO_USD) === 0) refuse("amount", "A budget of nothing is reached before anything is spent.", todo);
  return amountUsd;
}

function checkWords(dimension: FilterDimension, words: readonly string[]): string[] {
  const todo = "Choose what it is about from the lists.";
  const kept = [...new Set(words.filter((word) => word !== ""))].sort();
  if (kept.length > MOST_WORDS) refuse(dimension, `A budget names ${MOST_WORDS} values of a kind at most.`, todo);
  for (const word of kept) {
    const problem = problemOfWord(dimension, word);
    if (problem) refuse(dimension, problem, todo);
    if (word === DIFFERENCE) refuse(dimension, "The difference between bill and evidence is nobody's to budget.", todo);
  }
  return kept.map((word) => (UUID.test(word) ? word.toLowerCase() : word));
}

/** Filters that a budget can be about, in one way of writing. Throws WaybillError `invalid_input`. */
export function checkFilters(written: WrittenBudget["filters"]): Filters {
  const filters: Filters = {};
  for (const [dimension, words] of Object.entries(written)) {
    const known = BUDGET_DIMENSIONS.find((one) => one === dimension);
    if (!known) refuse("filters", `A budget cannot be about ${shown(dimension)}.`, `Use ${BUDGET_DIMENSIONS.join(", ")}.`);
    const kept = checkWords(known, words ?? []);
    if (kept.length > 0) filters[known] = kept;
  }
  return filters;
}

export const LONGEST_NAME = 100;

/** The name, trimmed. Throws WaybillError `invalid_input` for an empty, overlong or multi-line one. */
export function checkName(text: string): string {
  const name = text.trim();
  if (name.length > 0 && name.length <= LONGEST_NAME && !/\p{Cc}/u.test(name)) return name;
  return refuse("name", `A budget needs a name of 1 to ${LONGEST_NAME} characters on one line.`, "Name it after what it is for.");
}

/** The note, trimmed. Throws WaybillError `invalid_input` for an overlong one. */
export function checkNote(text: string): string {
  const note = text.trim();
  if (note.length <= 1000 && !note.includes("\0")) return note;
  return refuse("note", "The note is longer than 1,000 characters.", "Write a shorter note.");
}

/** The owner's e-mail address; null where none is given. Throws WaybillError `invalid_input` for what is none. */
export function checkOwner(text: string | null | undefined): string | null {
  if (!text?.trim()) return null;
  return parseEmail(text) ?? refuse("ownerEmail", `${shown(text)} is not an e-mail address.`, "Correct it, or leave it empty.");
}

/** Working days of a month, the usual number where none is given. Throws WaybillError `invalid_input`. */
export function checkWorkingDays(days: number | null | undefined): number {
  const wanted = days ?? USUAL_WORKING_DAYS;
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= 31) return wanted;
  return refuse("workingDays", "A month has 1 to 31 working days.", `Write a whole number; ${USUAL_WORKING_DAYS} is usual.`);
}

/** Years whose weeks and months, before and after, can all be written as days. */
const FIRST_DAY = "2000-01-01";
const LAST_DAY = "2999-12-31";

/** A day within the years that budgets cover. Throws WaybillError `invalid_input`, naming the field. */
export function checkDay(field: string, text: string): Day {
  if (!isDay(text)) return refuse(field, `${shown(text)} is not a day.`, "Write it as YYYY-MM-DD.");
  if (text >= FIRST_DAY && text <= LAST_DAY) return text;
  return refuse(field, `A budget does not reach to ${text}.`, `Choose a day between ${FIRST_DAY} and ${LAST_DAY}.`);
}

/** The last day; null: open. Throws WaybillError `invalid_input` where it would come before the first. */
export function checkEnd(startsOn: Day, endsOn: Day | null): Day | null {
  if (endsOn === null || endsOn >= startsOn) return endsOn;
  return refuse("endsOn", `It would end on ${endsOn}, before it begins on ${startsOn}.`, "Choose a later end, or leave it open.");
}

function oneOf<Word extends string>(field: string, known: readonly Word[], text: string): Word {
  return (
    known.find((word) => word === text) ?? refuse(field, `${shown(text)} is none of ${known.join(", ")}.`, "Choose one of them.")
  );
}

/** Throws WaybillError `invalid_input` for the first thing that cannot be, naming its field. */
export function checkBudget(written: WrittenBudget): CheckedBudget {
  const startsOn = checkDay("startsOn", written.startsOn);
  return {
    name: checkName(written.name),
    kind: oneOf("kind", BUDGET_KINDS, written.kind ?? "budget"),
    per: oneOf("per", BUDGET_PERIODS, written.per),
    filters: checkFilters(written.filters),
    amountUsd: checkAmount(written.amount),
    startsOn,
    endsOn: checkEnd(startsOn, written.endsOn ? checkDay("endsOn", written.endsOn) : null),
    workingDays: checkWorkingDays(written.workingDays),
    ownerEmail: checkOwner(written.ownerEmail),
    note: checkNote(written.note ?? ""),
  };
}
