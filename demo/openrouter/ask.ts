import type { DemoOpenRouter } from "./server";

export interface Reply {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever came
  json: any;
}

/** For tests: one request to the pretend OpenRouter, or under `/_demo`, and its answer as JSON. */
export async function ask(
  server: DemoOpenRouter,
  path: string,
  {
    body,
    key = server.managementKey,
    headers = {},
  }: { body?: unknown; key?: string | null; headers?: Record<string, string> } = {},
): Promise<Reply> {
  const response = await fetch(path.startsWith("/_demo") ? `${server.origin}${path}` : `${server.url}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { "Content-Type": "application/json", ...(key === null ? {} : { Authorization: `Bearer ${key}` }), ...headers },
    body: body === undefined ? null : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, json: await response.json() };
}

/** For tests: the rows of an Analytics query. */
export async function query(server: DemoOpenRouter, body: object): Promise<Record<string, string | number | null>[]> {
  const { status, json } = await ask(server, "/analytics/query", { body: { limit: 10_000, ...body } });
  if (status !== 200) throw new Error(`${status}: ${json.error.message}`);
  if (json.data.metadata.truncated) throw new Error("truncated");
  return json.data.data;
}
