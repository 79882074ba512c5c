/** The browser that tests and pictures use. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";

/** Where a browser is unpacked for people who may not install one: see install-browser.ts. */
export const OWN_BROWSER = join(import.meta.dirname, "..", ".data", "browser");

/** Path of a Chromium: WAYBILL_CHROMIUM, else Playwright's own, else Debian's, else our own. null: there is none. */
export function findBrowser(): string | null {
  const debians = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];
  const places = [process.env.WAYBILL_CHROMIUM, chromium.executablePath(), ...debians, join(OWN_BROWSER, "chromium")];
  return places.find((path) => path && existsSync(path)) ?? null;
}

/** What Chromium needs to run unattended: root may not use its sandbox, and nothing may be fetched. */
export const BROWSER_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
