/** Marks that turn the direction of what follows them, beyond the name's end. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * An outside name within a sentence or a line: on one line, cut to so many characters (it may have ten thousand), and
 * without marks that would change the text after it.
 */
export function shortName(text: string, longest: number): string {
  const characters = [...text.replace(TURNS, "").replace(/\s+/g, " ").trim()];
  return characters.length > longest ? `${characters.slice(0, longest).join("")}…` : characters.join("");
}
