const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/sk-or-[A-Za-z0-9_-]+/g, "sk-or-…"],
  [/\bwbl_[A-Za-z0-9_-]+/g, "wbl_…"],
  [/\bwhsec_[A-Za-z0-9+/=_-]+/g, "whsec_…"],
  [/(bearer\s+)[^\s"']+/gi, "$1…"],
  [/([a-z][a-z0-9+.-]*:\/\/[^:/\s@]*:)[^@\s/]+@/gi, "$1…@"],
  [/(hooks\.slack\.com\/)[^\s"']+/gi, "$1…"],
];

/** Text without what looks like a key, a token or a password in an address, as errors of libraries may quote them. */
export function withoutSecrets(text: string): string {
  return SECRETS.reduce((rest, [pattern, shown]) => rest.replace(pattern, shown), text);
}
