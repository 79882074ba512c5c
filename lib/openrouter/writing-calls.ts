import { pathBelow } from "./reading-calls";

/**
 * The only calls by which Waybill changes anything at OpenRouter: where Broadcast delivers to, and a workspace's switch
 * for it. None touches keys, members, budgets, credits, prompts or completions. Each needs a consent.
 */
const WRITING_CALLS: readonly { method: "POST" | "PATCH" | "DELETE"; path: RegExp; fields: readonly string[] | null }[] = [
  { method: "POST", path: /^\/observability\/destinations$/, fields: null },
  { method: "PATCH", path: /^\/observability\/destinations\/[^/]+$/, fields: null },
  { method: "DELETE", path: /^\/observability\/destinations\/[^/]+$/, fields: null },
  // A workspace has settings that are none of Waybill's business: this one field alone may be sent.
  { method: "PATCH", path: /^\/workspaces\/[^/]+$/, fields: ["is_observability_broadcast_enabled"] },
];

/** True for a call named above, to the configured server, that sends no other field than it may. */
export function isWritingCall(serverUrl: string, method: string, url: string, body: unknown): boolean {
  const path = pathBelow(serverUrl, url);
  if (path === null) return false;
  const call = WRITING_CALLS.find((known) => known.method === method && known.path.test(path));
  if (!call) return false;
  if (call.fields === null) return true;
  const sent = typeof body === "object" && body !== null ? Object.keys(body) : null;
  return sent?.every((field) => call.fields?.includes(field)) ?? false;
}
