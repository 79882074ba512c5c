/** Shorter parts are words that an answer may have of itself. */
const SHORTEST_PART = 8;

/** The parts of an address that let anybody send there: name and password, path, query, and the long parts of both. */
function secretsOf(url: string): string[] {
  if (!URL.canParse(url)) return [url];
  const { username, password, pathname, search } = new URL(url);
  const parts = `${pathname}${search}`.split(/[/?&=]/).filter((part) => part.length >= SHORTEST_PART);
  const whole = [url, `${pathname}${search}`, pathname].filter((text) => text.length > 1);
  const written = [...whole, username, password, search, ...parts].filter((text) => text !== "");
  return written.flatMap((text) => [text, decoded(text)]).sort((a, b) => b.length - a.length);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What a destination said, without its own address, which servers like to quote: whoever knows it can send there. */
export function withoutAddress(text: string, url: string): string {
  return secretsOf(url).reduce((rest, secret) => rest.replaceAll(secret, "…"), text);
}
