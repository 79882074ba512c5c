import { expect, type Locator, type Page } from "@playwright/test";

/** Presses keys until what they open is there: a page is there to see a moment before it listens. */
export async function pressUntil(page: Page, keys: readonly string[], wanted: Locator): Promise<void> {
  await expect(async () => {
    for (const key of keys) await page.keyboard.press(key);
    await expect(wanted).toBeVisible({ timeout: 2_000 });
  }).toPass();
}
