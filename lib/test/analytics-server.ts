/**
 * The least that answers like Analytics, with a row limit as low as a test likes and its worst habit: a filter value it
 * cannot resolve is dropped with a warning, and a filter without values left does not filter.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as the server knows it. */
export interface AnalyticsFact {
  /** Milliseconds. */
  at: number;
  /** null: chatroom. */
  keyHash: string | null;
  keyName: string;
  model: string;
  costUsd: number;
  byokUsd: number;
  generationId: string;
  externalUser: string | null;
}

export interface AnalyticsServer {
  url: string;
  facts: AnalyticsFact[];
  limit: number;
  /** Hashes whose keys are gone: their rows are there, filters do not know them. */
  unresolvable: ReadonlySet<string>;
  questions: Question[];
  stop(): Promise<void>;
}

interface Question {
  dimensions: string[];
  granularity: "day" | "hour";
  time_range: { start: string; end: string };
  filters: { field: string; operator: "in" | "not_in"; value: string[]; include_unset?: boolean }[];
}

const COLUMNS: Record<string, (fact: AnalyticsFact) => string | null> = {
  api_key_id: (fact) => fact.keyName,
  model: (fact) => fact.model,
  generation_id: (fact) => fact.generationId,
  external_user: (fact) => fact.externalUser,
};

function answer(server: AnalyticsServer, question: Question) {
  const warnings: string[] = [];
  const filters = question.filters.flatMap((filter) => {
    const value = filter.value.filter((hash) => !server.unresolvable.has(hash));
    if (value.length < filter.value.length) warnings.push("some api_key_id could not be resolved");
    return value.length > 0 ? [{ ...filter, value }] : [];
  });
  const [from, to] = [Date.parse(question.time_range.start), Date.parse(question.time_range.end)];
  const step = question.granularity === "day" ? 86_400_000 : 3_600_000;
  const rows = new Map<string, Record<string, string | number | null>>();
  for (const fact of server.facts) {
    const wanted = filters.every(({ operator, value, include_unset }) => {
      if (fact.keyHash === null) return operator === "not_in" && include_unset === true;
      return value.includes(fact.keyHash) === (operator === "in");
    });
    if (!wanted || fact.at < from || fact.at >= to) continue;
    const bucket = new Date(Math.floor(fact.at / step) * step).toISOString();
    const labels = question.dimensions.map((name) => [name, COLUMNS[name]?.(fact) ?? null] as const);
    // As OpenRouter groups: by what a key is, not by what it is called.
    const id = JSON.stringify([bucket, ...labels, question.dimensions.includes("api_key_id") ? fact.keyHash : ""]);
    const row = rows.get(id) ?? {
      [`date__${question.granularity}`]: bucket,
      ...Object.fromEntries(labels),
      credits_usage: 0,
      total_usage: 0,
      request_count: 0,
    };
    rows.set(id, {
      ...row,
      credits_usage: Number(row.credits_usage) + fact.costUsd,
      total_usage: Number(row.total_usage) + fact.costUsd + fact.byokUsd,
      request_count: String(Number(row.request_count) + 1),
    });
  }
  const all = [...rows.values()];
  const metadata = { query_time_ms: 1, row_count: Math.min(all.length, server.limit), truncated: all.length > server.limit };
  return { data: { data: all.slice(0, server.limit), metadata, ...(warnings.length > 0 ? { warnings } : {}) } };
}

export async function startAnalyticsServer(): Promise<AnalyticsServer> {
  const http = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const question = JSON.parse(body) as Question;
    server.questions.push(question);
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer(server, question)));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const server: AnalyticsServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/api/v1`,
    facts: [],
    limit: 10_000,
    unresolvable: new Set(),
    questions: [],
    async stop() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return server;
}
