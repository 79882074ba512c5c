import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

export const PHONE = { width: 390, height: 844 };

/**
 * What keeps somebody out of the page as it stands, by all rules or these. A builder of its own for each look: axe keeps
 * what it was told.
 */
export async function violations(page: Page, rules?: string[]): Promise<string[]> {
  const builder = new AxeBuilder({ page });
  const { violations: found } = await (rules ? builder.withRules(rules) : builder).analyze();
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
}

/** The same in both themes, and scrolling sideways on a phone. */
export async function faults(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    found.push(...(await violations(page)).map((one) => `${colorScheme} ${one}`));
  }
  const size = page.viewportSize();
  await page.setViewportSize(PHONE);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  if (width > PHONE.width) found.push(`scrolls to ${width} on a phone`);
  if (size) await page.setViewportSize(size);
  return found;
}
