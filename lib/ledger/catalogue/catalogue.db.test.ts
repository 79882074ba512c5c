import { expect, it } from "vitest";
import { z } from "zod";
import { select, sql } from "../../db/sql";
import type { EndpointReport, ModelReport } from "../../domain/catalogue/catalogue";
import { isCatalogueDue, storeModels } from "./catalogue";
import { storeEndpoints } from "./endpoints";

const at = (text: string) => new Date(`${text}:00Z`);

const model = (slug: string, pricing: Record<string, unknown>, name = slug): ModelReport => ({
  permaslug: slug.replace(/:.*/, ""),
  slug,
  name,
  author: "x",
  contextLength: 8192,
  maxCompletionTokens: 1024,
  pricing,
  inputModalities: ["text", "image"],
  outputModalities: ["text"],
  supportedParameters: ["tools"],
  benchmarks: { artificial_analysis: { intelligence_index: 41.5 } },
  createdAt: at("2026-01-01T00:00"),
  expirationDate: null,
});

const endpoint = (tag: string, prompt: string): EndpointReport => ({
  tag,
  provider: "Provider",
  quantization: null,
  contextLength: 8192,
  maxCompletionTokens: null,
  pricing: { prompt, completion: "1" },
  supportedParameters: [],
  supportsImplicitCaching: null,
  uptimeLastDay: 99.5,
});

const stored = (permaslug: string) =>
  select(
    sql`SELECT slug, name, tier, max_completion_tokens, input_modalities, benchmarks, first_seen_at, gone_at FROM models WHERE permaslug = ${permaslug}`,
    z.record(z.string(), z.unknown()),
  );
const prices = async (permaslug: string) =>
  (
    await select(
      sql`SELECT tag, from_at, pricing->>'prompt' AS prompt FROM model_prices WHERE permaslug = ${permaslug} ORDER BY tag, from_at`,
      z.object({ tag: z.string(), from_at: z.date(), prompt: z.string().nullable() }),
    )
  ).map(({ tag, from_at, prompt }) => `${tag || "model"} ${from_at.toISOString().slice(0, 10)} ${prompt}`);

it("keeps one row a permaslug, the plain slug's, with the tier of its price", async () => {
  const cheap = { prompt: "0.000001", completion: "0.000002" };
  await storeModels(
    [model("x/big:free", { prompt: "0", completion: "0" }), model("x/big", cheap, "Big")],
    at("2026-11-01T00:00"),
  );
  expect(await stored("x/big")).toEqual([
    {
      slug: "x/big",
      name: "Big",
      tier: "mid",
      max_completion_tokens: 1024,
      input_modalities: ["text", "image"],
      benchmarks: { artificial_analysis: { intelligence_index: 41.5 } },
      first_seen_at: at("2026-11-01T00:00"),
      gone_at: null,
    },
  ]);
});

it("keeps a history of prices, and says what left the list and what came back", async () => {
  const old = { prompt: "0.000001", completion: "0.000002" };
  const low = { prompt: "0.0000001", completion: "0.0000002" };
  await storeModels([model("y/a", old), model("y/b", old), model("y/c", old)], at("2026-11-02T00:00"));
  await storeModels([model("y/a", old), model("y/b", low), model("y/c", old)], at("2026-11-03T00:00"));
  await storeModels([model("y/a", old), model("y/b", low)], at("2026-11-04T00:00"));
  expect(await prices("y/a")).toEqual(["model 2026-11-02 0.000001"]);
  expect(await prices("y/b")).toEqual(["model 2026-11-02 0.000001", "model 2026-11-03 0.0000001"]);
  expect((await stored("y/b"))[0]).toMatchObject({ tier: "light", first_seen_at: at("2026-11-02T00:00"), gone_at: null });
  expect((await stored("y/c"))[0]).toMatchObject({ gone_at: at("2026-11-04T00:00") });
  await storeModels([model("y/a", old), model("y/b", low), model("y/c", low)], at("2026-11-05T00:00"));
  expect((await stored("y/c"))[0]).toMatchObject({ gone_at: null, first_seen_at: at("2026-11-02T00:00") });
  expect(await prices("y/c")).toEqual(["model 2026-11-02 0.000001", "model 2026-11-05 0.0000001"]);
});

it("learns nothing from a reading that comes late, twice or cut short", async () => {
  const old = { prompt: "0.000001", completion: "0.000002" };
  const many = ["a", "b", "c", "d", "e"].map((name) => model(`z/${name}`, old));
  await storeModels(many, at("2026-11-10T00:00"));
  const dear = { prompt: "1", completion: "1" };
  await Promise.all([storeModels([model("z/a", dear)], at("2026-11-09T00:00")), storeModels(many, at("2026-11-10T00:00"))]);
  expect(await prices("z/a")).toEqual(["model 2026-11-10 0.000001"]);
  await storeModels([model("z/a", old)], at("2026-11-11T00:00"));
  expect((await stored("z/b"))[0]).toMatchObject({ gone_at: null });
});

it("has no tier for a price that depends or is missing", async () => {
  await storeModels([model("w/auto", { prompt: "-1", completion: "-1" }), model("w/odd", {})], at("2026-11-12T00:00"));
  expect([(await stored("w/auto"))[0]?.tier, (await stored("w/odd"))[0]?.tier]).toEqual([null, null]);
});

it("is due a day after it was read", async () => {
  await storeModels([model("v/a", {})], at("2026-11-20T08:00"));
  expect(await isCatalogueDue(at("2026-11-21T07:00"))).toBe(false);
  expect(await isCatalogueDue(at("2026-11-21T09:00"))).toBe(true);
});

it("keeps who serves a model, at which price since when", async () => {
  await storeEndpoints("u/a", [endpoint("one", "1"), endpoint("two", "2"), endpoint("two", "3")], at("2026-11-01T00:00"));
  await storeEndpoints("u/a", [endpoint("one", "4")], at("2026-11-02T00:00"));
  expect(await prices("u/a")).toEqual(["one 2026-11-01 1", "one 2026-11-02 4", "two 2026-11-01 2"]);
  const kept = await select(
    sql`SELECT tag, gone_at IS NOT NULL AS gone FROM model_endpoints WHERE permaslug = 'u/a' ORDER BY tag`,
    z.object({ tag: z.string(), gone: z.boolean() }),
  );
  expect(kept).toEqual([
    { tag: "one", gone: false },
    { tag: "two", gone: true },
  ]);
});
