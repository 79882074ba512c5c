import type { Page } from "@playwright/test";

/** Through the identity provider and back, as a person does it. Ends wherever Waybill leads. */
export async function signIn(page: Page, email: string, path = "/"): Promise<void> {
  await page.goto(path);
  await page.getByRole("button", { name: "Sign in with single sign-on" }).click();
  await page.getByLabel("E-mail address of somebody else").fill(email);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL((url) => url.origin === new URL(process.env.WAYBILL_URL ?? "").origin);
}
