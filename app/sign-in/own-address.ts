const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Where to sign in instead, for somebody who came to this machine by another of its names than the configured address:
 * what the identity provider sends him back with belongs to that one. null for whoever came by it, or through a proxy,
 * which may name this server as it likes.
 */
export function ownAddress(host: string | null, origin: string): string | null {
  if (host === null || !URL.canParse(`http://${host}`)) return null;
  const [asked, own] = [new URL(`http://${host}`), new URL(origin)];
  const elsewhere = asked.hostname !== own.hostname && LOOPBACK.has(asked.hostname) && LOOPBACK.has(own.hostname);
  return elsewhere ? origin : null;
}
