import { sumUsd, type Usd } from "../usd";
import type { DimensionValue } from "./value";

/** billed = explained + unattributed + difference, to the last digit. */
export interface Balance {
  billedUsd: Usd;
  explainedUsd: Usd;
  unattributedUsd: Usd;
  differenceUsd: Usd;
}

/** Splits a total into what has a value of the dimension that the rows are by, what has none, and the difference. */
export function balanceOf(rows: readonly { kind: DimensionValue["kind"]; costUsd: Usd }[]): Balance {
  const sumOf = (kind: DimensionValue["kind"]) => sumUsd(rows.filter((row) => row.kind === kind).map((row) => row.costUsd));
  return {
    billedUsd: sumUsd(rows.map((row) => row.costUsd)),
    explainedUsd: sumOf("value"),
    unattributedUsd: sumOf("none"),
    differenceUsd: sumOf("difference"),
  };
}
