/**
 * Sends every action forms whose fields hold what no page would send, and opens every page and every answer by addresses that no
 * link has: each answers in words or is not there, and none breaks.
 */
import fc from "fast-check";
import { beforeAll, describe, it } from "vitest";
import type { ActionState } from "@/app/_components/form/action-state";
import { FILTER_DIMENSIONS } from "@/lib/domain/spend/question";
import { type FurnishedOrganization, furnishOrganization } from "@/lib/test/furnished-organization";
import { browser, found, load, runsInBrowser } from "./_test/browser";
import { formOf } from "./_test/form-of";
import { HOSTILE_TEXTS } from "./_test/hostile-texts";
import { payloadOf } from "./_test/page-payload";

// Nothing listens there: whatever key is tried, it is asked about nowhere else.
process.env.OPENROUTER_BASE_URL = "http://127.0.0.1:9";

type Action = (state: ActionState, form: FormData) => Promise<ActionState>;
const actions = await Promise.all(
  found("[[]organization]/**/actions.ts").map(async (file) => {
    return Object.entries((await load(file)) as Record<string, Action>).map(([name, action]) => ({
      door: `${file} ${name}`,
      action,
    }));
  }),
);

let world: FurnishedOrganization;
beforeAll(async () => {
  world = await furnishOrganization();
  browser.token = world.sessions.owner;
});

type Spoil = { field: number; values: (string | File)[] };
const value = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<string | File>(...HOSTILE_TEXTS.filter((text) => text.isWellFormed())) },
  { weight: 1, arbitrary: fc.constantFrom<string | File>(new File(["x"], "a.csv")) },
);
const spoils: fc.Arbitrary<Spoil[]> = fc.array(
  fc.record({ field: fc.nat(), values: fc.oneof(fc.tuple(value), fc.array(value, { maxLength: 3 })) }),
  { minLength: 1, maxLength: 4 },
);

function spoilt(changes: readonly Spoil[]): FormData {
  const form = formOf(world);
  const names = [...new Set(form.keys())];
  for (const { field, values } of changes) {
    const name = names[field % names.length] ?? "name";
    form.delete(name);
    for (const one of values) form.append(name, one);
  }
  return form;
}

describe.each(actions.flat())("$door", ({ action }) => {
  it("answers in words, whatever its form holds", async () => {
    await fc.assert(
      fc.asyncProperty(spoils, async (changes) => {
        const said = await action({ done: false, error: null }, spoilt(changes)).catch((error: Error) => error);
        const answered = said instanceof Error ? /^(NOT FOUND|REDIRECT )/.test(said.message) : said.done || said.error?.message;
        if (!answered) throw said;
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });
});

const PLACES = ["organization", "id", "word", "week", "day", "kind"];
const PARAMETERS = [
  ...[
    "from",
    "to",
    "period",
    "compare",
    "by",
    "sort",
    "rows",
    "q",
    "order",
    "after",
    "state",
    "until",
    "edition",
    "subject",
    "at",
  ],
  ...[
    "day",
    "user",
    "session",
    "finish",
    "minimum",
    "source",
    "name",
    "kind",
    "amount",
    "per",
    "rule",
    "month",
    "part",
    "callbackUrl",
  ],
  ...FILTER_DIMENSIONS,
];
const text = fc.constantFrom(...HOSTILE_TEXTS.filter((one) => one.isWellFormed()));
const address = fc.record({
  place: fc.dictionary(fc.constantFrom(...PLACES), text, { maxKeys: 1, noNullPrototype: true }),
  query: fc.dictionary(fc.constantFrom(...PARAMETERS), fc.oneof(text, fc.array(text, { maxLength: 3 })), {
    maxKeys: 6,
    noNullPrototype: true,
  }),
});

/** Where nothing is spoilt, things that exist. */
function usual(file: string): Record<string, string> {
  const { slug, keyId, budgetId, importId, connectionId, alertId, recommendationId, spikeId, generationId, developerId } = world;
  const ids = { budgets: budgetId, imports: importId, connections: connectionId, reconciliation: connectionId, alerts: alertId };
  const more = { recommendations: recommendationId, spikes: spikeId, generations: generationId, people: developerId };
  const id = Object.entries({ ...ids, ...more }).find(([name]) => file.includes(`/${name}/`))?.[1] ?? keyId;
  return { organization: slug, id, word: keyId, week: "2026-W40", day: "2026-11-10", kind: "spend" };
}

let inBrowser: Set<unknown>;
beforeAll(async () => {
  inBrowser = await runsInBrowser();
});

describe.each(found("[[]organization]/**/page.tsx"))("%s", (file) => {
  it("shows something, or is not there, whatever its address says", async () => {
    const { default: page } = await load(file);
    await fc.assert(
      fc.asyncProperty(address, async ({ place, query }) => {
        // Next hands pages the parts of a path as they stand in the address; scripts/web-server.ts refuses those that cannot be read.
        const written = Object.entries(place).map(([name, part]) => [name, encodeURIComponent(part)]);
        const params = Promise.resolve({ ...usual(file), ...Object.fromEntries(written) });
        const props = { params, searchParams: Promise.resolve(query) };
        await payloadOf({ page: page(props) }, (type) => inBrowser.has(type)).catch((error: Error) => {
          if (!/^(NOT FOUND|REDIRECT )/.test(error.message)) throw error;
        });
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });
});

describe.each([...found("[[]organization]/**/route.ts"), ...found("api/organizations/**/route.ts")])("%s", (file) => {
  it("answers in words, whatever its address says", async () => {
    const { GET } = await load(file);
    if (!GET) return;
    await fc.assert(
      fc.asyncProperty(address, async ({ place, query }) => {
        const search = new URLSearchParams(
          Object.entries(query).flatMap(([name, values]) => [values].flat().map((one) => [name, one])),
        );
        const response: Response = await GET(new Request(`http://localhost/x?${search}`), {
          params: Promise.resolve({ ...usual(file), ...place }),
        });
        const body = await response.text();
        if (response.status >= 500) throw new Error(body);
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });
});
