import { readFileSync } from "node:fs";
import { join } from "node:path";

const FIXTURES = join(import.meta.dirname, "..", "..", "lib", "openrouter", "broadcast", "fixtures");
/** Real ones, but for the one that shows tags and privacy mode, of which nobody has published any. */
const NAMES = ["success", "error", "synthetic-tags-cost-privacy"];

/** Real deliveries, each cut at its generation's id so that every one sent is of another generation. */
const TEMPLATES = NAMES.map((name) => {
  const text = JSON.stringify(JSON.parse(readFileSync(join(FIXTURES, `broadcast-otlp-${name}.json`), "utf8")));
  const id = /gen-[0-9]+-[A-Za-z0-9]+/.exec(text)?.[0] ?? "";
  return text.split(id);
});

let made = 0;
const run = `${process.pid}x${Date.now().toString(36)}`;

/** The next delivery. */
export function nextBody(): string {
  made += 1;
  return (TEMPLATES[made % TEMPLATES.length] ?? []).join(`gen-1790605442-${run}${made}`);
}
