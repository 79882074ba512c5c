import { causeWords } from "../../domain/spend/driver-words";
import {
  causeOfRow,
  comparableChange,
  type DimensionDrivers,
  type DriverRow,
  EFFECTS,
  type KnownDays,
} from "../../domain/spend/drivers";
import type { FilterDimension } from "../../domain/spend/question";
import { subtractUsd, sumUsd, type Usd, usdToString, ZERO_USD } from "../../domain/usd";
import type { ReportChangeRow, ReportChanges, ReportValue, Section } from "../../domain/weekly-report/weekly-report";
import { driversOf } from "../spend/drivers";
import type { AskedWeek } from "./asked-week";

/** Rows that are told of each dimension; the rest is a sum. */
const LISTED = 4;
const NAMED = 5;

const DIMENSIONS: Record<AskedWeek["subject"]["kind"], readonly FilterDimension[]> = {
  organization: ["team", "developer", "key", "model", "feature"],
  teams: ["developer", "key", "model", "feature"],
  developers: ["key", "model", "feature"],
};

const spent = (row: DriverRow, when: "before" | "after"): Usd => row[when]?.costUsd ?? ZERO_USD;

function tableRow(dimension: FilterDimension, row: DriverRow, days: KnownDays): ReportChangeRow {
  const isSame = comparableChange(row.effects) === ZERO_USD;
  return {
    value: { dimension, ...row.value },
    kind: row.kind,
    beforeUsd: usdToString(spent(row, "before")),
    usd: usdToString(spent(row, "after")),
    byUsd: usdToString(row.changeUsd),
    why: isSame ? "" : causeWords({ row, cause: causeOfRow(row, days) }, days),
  };
}

function restOf(rows: readonly DriverRow[]): ReportChanges["dimensions"][number]["rest"] {
  if (rows.length === 0) return null;
  const [before, after] = (["before", "after"] as const).map((when) => sumUsd(rows.map((row) => spent(row, when))));
  return {
    count: rows.length,
    beforeUsd: usdToString(before ?? ZERO_USD),
    usd: usdToString(after ?? ZERO_USD),
    byUsd: usdToString(subtractUsd(after ?? ZERO_USD, before ?? ZERO_USD)),
  };
}

function namesOf({ dimension, rows }: DimensionDrivers, kind: DriverRow["kind"]): ReportValue[] {
  const found = rows.filter((row) => row.kind === kind && row.value.kind === "value" && row.changeUsd !== ZERO_USD);
  return found.slice(0, NAMED).map(({ value }) => ({ dimension, ...value }));
}

/** What changed against the week before and why: by price, volume and mix, and by what is new and gone. */
export async function askChanges({ scope, subject, period, before, today }: AskedWeek): Promise<Section<ReportChanges>> {
  const dimensions = DIMENSIONS[subject.kind];
  const drivers = await driversOf(scope, { filters: {}, before, after: period, dimensions }, today);
  if (!drivers)
    return { known: false, why: "The books have no day of this week, or none of the week before to compare it with." };
  const byModel = drivers.dimensions.find(({ dimension }) => dimension === "model");
  if (!byModel) throw new Error("drivers are told by every dimension that was asked for");
  const effects = EFFECTS.map((effect) => [effect, usdToString(byModel.effects[effect])]);
  return {
    known: true,
    sentence: drivers.sentence,
    byUsd: usdToString(drivers.changeUsd),
    effects: Object.fromEntries(effects) as ReportChanges["effects"],
    effectsBy: "model",
    dimensions: drivers.dimensions
      // A dimension without any name says no more than the total.
      .filter(({ rows }) => rows.some(({ value }) => value.kind === "value"))
      .map((one) => ({
        dimension: one.dimension,
        rows: one.rows.slice(0, LISTED).map((row) => tableRow(one.dimension, row, drivers.days)),
        rest: restOf(one.rows.slice(LISTED)),
        newOnes: namesOf(one, "new"),
        goneOnes: namesOf(one, "gone"),
      })),
  };
}
