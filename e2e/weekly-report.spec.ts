import { expect } from "@playwright/test";
import { dayOf } from "@/lib/domain/day";
import { addWeeks, daysOfWeek, formatWeek, weekOf } from "@/lib/domain/iso-week";
import { parseUsd, usdToString } from "@/lib/domain/usd";
import { billOf } from "./bill";
import { foundOrganization, test } from "./organizations";
import { enter } from "./pages/sign-in";

const week = addWeeks(weekOf(dayOf(new Date())), -1);
const earlier = addWeeks(week, -1);

test("an owner makes a week's report, reads the bill's own figure, and finds it again", async ({ page, books }) => {
  await enter(page, books.people.owner, `/${books.slug}/reports/${earlier}`);
  await page.getByRole("button", { name: "Make it now" }).click();
  await expect(page.getByRole("heading", { name: "In short" })).toBeVisible();
  const { from, to } = daysOfWeek(earlier);
  const [response] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "JSON" }).click()]);
  const chunks: Buffer[] = [];
  for await (const chunk of await response.createReadStream()) chunks.push(chunk as Buffer);
  const report = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  expect(report.spend.usd).toBe(usdToString(parseUsd((await billOf(from, to)).total.costUsd)));
  await page.getByRole("link", { name: "All weeks" }).click();
  const table = page.getByRole("table", { name: "Weekly reports, newest first" });
  await expect(table.getByRole("link", { name: formatWeek(earlier) })).toBeVisible();
});

test("a week that does not exist says which is meant, and a manager sees no other team's", async ({ page, books }) => {
  await enter(page, books.people.manager, `/${books.slug}/reports/2025-W53`);
  await expect(page.getByRole("main").getByRole("alert")).toContainText("The week after it is 2026-W01.");
  await page.goto(`/${books.slug}/reports/${week}?team=0b7f4a52-6d1d-4f0e-9d0c-000000000001`);
  await expect(page.getByRole("main").getByRole("alert")).toContainText("There is no such report for you.");
});

test("an owner says who gets it, and sees who that is", async ({ page }) => {
  const { slug, people } = await foundOrganization("report-list");
  await enter(page, people.owner, `/${slug}/settings/reports`);
  await page.getByLabel("Members by role").selectOption("finance");
  await page.getByRole("button", { name: "Add the role" }).click();
  await expect(page.getByText("Everybody with the role finance")).toBeVisible();
  const today = page.getByRole("table", { name: "Everybody who gets the weekly report, and which" });
  await expect(today.getByText(people.finance)).toBeVisible();
});
