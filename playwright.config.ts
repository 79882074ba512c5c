import { defineConfig } from "@playwright/test";
import { BROWSER_FLAGS, findBrowser } from "./scripts/browser";

export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/set-up.ts",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  globalTimeout: 25 * 60_000,
  // A test that passes at the second try has found something: no retries.
  retries: 0,
  workers: 1,
  forbidOnly: true,
  outputDir: "test-results",
  reporter: [["list"]],
  use: {
    baseURL: process.env.WAYBILL_URL,
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    // Far from UTC: a page that shows the browser's day instead of OpenRouter's fails.
    timezoneId: "Asia/Kathmandu",
    launchOptions: { executablePath: findBrowser() ?? undefined, args: BROWSER_FLAGS },
  },
});
