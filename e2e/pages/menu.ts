import type { Page } from "@playwright/test";

/** Opens one of the menus of a page's head, such as Period. */
export async function openMenu(page: Page, name: string): Promise<void> {
  await page
    .locator("summary")
    .filter({ hasText: `${name}: ` })
    .click();
}
