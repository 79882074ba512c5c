/** Where to go after signing in: a path of this server, whatever the address says. */
export function returnTo(asked: string | string[] | undefined, origin: string): string {
  if (typeof asked !== "string" || !URL.canParse(asked, origin)) return "/";
  const url = new URL(asked, origin);
  if (url.origin !== origin || url.pathname.startsWith("/sign-in") || url.pathname.startsWith("//")) return "/";
  return `${url.pathname}${url.search}`;
}
