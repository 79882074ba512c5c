/**
 * Walks every page and every file and answer of an organization as a manager of one team and as a member, by all ids there are
 * and with filters that name the other team: no name of the other team leaves the server, and no dollars it has a part in.
 */
import pino from "pino";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { pool } from "@/lib/db/client";
import { addDays, addMonths, dayOf, startOfDay, startOfMonth } from "@/lib/domain/day";
import { EXPORT_KINDS } from "@/lib/domain/export/export";
import { evaluateOrganization } from "@/lib/jobs/evaluate-alerts";
import { makeForecasts } from "@/lib/jobs/make-forecasts";
import { placesOf } from "@/lib/test/two-teams/places";
import { MATE, OTHER, OTHERS_LEAST, storeTwoTeams, type TwoTeams } from "@/lib/test/two-teams/two-teams";
import { browser, found, load, runsInBrowser } from "./_test/browser";
import { numbersIn, type Payload, payloadOf } from "./_test/page-payload";

const READERS = ["manager", "member"] as const;
type Reader = (typeof READERS)[number];

let inBrowser: Set<unknown>;
let world: TwoTeams;
let alertIds: string[];

beforeAll(async () => {
  inBrowser = await runsInBrowser();
  const now = new Date();
  world = await storeTwoTeams(now);
  // On the 22nd of last month as well, so that there is a record to show.
  const before = startOfDay(addDays(addMonths(startOfMonth(dayOf(now)), -1), 21));
  for (const at of [before, now]) await makeForecasts(world.organizationId, () => at);
  await evaluateOrganization(world.organizationId, { now: () => now, log: pino({ level: "silent" }) });
  const alerts = await pool().query("SELECT id FROM alert_states WHERE organization_id = $1", [world.organizationId]);
  alertIds = alerts.rows.map(({ id }) => id);
});
afterEach(() => {
  browser.token = null;
});

/** What must not leave, of what left: names and amounts. */
function leaks({ texts, numbers }: Payload, reader: Reader): string[] {
  const names = reader === "member" ? [OTHER, MATE] : [OTHER];
  const said = texts.filter((text) => names.some((name) => text.includes(name)));
  const amounts = [...numbers, ...texts.flatMap(numbersIn)].filter(
    (number) => Math.abs(number) >= OTHERS_LEAST && Math.abs(number) < 1e9,
  );
  return [...new Set([...said.map((text) => text.slice(0, 200)), ...amounts.map(String)])];
}

/** What is asked beside: nothing, everything at once, each of the other's by name, and every grouping. */
function questions(): Record<string, string>[] {
  const { other, shared, today } = world;
  return [
    {},
    { period: "90d", compare: "none", rows: "all", by: "developer", q: "a", from: "", to: "" },
    { developer: other.developerId },
    { team: other.teamId },
    { developer: "none", subject: other.teamId },
    { key: shared.keyId, by: "team" },
    { key: other.keyId, by: "feature", q: OTHER.slice(1) },
    { from: today.slice(0, 8).concat("01"), to: today, by: "day,cost_center,app", state: "accepted", order: "cost" },
  ].map((query) => Object.fromEntries(Object.entries(query).filter(([, value]) => value !== "")) as Record<string, string>);
}

async function outcome(act: () => Promise<Payload>): Promise<Payload> {
  try {
    return await act();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (/^(NOT FOUND|REDIRECT)/.test(message)) return { texts: [message], numbers: [] };
    throw error;
  }
}

const pages = found("[[]organization]/**/page.tsx");
const routes = [...found("[[]organization]/**/route.ts"), "api/organizations/[organization]/exports/[kind]/route.ts"];

describe.each(READERS)("as %s", (reader) => {
  it.each(pages)("%s shows nothing of the other team", async (file) => {
    browser.token = world.furnished.sessions[reader];
    const { default: page } = await load(file);
    for (const place of placesOf(file, world, alertIds)) {
      for (const query of questions()) {
        const params = Promise.resolve({ organization: world.furnished.slug, ...place });
        const element = { params, searchParams: Promise.resolve(query) };
        const payload = await outcome(async () => payloadOf(await page(element), (type) => inBrowser.has(type)));
        // What was asked for comes back in links and in the words that say that it is not there.
        const echoed = new Set([...Object.values(query), ...Object.values(place)]);
        expect([place, query, leaks({ ...payload, texts: payload.texts.filter((text) => !echoed.has(text)) }, reader)]).toEqual([
          place,
          query,
          [],
        ]);
      }
    }
  });

  it.each(routes)("%s answers nothing of the other team", async (file) => {
    browser.token = world.furnished.sessions[reader];
    const { GET } = await load(file);
    if (!GET) return;
    const kinds = file.includes("[kind]") ? EXPORT_KINDS.map((kind) => ({ kind })) : [];
    for (const place of kinds.length > 0 ? kinds : placesOf(file, world, alertIds)) {
      for (const query of questions()) {
        const url = `http://localhost/x?${new URLSearchParams({ q: OTHER, ...query })}`;
        const response: Response = await GET(new Request(url), {
          params: Promise.resolve({ organization: world.furnished.slug, ...place }),
        });
        const body = await response.text();
        expect([place, query, response.status < 500, leaks({ texts: body.split(/[,\r\n]/), numbers: [] }, reader)]).toEqual([
          place,
          query,
          true,
          [],
        ]);
      }
    }
  });

  it("and what is one's own is there to see", async () => {
    browser.token = world.furnished.sessions[reader];
    const { default: page } = await load("[organization]/developers/page.tsx");
    const element = {
      params: Promise.resolve({ organization: world.furnished.slug }),
      searchParams: Promise.resolve({ period: "90d" }),
    };
    const { texts } = await payloadOf(await page(element), (type) => inBrowser.has(type));
    expect(texts.some((text) => text.includes("Near person"))).toBe(true);
  });
});

it("the owner is shown what the others are not", async () => {
  browser.token = world.furnished.sessions.owner;
  for (const file of ["developers", "budgets", "spikes", "recommendations", "alerts", "forecast"].map(
    (name) => `[organization]/${name}/page.tsx`,
  )) {
    const { default: page } = await load(file);
    const element = {
      params: Promise.resolve({ organization: world.furnished.slug }),
      searchParams: Promise.resolve({ period: "90d" }),
    };
    const payload = await payloadOf(await page(element), (type) => inBrowser.has(type));
    expect([file, leaks(payload, "member").length > 2]).toEqual([file, true]);
  }
});
