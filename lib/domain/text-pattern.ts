export const MATCH_KINDS = ["exact", "prefix", "glob", "regex"] as const;
export type MatchKind = (typeof MATCH_KINDS)[number];

export type TextTest = (text: string) => boolean;

/**
 * Makes a test of a regular expression. It is handed in, because this folder takes no package: it must need time in
 * proportion to the text, whatever the expression is, and throw for one that it cannot read.
 */
export type CompileRegex = (pattern: string) => TextTest;

/** A longer value matches no regular expression: it must cost no more time, and cutting it would move its end. */
export const LONGEST_SEARCHED = 1_000;

/**
 * `*` stands for any run of characters, `?` for any one. A star that turns out to have taken too little takes one more:
 * only the last star is ever gone back to, so that the time is at most text × pattern.
 */
function globTest(pattern: string): TextTest {
  const wanted = [...pattern];
  return (text) => {
    const given = [...text];
    let at = 0;
    let from = 0;
    let star = -1;
    let resume = 0;
    while (from < given.length) {
      if (wanted[at] === "*") {
        star = at++;
        resume = from;
      } else if (at < wanted.length && (wanted[at] === "?" || wanted[at] === given[from])) {
        at++;
        from++;
      } else if (star >= 0) {
        at = star + 1;
        from = ++resume;
      } else return false;
    }
    while (wanted[at] === "*") at++;
    return at === wanted.length;
  };
}

/** Tests a text as a condition says; case counts. Throws what `compile` throws. */
export function textTest(match: MatchKind, pattern: string, compile: CompileRegex): TextTest {
  switch (match) {
    case "exact":
      return (text) => text === pattern;
    case "prefix":
      return (text) => text.startsWith(pattern);
    case "glob":
      return globTest(pattern);
    case "regex": {
      const test = compile(pattern);
      return (text) => text.length <= LONGEST_SEARCHED && test(text);
    }
  }
}
