/** How many labelled anomalies the detector of spikes finds in other people's series, and how often it cries wolf. */

import { dayOf, weekday } from "../lib/domain/day";
import { anomalies } from "../lib/domain/spike/anomaly";
import { type LabelledSeries, readLabelled } from "./anomalies/labelled-series";
import { type Bench, BenchUsageError } from "./harness/bench";

const HOUR_MS = 3_600_000;

/** A window counts once, however often it is hit; whatever lies in none is false. */
function judge({ name, start, hours, days, windows }: LabelledSeries) {
  const firstWeekday = weekday(dayOf(new Date(start)));
  const found = anomalies({ values: hours, perDay: 24, firstWeekday, direction: "both" });
  const inWindow = found.map(({ from, to }) =>
    windows.findIndex((window) => start + (to + 1) * HOUR_MS > window.from && start + from * HOUR_MS <= window.to),
  );
  const hit = new Set(inWindow.filter((place) => place >= 0)).size;
  return {
    name,
    days,
    labels: windows.length,
    found: hit,
    missed: windows.length - hit,
    wrong: inWindow.filter((place) => place < 0).length,
  };
}

const share = (part: number, whole: number) => (whole > 0 ? Number((part / whole).toFixed(4)) : null);

export const bench: Bench = {
  about: "labelled anomalies found in series by the hour: precision, recall and false ones a month",
  usage: "<folder> <labels.json>",
  async run(_workshop, [folder, labels]) {
    if (folder === undefined || labels === undefined) throw new BenchUsageError("Name a folder of series and a file of labels.");
    const judged = readLabelled(folder, labels).map(judge);
    const sum = (of: "labels" | "found" | "missed" | "wrong" | "days") => judged.reduce((all, series) => all + series[of], 0);
    const [found, missed, wrong] = [sum("found"), sum("missed"), sum("wrong")];
    // Where nothing was labelled and nothing called out, nothing was wrong.
    const f1 = share(2 * found, 2 * found + missed + wrong) ?? 1;
    return {
      value: f1,
      unit: "f1",
      baseline: 1,
      precision: share(found, found + wrong) ?? 1,
      recall: share(found, found + missed) ?? 1,
      f1,
      falsePer30Days: Number(((30 * wrong) / Math.max(sum("days"), 1 / 24)).toFixed(4)),
      series: judged.length,
      labels: sum("labels"),
      found,
      wrong,
      table: judged.map((series) => ({ ...series, days: Math.round(series.days) })),
    };
  },
};
