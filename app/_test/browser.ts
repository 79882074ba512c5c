import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { vi } from "vitest";

/** Who is signed in where pages, actions and routes are asked in a test; null: nobody. */
export const browser = { token: null as string | null };

// What asks Next for them must be loaded after this, as load() does.
vi.doMock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => (browser.token && name.includes("session") ? { value: browser.token } : undefined),
  }),
  headers: async () => new Headers(),
}));
vi.doMock("next/cache", () => ({ revalidatePath: () => {} }));
vi.doMock("next/navigation", async (original) => ({
  ...(await original<object>()),
  notFound: () => {
    throw new Error("NOT FOUND");
  },
  redirect: (path: string) => {
    throw new Error(`REDIRECT ${path}`);
  },
}));

process.env.WAYBILL_URL = "http://localhost";
process.env.NEXTAUTH_SECRET = "a secret of more than thirty-two characters";

const APP = join(import.meta.dirname, "..");

/** Files of `app`, in their order. */
export const found = (pattern: string) => globSync(pattern, { cwd: APP }).sort();
// biome-ignore lint/suspicious/noExplicitAny: modules are found by name
export const load = (file: string): Promise<any> => import(/* @vite-ignore */ join(APP, file));

/** What runs in the browser: exports of files that say so, and what is not the project's own. */
export async function runsInBrowser(): Promise<Set<unknown>> {
  const all = new Set<unknown>([(await import("next/link")).default]);
  for (const file of found("**/*.tsx")) {
    if (!readFileSync(join(APP, file), "utf8").startsWith('"use client"')) continue;
    for (const exported of Object.values(await load(file))) all.add(exported);
  }
  return all;
}
