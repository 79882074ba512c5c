import { expect } from "@playwright/test";
import { foundOrganization, test } from "./organizations";
import { enter } from "./pages/sign-in";
import { billed } from "./pages/spend";

const PATHS = ["overview", "developers", "keys", "models", "features"];

const BAD_QUERIES = [
  ["from=2026-11-10&to=2026-11-01", "The period starts (2026-11-10) after it ends (2026-11-01). Showing month to date."],
  ["from=2026-02-30&to=2026-11-01", '"2026-02-30" is not a day: use YYYY-MM-DD. Showing month to date.'],
  ["from=yesterday", '"yesterday" is not a day'],
  ["to=2026-11-01", "The period has an end (to) and no start (from)."],
  ["period=fortnight", 'There is no period "fortnight"'],
  ["from=1999-01-01&to=2026-11-01", "can be shown at once"],
  ["by=weather", 'Spend cannot be grouped by "weather": use day, developer'],
  ["compare=never", 'There is no comparison "never"'],
  ["sort=colour", 'Rows cannot be sorted by "colour"'],
  ["key=not-an-id", "This filter is left out."],
  [`by=${encodeURIComponent("<script>alert(1)</script>")}`, '"<script>alert(1)</script>"'],
] as const;

test("what a page cannot understand in its address is told in words, and it shows what it can", async ({ page, books }) => {
  await enter(page, books.people.owner, `/${books.slug}/overview`);
  const usual = await billed(page);
  for (const [query, words] of BAD_QUERIES) {
    for (const path of ["overview", "keys"]) {
      const asked = `/${books.slug}/${path}?${query}`;
      expect((await page.goto(asked))?.status(), asked).toBe(200);
      await expect(page.getByRole("alert").filter({ hasText: words }), asked).toBeVisible();
      expect(await billed(page), asked).toBe(usual);
    }
  }
});

test("a period outside the books says that it is unknown, not free, and leads to what there is", async ({ page, books }) => {
  await enter(page, books.people.owner, `/${books.slug}/overview`);
  for (const path of PATHS) {
    await page.goto(`/${books.slug}/${path}?from=2024-01-01&to=2024-01-31`);
    await expect(page.getByRole("heading", { name: "No day of 1–31 Jan 2024 is in the books" }), path).toBeVisible();
  }
  await page.getByRole("link", { name: "Show all there is" }).click();
  await expect(page.getByRole("region", { name: "Balance" })).toBeVisible();
});

test("addresses that lead to nothing are 404, with a way back", async ({ page, books }) => {
  await enter(page, books.people.owner, `/${books.slug}/overview`);
  for (const path of [
    "keys/00000000-0000-4000-8000-000000000000",
    "keys/not-an-id",
    "developers/%00",
    "models/nobody%2Fnothing",
    "settings/imports/00000000-0000-4000-8000-000000000000",
    "settings/imports/1",
    "settings/nothing",
    "nothing",
  ]) {
    expect((await page.goto(`/${books.slug}/${path}`))?.status(), path).toBe(404);
  }
});

test("an organization without data says what will be here and the next step", async ({ page }) => {
  const empty = await foundOrganization("nothing-yet");
  await enter(page, empty.people.owner, `/${empty.slug}/overview`);
  for (const path of PATHS) {
    await page.goto(`/${empty.slug}/${path}`);
    await expect(page.getByRole("heading", { name: "Nothing is in the books yet" }), path).toBeVisible();
    await expect(page.getByRole("link", { name: "Connect an OpenRouter management key" }), path).toBeVisible();
  }
});
