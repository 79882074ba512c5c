const SUFFIX = /:([a-z]{1,30})$/;
/** Routers that choose the model; others of OpenRouter's own, such as `openrouter/free`, name a model of theirs. */
const ROUTER = /^openrouter\/(auto|auto-beta)$/;
/** Served before others, or after them, at another price than the listed one. */
const TIERS = ["priority", "ultrafast", "flex"];

/**
 * How a request was asked for beyond its model: `free` and other suffixes, `auto` where a router chose the model, or the
 * service tier that was billed. Null: plainly, as far as it is told.
 */
export function askedHow(served: string, asked: string, billedTier: string): string | null {
  return (
    SUFFIX.exec(served)?.[1] ??
    SUFFIX.exec(asked)?.[1] ??
    ROUTER.exec(asked)?.[1] ??
    (TIERS.includes(billedTier) ? billedTier : null)
  );
}
