import { expect, it } from "vitest";
import type { ModelReport } from "../../domain/catalogue/catalogue";
import { parseDay } from "../../domain/day";
import { mintPersonScope, mintSystemScope } from "../../domain/mint-scope";
import { parseUsd, usdToString } from "../../domain/usd";
import { storeModels } from "../../ledger/catalogue/catalogue";
import { rebuildDay } from "../../ledger/rebuild/rebuild-day";
import { drawnRequest } from "../../test/drawn-request";
import { storeAccount, storeBill, storeRequests } from "../../test/stored-day";
import { newModels } from "./new-models";
import { catalogueChanges } from "./price-history";

const DAY = parseDay("2026-11-20");
const NOW = new Date("2026-11-21T08:00:00Z");
const at = (text: string) => new Date(`${text}T06:00:00Z`);

const model = (slug: string, prompt: string, intelligence: number | null = 40): ModelReport => ({
  permaslug: slug,
  slug,
  name: slug,
  author: "x",
  contextLength: 200_000,
  maxCompletionTokens: null,
  pricing: { prompt, completion: prompt },
  inputModalities: ["text"],
  outputModalities: ["text"],
  supportedParameters: [],
  benchmarks: intelligence === null ? null : { artificial_analysis: { intelligence_index: intelligence } },
  createdAt: null,
  expirationDate: null,
});

const FIGURES = {
  costUsd: parseUsd("20"),
  byokUsd: parseUsd("0"),
  requests: 1,
  promptTokens: 900_000,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  completionTokens: 100_000,
  reasoningTokens: 0,
};
const REQUEST = drawnRequest({ second: 5, model: "x/used", externalUser: "ada@example.com", figures: FIGURES });

it("tells what came and fell in price since a day and would cost less on one's own traffic", async () => {
  const used = model("x/used", "0.00002");
  const [old, long] = [model("x/old", "0.00001"), { ...model("x/long", "0.000001"), contextLength: 2_000_000 }];
  // What is there at the first reading is not new.
  await storeModels([used, old, model("x/leaving", "0.000001")], at("2026-11-10"));
  await storeModels([used, old, long, model("x/short", "0.000001"), model("x/unrated", "0", null)], at("2026-11-16"));
  await storeModels(
    [used, { ...old, contextLength: 2_000_000, pricing: { prompt: "0.000005", completion: "0.000005" } }, long],
    at("2026-11-18"),
  );

  const account = await storeAccount([{ name: "web", creator: null, hasHash: true, owned: false, inWorkspace: false }]);
  await storeRequests(account, DAY, [REQUEST]);
  await storeBill(account, DAY, "analytics", [{ key: 0, model: "x/used", provider: null, ...FIGURES }], NOW);
  await rebuildDay(account.connectionId, DAY, NOW);
  const scope = mintSystemScope(account.organizationId, { kind: "operator" });

  const changes = await catalogueChanges(scope, at("2026-11-11"));
  expect(changes.map(({ kind, permaslug }) => `${kind} ${permaslug}`)).toEqual([
    "price x/old",
    "retired x/short",
    "retired x/unrated",
    "retired x/leaving",
    "new x/long",
    "new x/short",
    "new x/unrated",
  ]);

  const found = await newModels(scope, parseDay("2026-11-14"), DAY);
  // A million tokens at a millionth, of one day.
  expect(
    found.map((one) => [one.name, one.how, one.instead.name, usdToString(one.wouldCostUsd), usdToString(one.savedMonthlyUsd)]),
  ).toEqual([["x/long", "new", "x/used", "1", "570"]]);
  expect((await newModels(scope, parseDay("2026-11-17"), DAY)).map(({ name, how }) => [name, how])).toEqual([
    ["x/old", "undercut"],
  ]);
  expect(await newModels(scope, parseDay("2026-11-19"), DAY)).toEqual([]);

  // Two more requests of the same model, of a hundred tokens: those alone are cheap on a model that is dear for long prompts.
  const small = { ...FIGURES, costUsd: parseUsd("5"), promptTokens: 100, completionTokens: 0 };
  await storeRequests(
    account,
    DAY,
    [6, 7].map((second) => ({ ...REQUEST, second, figures: small })),
  );
  const steep = { prompt: "0.000001", completion: "0.000001", overrides: [{ min_prompt_tokens: 1_000, prompt: "0.000002" }] };
  const together = { ...FIGURES, requests: 3, costUsd: parseUsd("30"), promptTokens: 900_200 };
  await storeModels([used, { ...old, contextLength: 2_000_000 }, { ...long, pricing: steep }], at("2026-11-20"));
  await storeBill(account, DAY, "analytics", [{ key: 0, model: "x/used", provider: null, ...together }], NOW);
  await rebuildDay(account.connectionId, DAY, NOW);
  const [priced] = await newModels(scope, parseDay("2026-11-14"), DAY);
  // 900,000 at two millionths, 200 at one, and 100,000 answered at one.
  expect([priced?.name, priced && usdToString(priced.wouldCostUsd)]).toEqual(["x/long", "1.9002"]);

  const person = { kind: "person", userId: account.ownerId, email: "m@acme.com" } as const;
  const nobody = mintPersonScope(account.organizationId, person, "member", { kind: "developers", developerIds: [] });
  expect(await newModels(nobody, parseDay("2026-11-14"), DAY)).toEqual([]);
});
