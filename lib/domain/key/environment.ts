/** What a key is used for, as the organization says. */
export const KEY_ENVIRONMENTS = ["development", "ci", "production"] as const;
export type KeyEnvironment = (typeof KEY_ENVIRONMENTS)[number];

const WORDS: Record<KeyEnvironment, string> = { development: "Development", ci: "CI", production: "Production" };

export function isKeyEnvironment(text: string): text is KeyEnvironment {
  return (KEY_ENVIRONMENTS as readonly string[]).includes(text);
}

/** An environment as people read it; any other text as it is. */
export function environmentLabel(environment: string): string {
  return isKeyEnvironment(environment) ? WORDS[environment] : environment;
}
