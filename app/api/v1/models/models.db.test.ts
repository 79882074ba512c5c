import { randomUUID } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { pool } from "@/lib/db/client";
import type { ModelReport } from "@/lib/domain/catalogue/catalogue";
import { mintSystemScope } from "@/lib/domain/mint-scope";
import { storeModels } from "@/lib/ledger/catalogue/catalogue";
import { storeEndpoints } from "@/lib/ledger/catalogue/endpoints";
import { setTier } from "@/lib/ledger/catalogue/tier-overrides";
import { createOrganization } from "@/lib/ledger/organizations";
import { createToken } from "@/lib/ledger/tokens";
import { ErrorAnswer } from "../contract";
import { ModelsAnswer } from "./contract";
import { GET } from "./route";

const model = (slug: string, prompt: string, more: Partial<ModelReport> = {}): ModelReport => ({
  permaslug: `${slug}-20260101`,
  slug,
  name: slug,
  author: "x",
  contextLength: 8192,
  maxCompletionTokens: null,
  pricing: { prompt, completion: prompt },
  inputModalities: ["text"],
  outputModalities: ["text"],
  supportedParameters: [],
  benchmarks: null,
  createdAt: null,
  expirationDate: null,
  ...more,
});
let token = "";
const at = (day: number) => new Date(Date.UTC(2026, 10, day));

beforeAll(async () => {
  await storeModels([model("x/a", "0.00001"), model("x/b", "0.000001"), model("x/gone", "0.1")], at(1));
  await storeModels([model("x/a", "0.000005"), model("x/b", "0.000001")], at(2));
  const offer = { tag: "here", provider: "Here", quantization: null, contextLength: null, maxCompletionTokens: null };
  await storeEndpoints(
    "x/a-20260101",
    [
      {
        ...offer,
        pricing: { prompt: "1", completion: "1" },
        supportedParameters: [],
        supportsImplicitCaching: null,
        uptimeLastDay: 99,
      },
    ],
    at(2),
  );
  const { id } = await createOrganization(pool(), { name: `Acme ${randomUUID()}`, actor: { kind: "operator" } });
  const scope = mintSystemScope(id, { kind: "operator" });
  await setTier(scope, "x/b-20260101", "light", at(3));
  ({ token } = await createToken(scope, { name: "test", scopes: ["read"], expiresAt: null }, at(3)));
});

const ask = (query: string) =>
  GET(new Request(`http://localhost/api/v1/models?${query}`, { headers: { authorization: `Bearer ${token}` } }));
const answer = async (query: string) => ModelsAnswer.parse(await (await ask(query)).json()).models;

it("tells listed models with their tiers, and how their prices changed", async () => {
  const all = await answer("");
  expect(all.map(({ slug, tier, tierByPrice, blendedUsd }) => [slug, tier, tierByPrice, blendedUsd])).toEqual([
    ["x/a", "frontier", "frontier", "5"],
    ["x/b", "light", "mid", "1"],
  ]);
  expect(all[0]?.prices.map(({ from, pricing }) => [from.slice(0, 10), pricing.prompt])).toEqual([
    ["2026-11-01", "0.00001"],
    ["2026-11-02", "0.000005"],
  ]);
  expect(all[1]?.tierSet).toEqual({ by: "operator", at: "2026-11-03T00:00:00.000Z" });
  expect((await answer("tier=light")).map(({ slug }) => slug)).toEqual(["x/b"]);
});

it("tells a model by either name, who serves it, and one that has gone", async () => {
  const [a] = await answer("model=x/a");
  expect(a?.endpoints).toMatchObject([{ tag: "here", provider: "Here", uptimeLastDay: 99 }]);
  expect(a?.prices.map(({ endpoint }) => endpoint)).toEqual([null, null, "here"]);
  expect((await answer("model=x/gone-20260101&model=x/b")).map(({ slug, goneAt }) => [slug, goneAt !== null])).toEqual([
    ["x/b", false],
    ["x/gone", true],
  ]);
  expect(await answer("model=nobody/knows")).toEqual([]);
});

it.each(["tier=cheap", "model=", `model=${"x".repeat(400)}`])("refuses %s in words", async (query) => {
  const response = await ask(query);
  expect(response.status).toBe(400);
  expect(ErrorAnswer.parse(await response.json()).error.message).toMatch(/The parameter/);
});
