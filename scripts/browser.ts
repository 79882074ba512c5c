/** The browser that tests and pictures use. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

/** Path of a Chromium: WAYBILL_CHROMIUM, else Playwright's own, else Debian's. null: none is installed. */
export function findBrowser(): string | null {
  const places = [process.env.WAYBILL_CHROMIUM, chromium.executablePath(), "/usr/bin/chromium", "/usr/bin/chromium-browser"];
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

/** Finds a browser, installing Debian's where there is none. Throws, saying what to do, when that is not possible. */
export function ensureBrowser(): string {
  const found = findBrowser();
  if (found) return found;
  console.log("Installing Debian's Chromium …");
  const asRoot = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  for (const step of [["update"], ["install", "-y", "--no-install-recommends", "chromium", "fonts-liberation"]]) {
    const [command = "", ...args] = [...asRoot, "apt-get", "-q", ...step];
    spawnSync(command, args, {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  }
  const installed = findBrowser();
  if (!installed) throw new Error("No browser was found and none could be installed. Name a Chromium by WAYBILL_CHROMIUM.");
  return installed;
}
