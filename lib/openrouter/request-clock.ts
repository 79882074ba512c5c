/** OpenRouter opened in 2023; what others report may be ahead of our clock by a day, not more. */
const FIRST_REQUEST = new Date("2023-01-01T00:00:00Z");
const AHEAD_MS = 86_400_000;

export const NOT_OUR_TIME = "not between 2023 and tomorrow";

/** Can a request have been made then? */
export function isOfOurTime(at: Date, now: Date): boolean {
  return at >= FIRST_REQUEST && at.getTime() <= now.getTime() + AHEAD_MS;
}
