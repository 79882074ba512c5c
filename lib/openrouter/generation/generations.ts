import { z } from "zod";
import { addFigures, type Figures } from "../../domain/figures";
import type { GenerationReport } from "../../domain/generation/generation";
import { compareUsd } from "../../domain/usd";
import { type AnalyticsFilter, AnalyticsRow, bucketOf, dimensionOf, queryAnalytics, ROW_LIMIT } from "../billed/analytics";
import { AnalyticsFigures, FIGURE_METRICS } from "../billed/cells";
import type { OpenRouter } from "../client";
import { count, day, instant, type Refused, readRows } from "../readers";
import { quoted, unreadable } from "../refusal";
import type { KeyPart } from "./key-partition";
import { type ColumnReader, SparseColumn } from "./sparse-column";

const HOUR_MS = 3_600_000;
/** Analytics takes a generation id and one more dimension a question: what they tell is put together by id. */
const FURTHER_DIMENSIONS = ["api_key_id", "provider", "external_user", "session_id", "app"] as const;

/** Requests OpenRouter counts in each hour that has any, keyed by the hour's first millisecond. */
export async function requestsByHour(openRouter: OpenRouter, from: Date, to: Date): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  if (from >= to) return found;
  const question = { metrics: ["request_count"], dimensions: [], granularity: "hour" as const, from, to };
  for (const row of (await queryAnalytics(openRouter, question)).rows) {
    const hour = instant.safeParse(bucketOf(row));
    const requests = count.safeParse(row.request_count);
    // A count that cannot be read only makes a window wider than it should be, which is then cut.
    if (hour.success) found.set(hour.data.getTime(), requests.success ? requests.data : 0);
  }
  return found;
}

/** Every row of a question by generation, however often its time must be halved to fit an answer. */
async function rowsById(
  openRouter: OpenRouter,
  dimension: string,
  metrics: readonly string[],
  from: Date,
  to: Date,
  filters: AnalyticsFilter[] = [],
): Promise<AnalyticsRow[]> {
  const dimensions = ["generation_id", dimension];
  const answer = await queryAnalytics(openRouter, { metrics, dimensions, granularity: "hour", from, to, filters });
  // Keys that Analytics cannot resolve leave this filter perhaps without any: its rows could be anybody's.
  if (answer.filterIgnored && filters.some((filter) => filter.operator === "in")) return [];
  if (!answer.truncated) return answer.rows;
  const middle = new Date(Math.floor((from.getTime() + to.getTime()) / 2 / 1_000) * 1_000);
  if (middle <= from) throw unreadable("POST /analytics/query", `more than ${ROW_LIMIT} requests at ${from.toISOString()}`);
  const newer = await rowsById(openRouter, dimension, metrics, middle, to, filters);
  return [...newer, ...(await rowsById(openRouter, dimension, metrics, from, middle, filters))];
}

/** When a request was made: by its id where that agrees with the hour it is billed in, else that hour's start. */
export function createdAtOf(generationId: string, hour: Date): Date {
  const seconds = /^gen-(\d{9,11})-/.exec(generationId)?.[1];
  const time = Number(seconds ?? Number.NaN) * 1_000;
  return time >= hour.getTime() && time < hour.getTime() + HOUR_MS ? new Date(time) : hour;
}

/** What the first question tells of a request: its figures and its model. */
interface Served extends Figures {
  generationId: string;
  createdAt: Date;
  model: string;
}

const ServedRow = AnalyticsRow.transform((row, context): Served | null => {
  const generationId = dimensionOf(row, "generation_id");
  // Without an id there is nothing to know it by again; its money stays in the day's remainder.
  if (generationId === null) return null;
  const hour = instant.safeParse(bucketOf(row));
  const figures = AnalyticsFigures.safeParse(row);
  if (hour.success && figures.success) {
    const createdAt = createdAtOf(generationId, hour.data);
    return { ...figures.data, generationId, createdAt, model: dimensionOf(row, "model") ?? "unknown" };
  }
  const issue = figures.error?.issues[0] ?? { path: ["date"], message: "is not a time" };
  context.addIssue({ code: "custom", path: [...issue.path], message: issue.message });
  return z.NEVER;
});

/** Requests by id. Rows of one id (a request that was served twice) add up; the dearer one names the model. */
function servedById(rows: readonly AnalyticsRow[]): { served: Map<string, Served>; refused: Refused[] } {
  const read = readRows(rows, ServedRow, (row) => {
    const bucket = day.safeParse(bucketOf(row));
    const found = bucket.success ? bucket.data : null;
    return { cell: quoted(`${found ?? "no day"}, generation ${dimensionOf(row, "generation_id")}`), day: found };
  });
  const served = new Map<string, Served>();
  for (const row of read.rows) {
    if (row === null) continue;
    const known = served.get(row.generationId);
    const dearer = known && compareUsd(known.costUsd, row.costUsd) >= 0 ? known : row;
    served.set(row.generationId, known ? { ...dearer, ...addFigures(known, row) } : row);
  }
  return { served, refused: read.refused };
}

