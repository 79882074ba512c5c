/** The calls Waybill makes to OpenRouter without being asked. All of them read; none touches prompts or completions. */
const READING_CALLS: readonly { method: "GET" | "POST"; path: RegExp }[] = [
  { method: "GET", path: /^\/key$/ },
  { method: "GET", path: /^\/credits$/ },
  { method: "GET", path: /^\/workspaces$/ },
  { method: "GET", path: /^\/keys$/ },
  { method: "GET", path: /^\/observability\/destinations$/ },
  { method: "GET", path: /^\/organization\/members$/ },
  { method: "GET", path: /^\/activity$/ },
  { method: "GET", path: /^\/analytics\/meta$/ },
  { method: "POST", path: /^\/analytics\/query$/ },
  { method: "GET", path: /^\/generation$/ },
  { method: "GET", path: /^\/models$/ },
  { method: "GET", path: /^\/models\/[^/]+\/[^/]+\/endpoints$/ },
];

/** What a URL asks for below the server's base address; null for another host, scheme or folder. */
export function pathBelow(serverUrl: string, url: string): string | null {
  const base = new URL(serverUrl);
  const asked = new URL(url);
  const folder = base.pathname.replace(/\/+$/, "");
  if (asked.origin !== base.origin || !asked.pathname.startsWith(`${folder}/`)) return null;
  return asked.pathname.slice(folder.length);
}

/** True for a call that may leave the process: named above, and to the configured server, so that no key goes elsewhere. */
export function isReadingCall(serverUrl: string, method: string, url: string): boolean {
  const path = pathBelow(serverUrl, url);
  return path !== null && READING_CALLS.some((call) => call.method === method && call.path.test(path));
}

/** Analytics calls count against OpenRouter's published limit a minute. */
export function countsAgainstAnalyticsLimit(serverUrl: string, url: string): boolean {
  return pathBelow(serverUrl, url)?.startsWith("/analytics/") ?? false;
}
