import { globSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import pino from "pino";
import { sessionCookie } from "@/lib/access/session-cookie";
import { pool } from "@/lib/db/client";
import { evaluateOrganization } from "@/lib/jobs/evaluate-alerts";
import { placesOf } from "@/lib/test/two-teams/places";
import { storeTwoTeams } from "@/lib/test/two-teams/two-teams";

const NAMES = {
  own: "<img src=x onerror=alert(1)>",
  mate: "\"'><script>alert(2)</script><svg onload=alert(2)>",
  other: "javascript:alert(3)//{{7*7}}</textarea>\u202e<b>",
};
const ROOT = join(import.meta.dirname, "..", "app");
const SOME = 3;

/** What would stand on a page if a name had been taken for markup. */
function insertions(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const handlers = [...document.querySelectorAll("*")].filter((element) =>
      element.getAttributeNames().some((name) => name.startsWith("on")),
    );
    const links = [...document.querySelectorAll("a, area, iframe, object, embed")].filter((element) =>
      /^\s*(javascript|data|vbscript):/i.test(
        element.getAttribute("href") ?? element.getAttribute("data") ?? element.getAttribute("src") ?? "",
      ),
    );
    const scripts = [...document.querySelectorAll("script")].filter(({ textContent }) => /^\s*alert\(/.test(textContent ?? ""));
    return [...handlers, ...links, ...scripts].map(({ outerHTML }) => outerHTML.slice(0, 200));
  });
}

test("names that are markup are only ever names, on every page", async ({ page }) => {
  test.setTimeout(240_000);
  const now = new Date();
  const world = await storeTwoTeams(now, NAMES);
  await evaluateOrganization(world.organizationId, { now: () => now, log: pino({ level: "silent" }) });
  const alerts = await pool().query("SELECT id FROM alert_states WHERE organization_id = $1", [world.organizationId]);
  const { slug, sessions } = world.furnished;
  const url = process.env.WAYBILL_URL ?? "";
  await page.context().addCookies([{ name: sessionCookie(url).name, value: sessions.owner, url }]);

  const trouble: string[] = [];
  page.on("dialog", (dialog) => {
    trouble.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("pageerror", (error) => trouble.push(`an error: ${error.message}`));
  page.on("console", (message) => {
    // Chromium says so of each page that is not there.
    if (message.type() === "error" && !/status of 404/.test(message.text())) trouble.push(`the console: ${message.text()}`);
  });
  let names = 0;
  for (const file of globSync("[[]organization]/**/page.tsx", { cwd: ROOT }).sort()) {
    for (const place of placesOf(file, world, alerts.rows.map(({ id }) => id).slice(0, SOME)).slice(0, SOME)) {
      const parts = { organization: slug, ...place };
      const path = file
        .replace(/\/page\.tsx$/, "")
        .replace(/\[(\w+)\]/g, (_, name: keyof typeof parts) => encodeURIComponent(parts[name] ?? ""));
      await page.goto(`/${path}?period=90d`);
      const text = (await page.locator("body").textContent()) ?? "";
      if (Object.values(NAMES).some((name) => text.includes(name.slice(0, 20)))) names += 1;
      expect.soft([await insertions(page), trouble.splice(0)], path).toEqual([[], []]);
    }
  }
  expect(names).toBeGreaterThan(30);
});
