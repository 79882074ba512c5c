/** Checks records against the requirements of FOCUS 1.2 that a machine can check (PROVENANCE.md says which, and why). */
import model from "./rules-1.2.json" with { type: "json" };

type Row = Readonly<Record<string, string>>;

interface Check {
  CheckFunction?: string;
  ColumnName?: string;
  ColumnAName?: string;
  ColumnBName?: string;
  ResultColumnName?: string;
  ModelRuleId?: string;
  Value?: string | number | null;
  ExpectedCount?: number;
  Items?: Check[];
}

interface Rule {
  keyword: string;
  says: string;
  requirement: Check;
  condition: Check;
}

const RULES = model.rules as unknown as Record<string, Rule>;
const ROOT = "CostAndUsage-D-000-M";

/** The check says less than the rule: see PROVENANCE.md. */
const NARROWER_IN_WORDS = new Set(["EffectiveCost-C-005-C"]);

const NUMBER = /^-?\d+(\.\d+)?([eE]-?\d+)?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
/** A unit, a count of them, or units by time. */
const UNIT = /^(\d+ )?[A-Z][A-Za-z]*( [A-Z][A-Za-z]*)*(-[A-Z][a-z]+)?$/;

/** A decimal as a whole number of 10⁻ⁿ, n its decimals. */
function exact(text: string): { units: bigint; decimals: number } {
  const [whole = "", fraction = ""] = text.split(".");
  return { units: BigInt(whole + fraction), decimals: fraction.length };
}

/** Whether two decimals multiply to a third, to the last digit. */
function isProduct(a: string, b: string, result: string): boolean {
  const [one, other, third] = [exact(a), exact(b), exact(result)];
  const decimals = one.decimals + other.decimals;
  const most = Math.max(decimals, third.decimals);
  return one.units * other.units * 10n ** BigInt(most - decimals) === third.units * 10n ** BigInt(most - third.decimals);
}

function flatObject(text: string): boolean {
  const parsed: unknown = JSON.parse(text);
  return (
    parsed !== null &&
    typeof parsed === "object" &&
    !Array.isArray(parsed) &&
    Object.values(parsed).every((value) => typeof value !== "object" || value === null)
  );
}

const cellOf = (row: Row, column: string | undefined): string | null => row[column ?? ""] || null;
const wanted = (value: Check["Value"]) => (value === null || value === undefined ? null : String(value));

/** Checks of one cell; an empty cell meets those about its form. */
const CELLS: Record<string, (text: string) => boolean> = {
  TypeString: () => true,
  FormatString: (text) => text.isWellFormed() && text.trim() !== "",
  TypeDecimal: (text) => NUMBER.test(text),
  FormatNumeric: (text) => NUMBER.test(text),
  CheckDecimalValue: (text) => NUMBER.test(text),
  TypeDateTime: (text) => INSTANT.test(text) && !Number.isNaN(Date.parse(text)),
  FormatDateTime: (text) => INSTANT.test(text),
  FormatUnit: (text) => UNIT.test(text),
  FormatKeyValue: flatObject,
  FormatCurrency: (text) => /^[A-Z]{3}$/.test(text),
  CheckNationalCurrency: (text) => text === "USD",
};

const ROWS: Record<string, (row: Row, check: Check) => boolean> = {
  CheckValue: (row, { ColumnName, Value }) => cellOf(row, ColumnName) === wanted(Value),
  CheckNotValue: (row, { ColumnName, Value }) => cellOf(row, ColumnName) !== wanted(Value),
  CheckSameValue: (row, { ColumnAName, ColumnBName }) => cellOf(row, ColumnAName) === cellOf(row, ColumnBName),
  CheckNotSameValue: (row, { ColumnAName, ColumnBName }) => cellOf(row, ColumnAName) !== cellOf(row, ColumnBName),
  CheckGreaterOrEqualThanValue: (row, { ColumnName, Value }) => Number(cellOf(row, ColumnName) ?? Value) >= Number(Value),
  ColumnByColumnEqualsColumnValue: (row, { ColumnAName, ColumnBName, ResultColumnName }) =>
    isProduct(cellOf(row, ColumnAName) ?? "0", cellOf(row, ColumnBName) ?? "0", cellOf(row, ResultColumnName) ?? "0"),
};

export interface Breach {
  rule: string;
  keyword: string;
  says: string;
  row: Row | null;
}

/** The first record whose value of one column goes with another number of values of the other than it has to. */
function firstUnlike({ ColumnAName = "", ColumnBName = "", ExpectedCount }: Check, rows: readonly Row[]): Row | undefined {
  const pairs = Map.groupBy(
    rows.filter((row) => row[ColumnAName]),
    (row) => row[ColumnAName],
  );
  return [...pairs.values()].find((same) => new Set(same.map((row) => row[ColumnBName])).size !== ExpectedCount)?.[0];
}

/**
 * Which rules some records break, with the first record that does; the order is the model's. `checked`: how many were
 * applied.
 */
export function focusBreaches(columns: readonly string[], rows: readonly Row[]): { breaches: Breach[]; checked: Set<string> } {
  const breaches = new Map<string, Breach>();
  const checked = new Set<string>();

  const meets = (row: Row, check: Check): boolean => {
    const { CheckFunction: name = "", Items = [], ColumnName, ModelRuleId = "" } = check;
    if (name === "") return true;
    if (name === "AND") return Items.every((item) => meets(row, item));
    if (name === "OR") return Items.some((item) => meets(row, item));
    if (name === "CheckModelRule") return meetsRule(row, ModelRuleId);
    const cell = CELLS[name];
    if (cell) return cellOf(row, ColumnName) === null || cell(row[ColumnName ?? ""] ?? "");
    const test = ROWS[name];
    if (!test) throw new Error(`no check ${name}`);
    return test(row, check);
  };
  const meetsRule = (row: Row, id: string): boolean => {
    const rule = RULES[id];
    return !rule || !meets(row, rule.condition) || meets(row, rule.requirement);
  };

  /** The first record that breaks it; null: a column is missing; undefined: it holds. */
  const brokenBy = (part: Check, { says }: Rule, among: readonly Row[]): Row | null | undefined => {
    const { CheckFunction: name, ColumnName = "" } = part;
    const isThere = columns.includes(ColumnName);
    if (name === "ColumnPresent") return isThere ? undefined : null;
    if (name === "CheckDistinctCount") return firstUnlike(part, among);
    // Of a column that is rightly absent there is nothing to ask.
    if (ColumnName !== "" && !isThere && !says.includes("present")) return undefined;
    return among.find((row) => !meets(row, part));
  };

  const breach = (id: string, { keyword, says }: Rule, row: Row | null) => {
    if (!breaches.has(id)) breaches.set(id, { rule: id, keyword, says, row });
  };
  const walk = (id: string, among: readonly Row[]): void => {
    const rule = RULES[id];
    // What may be and need not cannot be broken.
    if (!rule || rule.keyword === "MAY" || NARROWER_IN_WORDS.has(id)) return;
    checked.add(id);
    const { requirement, condition } = rule;
    const rowsOfIt = among.filter((row) => meets(row, condition));
    const parts = requirement.CheckFunction === "AND" ? (requirement.Items ?? []) : [requirement];
    for (const part of parts) {
      if (part.CheckFunction === "CheckModelRule") {
        walk(part.ModelRuleId ?? "", rowsOfIt);
        continue;
      }
      const row = brokenBy(part, rule, rowsOfIt);
      if (row !== undefined) breach(id, rule, row);
    }
  };
  walk(ROOT, rows);
  return { breaches: [...breaches.values()], checked };
}
