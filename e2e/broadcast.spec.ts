import { expect, type Page } from "@playwright/test";
import { INFERENCE_KEY, MANAGEMENT_KEY } from "./account";
import { demoUrl } from "./bill";
import { connect, foundOrganization, syncAgain, test } from "./organizations";
import { ConnectionsPage } from "./pages/connections";
import { enter } from "./pages/sign-in";

const api = (path: string) => new URL(`/api/v1${path}`, demoUrl("health"));

async function ask(path: string, method = "GET", body: unknown = undefined, key = MANAGEMENT_KEY) {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const response = await fetch(api(path), { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  expect(response.ok, `${method} ${path}`).toBe(true);
  return response.json();
}

async function destinations(): Promise<{ id: string; name: string; sampling_rate: number; config: { url: string } }[]> {
  const { data } = await ask("/workspaces");
  const lists = await Promise.all(data.map(({ id }: { id: string }) => ask(`/observability/destinations?workspace_id=${id}`)));
  return lists.flatMap((list) => list.data);
}

const fact = (page: Page, label: string) =>
  page.getByRole("term").filter({ hasText: label }).locator("xpath=following-sibling::dd");
const status = (page: Page, word: string) => page.getByRole("heading", { level: 1 }).getByText(word, { exact: true });

test("Broadcast is turned on with consent, delivers, is repaired and turned off", async ({ page, books }) => {
  test.setTimeout(150_000);
  const organization = await connect(await foundOrganization("broadcast"));
  const connections = new ConnectionsPage(page, organization.slug);
  await enter(page, organization.people.owner, connections.path);
  await connections.card("Test account").getByRole("link", { name: "Broadcast" }).click();
  await expect(status(page, "Off")).toBeVisible();
  await expect(fact(page, "Last delivery")).toHaveText("None yet");

  // It says what it will change before it may, and does nothing until somebody consents.
  const said = page.getByRole("listitem").filter({ hasText: "make the destination" });
  await expect(said).toHaveCount(2);
  await expect(said.first()).toContainText("without prompts and completions");
  const turnOn = page.getByRole("button", { name: "Turn on Broadcast" });
  await turnOn.click();
  expect(await destinations()).toEqual([]);
  await page.getByLabel("I consent that Waybill changes this").check();
  await turnOn.click();
  await expect(status(page, "On")).toBeVisible();
  await expect(page.getByText("Delivers here")).toHaveCount(2);
  expect((await destinations()).map(({ name, sampling_rate }) => [name, sampling_rate])).toEqual([
    ["Waybill", 1],
    ["Waybill", 1],
  ]);

  // A request that is made now arrives, and is part of what the bill is explained by.
  const chat = { model: "anthropic/claude-sonnet-5", messages: [{ role: "user", content: "Say something." }] };
  await ask("/chat/completions", "POST", { ...chat, trace: { feature: "broadcast" } }, INFERENCE_KEY);
  await expect(async () => {
    await page.reload();
    await expect(fact(page, "Requests delivered")).toHaveText("1", { timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await expect(fact(page, "Last delivery")).toContainText("UTC");
  await expect(fact(page, "Share of the bill")).toHaveText(/%$/);

  // Somebody changes it at OpenRouter: it is seen, said and repaired.
  const [first] = await destinations();
  await ask(`/observability/destinations/${first?.id}`, "PATCH", { sampling_rate: 0.25, privacy_mode: false });
  await page.getByRole("button", { name: "Look again" }).click();
  await expect(status(page, "Needs repair")).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "send all requests instead of 25 %" })).toBeVisible();
  await page.getByLabel("I consent that Waybill changes this").check();
  await page.getByRole("button", { name: "Repair Broadcast" }).click();
  await expect(status(page, "On")).toBeVisible();
  expect((await destinations())[0]?.sampling_rate).toBe(1);

  await page.getByRole("button", { name: "Turn off" }).click();
  await page.getByRole("button", { name: "Turn off Broadcast" }).click();
  await expect(status(page, "Off")).toBeVisible();
  expect(await destinations()).toEqual([]);

  // Who consented to what, and what was done, stays.
  await page.goto(`/${organization.slug}/settings/audit`);
  for (const action of [
    "consent given",
    "destination created",
    "destination repaired",
    "destination removed",
    "consent withdrawn",
  ]) {
    await expect(page.getByText(`broadcast ${action}`).first(), action).toBeVisible();
  }

  // The request is on the account's bill now, which other tests hold these books against.
  await syncAgain(books);
});

test("only those who manage connections see it", async ({ page, books }) => {
  await enter(page, books.people.owner, `/${books.slug}/settings/connections`);
  const href = await page.getByRole("link", { name: "Broadcast" }).getAttribute("href");
  await page.context().clearCookies();
  await enter(page, books.people.finance, href ?? "");
  await expect(page.getByText("This page is not open to the role finance")).toBeVisible();
});