/** Runs the questions two at a time: OpenRouter answers slowly at times, and its limit is a minute's. */
async function twoAtATime<Item>(items: readonly Item[], ask: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items];
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await ask(item);
  };
  await Promise.all([lane(), lane()]);
}

function reportOf(
  { requests: _, ...request }: Served,
  known: (dimension: string) => string | null,
  hash: string | null,
): GenerationReport {
  const app = known("app");
  return {
    ...request,
    source: "analytics",
    keyHash: hash,
    keyName: known("api_key_id"),
    variant: null,
    provider: known("provider"),
    externalUser: known("external_user"),
    member: known("user"),
    sessionId: known("session_id"),
    app: app === "Unknown" ? null : app,
    feature: null,
    tags: null,
    streamed: null,
    cancelled: null,
    finishReason: null,
    generationTimeMs: null,
    firstTokenMs: null,
  };
}

/** Reads single requests of one account, window by window. */
export class GenerationReader {
  readonly #has: (dimension: string) => boolean;
  readonly #own: KeyPart["hashByName"];
  /** Requests by keys that share their names: which key, a round of such keys at a time. */
  readonly #shared: { part: KeyPart; names: SparseColumn }[];
  /** Requests by keys that nobody lists: whose. */
  readonly #members: SparseColumn;

  /**
   * `parts` are all keys (`partitionKeys`); `offered` the dimensions that this account's Analytics has, what it lacks
   * stays null; nothing older than `oldest` is asked for.
   */
  constructor(
    readonly openRouter: OpenRouter,
    parts: readonly KeyPart[],
    offered: ReadonlySet<string>,
    oldest: Date,
  ) {
    const [main, ...rounds] = parts;
    this.#has = (dimension) => offered.size === 0 || offered.has(dimension);
    this.#own = main?.hashByName ?? new Map();
    const keys = (operator: "in" | "not_in", value: readonly string[]): AnalyticsFilter =>
      operator === "in"
        ? { field: "api_key_id", operator, value: [...value] }
        : { field: "api_key_id", operator, value: [...value], includeUnset: true };
    this.#shared = rounds.map((part) => ({
      part,
      names: new SparseColumn(this.#column("api_key_id"), keys("in", part.only ?? []), oldest),
    }));
    const listed = parts.flatMap((part) => [...part.hashByName.values()]);
    this.#members = new SparseColumn(this.#column("user"), keys("not_in", listed), oldest);
  }

  #column(dimension: string): ColumnReader {
    return async (from, to, filters) => {
      const values = new Map<string, string>();
      for (const row of await rowsById(this.openRouter, dimension, ["request_count"], from, to, filters)) {
        const id = dimensionOf(row, "generation_id");
        // An account's member is better known by address than by name.
        const value = (dimension === "user" ? dimensionOf(row, "user_email") : null) ?? dimensionOf(row, dimension);
        if (id !== null && value !== null) values.set(id, value);
      }
      return values;
    };
  }

  /** The keys that are known for certain, by generation. */
  async #hashes(names: ReadonlyMap<string, string>, from: Date, to: Date): Promise<Map<string, string>> {
    const hashes = new Map<string, string>();
    for (const [id, name] of names) {
      const hash = this.#own.get(name);
      if (hash !== undefined) hashes.set(id, hash);
    }
    const seen = new Set(names.values());
    for (const { part, names: column } of this.#shared) {
      if (![...part.hashByName.keys()].some((name) => seen.has(name))) continue;
      for (const [id, name] of await column.valuesIn(from, to)) {
        const hash = part.hashByName.get(name);
        if (hash !== undefined) hashes.set(id, hash);
      }
    }
    return hashes;
  }

  /**
   * Single requests from `from` to `to` (excluded), with whatever Analytics knows of each. Refused ones are left out and
   * named.
   */
  async read(from: Date, to: Date): Promise<{ reports: GenerationReport[]; refused: Refused[] }> {
    const { served, refused } = servedById(await rowsById(this.openRouter, "model", FIGURE_METRICS, from, to));
    if (served.size === 0) return { reports: [], refused };
    const columns = new Map<string, ReadonlyMap<string, string>>();
    await twoAtATime(FURTHER_DIMENSIONS.filter(this.#has), async (dimension) => {
      columns.set(dimension, await this.#column(dimension)(from, to, []));
    });
    const hashes = await this.#hashes(columns.get("api_key_id") ?? new Map(), from, to);
    // Whose a request is follows from its key; only where the key is unknown is the member worth a question.
    if (this.#has("user") && [...served.keys()].some((id) => !hashes.has(id))) {
      columns.set("user", await this.#members.valuesIn(from, to));
    }
    const reports = [...served].map(([id, request]) =>
      reportOf(request, (dimension) => columns.get(dimension)?.get(id) ?? null, hashes.get(id) ?? null),
    );
    return { reports, refused };
  }
}
