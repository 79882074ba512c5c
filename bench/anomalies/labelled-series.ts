import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Papa from "papaparse";
import { BenchUsageError } from "../harness/bench";

const HOUR_MS = 3_600_000;
/** As in the benchmark whose form this is: a tenth of a series, shared among its labels, each in the middle of its part. */
const LABELLED_SHARE = 0.1;

export interface Window {
  from: number;
  to: number;
}

export interface LabelledSeries {
  name: string;
  /** Midnight UTC of its first day, in milliseconds. */
  start: number;
  /** Mean of each hour from there on; null where nothing was measured. */
  hours: (number | null)[];
  days: number;
  windows: Window[];
}

/** Time stamps without a zone are taken for UTC. */
function timeOf(text: string, place: string): number {
  const time = Date.parse(
    `${text
      .trim()
      .replace(" ", "T")
      .replace(/\.(\d{3})\d*$/, ".$1")}Z`,
  );
  if (Number.isNaN(time)) throw new BenchUsageError(`${place}: ${JSON.stringify(text)} is no time like 2014-04-11 09:00:00.`);
  return time;
}

function windowsOf(labels: unknown, name: string, first: number, last: number): Window[] {
  if (!Array.isArray(labels)) throw new BenchUsageError(`The labels of ${name} are no list.`);
  const half = ((last - first) * LABELLED_SHARE) / Math.max(1, labels.length) / 2;
  return labels.map((label: unknown) => {
    if (typeof label === "string") {
      const at = timeOf(label, name);
      return { from: at - half, to: at + half };
    }
    const [from, to] = Array.isArray(label) ? label : [];
    if (typeof from !== "string" || typeof to !== "string")
      throw new BenchUsageError(`A label of ${name} is neither a time nor a window of two.`);
    return { from: timeOf(from, name), to: timeOf(to, name) };
  });
}

function readSeries(path: string, name: string, labels: unknown): LabelledSeries {
  const { data } = Papa.parse<{ timestamp?: string; value?: string }>(readFileSync(path, "utf8").replace(/^\uFEFF/, ""), {
    header: true,
    skipEmptyLines: "greedy",
  });
  const points = data.map(({ timestamp = "", value = "" }, index) => ({
    at: timeOf(timestamp, `${name}, row ${index + 2}`),
    value: Number(value),
  }));
  const times = points.map(({ at }) => at);
  const [first, last] = [times.reduce((a, b) => Math.min(a, b), Infinity), times.reduce((a, b) => Math.max(a, b), -Infinity)];
  if (points.length === 0) throw new BenchUsageError(`${name} has no rows of timestamp and value.`);
  const start = Math.floor(first / (24 * HOUR_MS)) * 24 * HOUR_MS;
  const count = Math.floor((last - start) / HOUR_MS) + 1;
  if (count > 200_000) throw new BenchUsageError(`${name} spans more than twenty years of hours.`);
  const sums = Array.from({ length: count }, () => ({ sum: 0, count: 0 }));
  for (const { at, value } of points) {
    const hour = sums[Math.floor((at - start) / HOUR_MS)];
    if (!hour || !Number.isFinite(value)) continue;
    hour.sum += value;
    hour.count += 1;
  }
  return {
    name,
    start,
    hours: sums.map(({ sum, count }) => (count === 0 ? null : sum / count)),
    days: (last - first) / (24 * HOUR_MS),
    windows: windowsOf(labels, name, first, last),
  };
}

/** Every series of the folder that has labels, none of which may be empty; a label without its file is left out. */
export function readLabelled(folder: string, labelsPath: string): LabelledSeries[] {
  for (const path of [folder, labelsPath]) if (!existsSync(path)) throw new BenchUsageError(`There is no ${path}.`);
  const labels = JSON.parse(readFileSync(labelsPath, "utf8")) as Record<string, unknown>;
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".csv"))
    .sort();
  const series = files.flatMap((file) => {
    // Asked for one folder of the set, its files are named with the folder in the labels.
    const name = Object.keys(labels).find((label) => label === file || label.endsWith(`/${file}`));
    return name === undefined ? [] : [readSeries(join(folder, file), name, labels[name])];
  });
  if (series.length === 0) throw new BenchUsageError(`None of the ${files.length} CSV files in ${folder} has labels.`);
  return series;
}
