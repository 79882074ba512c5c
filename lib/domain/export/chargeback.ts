import type { CsvCell } from "../csv";
import type { Finality } from "../finality";
import { addUsd, subtractUsd, type Usd, usdToString, ZERO_USD } from "../usd";
import type { ExportHead } from "./export";

/** A cost center, team or developer that is charged; null: nobody. */
export interface Charged {
  id: string;
  name: string;
  code?: string | null;
}

/**
 * What a line is: `usage` is charged to a developer; `unattributed` was billed and nobody is known for it; `difference`
 * takes back what evidence has beyond the bill; `fee` and `subscription` are no usage, and charged to nobody yet.
 */
const CHARGE_LINES = ["usage", "unattributed", "difference", "fee", "subscription"] as const;
export type ChargeLineKind = (typeof CHARGE_LINES)[number];

export interface ChargeLine {
  kind: ChargeLineKind;
  costCenter: Charged | null;
  team: Charged | null;
  developer: Charged | null;
  feature: string | null;
  /** What a fee or a subscription is for. */
  note: string | null;
  costUsd: Usd;
  byokUsd: Usd;
  requests: number;
  finality: Finality | null;
}

export interface ChargebackHead extends ExportHead {
  /** OpenRouter's own total of the month, added up from what it billed; null for who sees a part of it alone. */
  billedUsd: Usd | null;
}

export const CHARGEBACK_COLUMNS = [
  "line",
  "costCenter",
  "costCenterCode",
  "costCenterId",
  "team",
  "teamId",
  "developer",
  "developerId",
  "feature",
  "note",
  "costUsd",
  "byokUsd",
  "requests",
  "finality",
] as const;

const text = (value: string | null | undefined): CsvCell => (value ? { text: value } : null);

function named({ costCenter, team }: Pick<ChargeLine, "costCenter" | "team">): CsvCell[] {
  return [text(costCenter?.name), text(costCenter?.code), text(costCenter?.id), text(team?.name), text(team?.id)];
}

/** One line under CHARGEBACK_COLUMNS. */
export function chargeCells(line: ChargeLine): CsvCell[] {
  return [
    { text: line.kind },
    ...named(line),
    text(line.developer?.name),
    text(line.developer?.id),
    text(line.feature),
    text(line.note),
    { number: usdToString(line.costUsd) },
    { number: usdToString(line.byokUsd) },
    { number: String(line.requests) },
    text(line.finality),
  ];
}

interface Sum extends Pick<ChargeLine, "costCenter" | "team"> {
  costUsd: Usd;
  byokUsd: Usd;
  requests: number;
}

const NOTHING = { costUsd: ZERO_USD, byokUsd: ZERO_USD, requests: 0 };

/** Adds lines up while they go by: per cost center, per team in it, and per kind of line. As large as there are teams. */
export class ChargebackSums {
  readonly #centers = new Map<string, Sum>();
  readonly #teams = new Map<string, Sum>();
  readonly #kinds = new Map<ChargeLineKind, Sum>();

  add(line: ChargeLine): void {
    const { costCenter, team, kind } = line;
    this.#into(this.#kinds, kind, line, { costCenter: null, team: null });
    // What is no usage has no team to be charged to.
    if (kind === "fee" || kind === "subscription") return;
    this.#into(this.#centers, costCenter?.id ?? "", line, { costCenter, team: null });
    this.#into(this.#teams, `${costCenter?.id ?? ""} ${team?.id ?? ""}`, line, { costCenter, team });
  }

  #into<Key>(sums: Map<Key, Sum>, key: Key, line: ChargeLine, of: Pick<Sum, "costCenter" | "team">): void {
    const { costUsd, byokUsd, requests } = sums.get(key) ?? NOTHING;
    sums.set(key, {
      ...of,
      costUsd: addUsd(costUsd, line.costUsd),
      byokUsd: addUsd(byokUsd, line.byokUsd),
      requests: requests + line.requests,
    });
  }

  #of(kinds: readonly ChargeLineKind[]): Usd {
    return kinds.reduce((sum, kind) => addUsd(sum, this.#kinds.get(kind)?.costUsd ?? ZERO_USD), ZERO_USD);
  }

  /**
   * The lines at the foot: what each team and each cost center is charged, what the kinds of line come to, all spend,
   * OpenRouter's own total beside it, and what is between the two, which is nothing where the books balance.
   */
  foot({ billedUsd, finality }: ChargebackHead): CsvCell[][] {
    const total = (name: string, { costUsd, byokUsd, requests, ...of }: Sum): CsvCell[] => [
      { text: `# ${name}` },
      ...named(of),
      null,
      null,
      null,
      null,
      { number: usdToString(costUsd) },
      { number: usdToString(byokUsd) },
      { number: String(requests) },
      null,
    ];
    const amount = (name: string, usd: Usd | null): CsvCell[] => {
      const number = usd === null ? null : { number: usdToString(usd) };
      return [{ text: `# ${name}` }, ...CHARGEBACK_COLUMNS.slice(1).map((column) => (column === "costUsd" ? number : null))];
    };
    // Of a month without a day in the books nobody knows what was spent, which is not nothing.
    const known = (usd: Usd) => (finality === null ? null : usd);
    const spend = this.#of(["usage", "unattributed", "difference"]);
    const [fees, subscriptions] = [this.#of(["fee"]), this.#of(["subscription"])];
    return [
      ...[...this.#teams.values()].map((sum) => total(sum.team ? "Team" : "No team", sum)),
      ...[...this.#centers.values()].map((sum) => total(sum.costCenter ? "Cost center" : "No cost center", sum)),
      amount("Charged to developers", known(this.#of(["usage"]))),
      amount("Unattributed", known(this.#of(["unattributed"]))),
      amount("Difference", known(this.#of(["difference"]))),
      amount("Spend", known(spend)),
      ...(billedUsd === null
        ? []
        : [
            amount("OpenRouter's total", known(billedUsd)),
            amount("Spend less OpenRouter's total", known(subtractUsd(spend, billedUsd))),
          ]),
      amount("Fees", fees),
      amount("Subscriptions", subscriptions),
      amount("Total with fees and subscriptions", known(addUsd(spend, addUsd(fees, subscriptions)))),
    ];
  }
}
