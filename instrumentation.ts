/** Once a server start: a bad environment stops it here, with every bad variable named, and not at somebody's first page. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs" || process.env.NEXT_PHASE === "phase-production-build") return;
  const { stopUnlessConfigured } = await import("./lib/access/stop-unless-configured");
  stopUnlessConfigured();
}
