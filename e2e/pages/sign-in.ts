import type { Cookie, Page } from "@playwright/test";

/** Through the identity provider and back, as a person does it. Ends wherever Waybill leads. */
export async function signIn(page: Page, email: string, path = "/"): Promise<void> {
  await page.goto(path);
  await page.getByRole("button", { name: "Sign in with single sign-on" }).click();
  await page.getByLabel("E-mail address of somebody else").fill(email);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL((url) => url.origin === new URL(process.env.WAYBILL_URL ?? "").origin);
}

const sessions = new Map<string, Cookie[]>();

/** The same, but somebody who signed in for an earlier test goes on with that session: for tests of other things. */
export async function enter(page: Page, email: string, path: string): Promise<void> {
  const session = sessions.get(email);
  if (session) {
    await page.context().addCookies(session);
    await page.goto(path);
  } else {
    await signIn(page, email, path);
    sessions.set(email, await page.context().cookies(process.env.WAYBILL_URL));
  }
}
