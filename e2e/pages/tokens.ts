import type { Page } from "@playwright/test";

/** Makes a token in Settings, API tokens, and returns it as the page shows it this once. */
export async function makeToken(page: Page, organization: string, name: string): Promise<string> {
  await page.goto(`/${organization}/settings/tokens`);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Make token" }).click();
  const notice = page.getByRole("status").filter({ hasText: "it is not shown again" });
  return (await notice.getByRole("code").textContent()) ?? "";
}
