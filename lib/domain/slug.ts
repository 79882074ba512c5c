/** First parts of paths that are Waybill's own. */
const RESERVED = new Set(["api", "sign-in", "_next", "favicon", "robots", "sitemap", "static", "public", "assets", "settings"]);

/** Whether the text can be an organization's part of an address: short, lower-case, and no word that a page needs. */
export function isSlug(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,62}$/.test(text) && !RESERVED.has(text);
}

/** An organization's path from its name: `Acme & Söhne` is `acme-sohne`. */
export function slugFrom(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 40)
    .replace(/-$/, "");
  return isSlug(plain) ? plain : `organization${plain ? `-${plain}` : ""}`;
}
