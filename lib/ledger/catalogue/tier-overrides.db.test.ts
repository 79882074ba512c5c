import { expect, it } from "vitest";
import { z } from "zod";
import { select, sql } from "../../db/sql";
import type { ModelReport } from "../../domain/catalogue/catalogue";
import { parseDay } from "../../domain/day";
import { NO_FIGURES } from "../../domain/figures";
import { mintPersonScope, mintSystemScope } from "../../domain/mint-scope";
import { parseUsd, usdToString } from "../../domain/usd";
import { modelNotes } from "../../queries/about/model-notes";
import { catalogue } from "../../queries/catalogue/catalogue";
import { tieredModels } from "../../queries/catalogue/tiered-models";
import { spend } from "../../queries/spend/spend";
import { type Account, storeAccount, storeBill } from "../../test/stored-day";
import { rebuildDay } from "../rebuild/rebuild-day";
import { storeModels } from "./catalogue";
import { setTier } from "./tier-overrides";

const DAY = parseDay("2026-11-20");
const NOW = new Date("2026-11-21T08:00:00Z");
const operator = (account: Account) => mintSystemScope(account.organizationId, { kind: "operator" });

const model = (slug: string, prompt: string): ModelReport => ({
  permaslug: slug,
  slug,
  name: slug,
  author: "x",
  contextLength: null,
  maxCompletionTokens: null,
  pricing: { prompt, completion: prompt },
  inputModalities: [],
  outputModalities: [],
  supportedParameters: [],
  benchmarks: null,
  createdAt: null,
  expirationDate: null,
});

/** A dollar on a dear model, two on a light one, four on one that no catalogue knows. */
async function spent(): Promise<Account> {
  await storeModels([model("x/dear", "0.00001"), model("x/light", "0.0000001"), model("x/auto", "-1")], NOW);
  const account = await storeAccount([{ name: "web", creator: null, hasHash: true, owned: false, inWorkspace: false }]);
  const cell = { ...NO_FIGURES, key: 0, provider: null, requests: 1 };
  const cells = [
    { ...cell, model: "x/dear", costUsd: parseUsd("1") },
    { ...cell, model: "x/light", costUsd: parseUsd("2") },
    { ...cell, model: "x/unheard", costUsd: parseUsd("4") },
  ];
  await storeBill(account, DAY, "analytics", cells, NOW);
  await rebuildDay(account.connectionId, DAY, NOW);
  return account;
}

async function byTier(account: Account, filters = {}): Promise<string[]> {
  const { rows } = await spend(operator(account), { from: DAY, to: DAY, by: ["tier"], filters }, DAY);
  return rows.map((row) => `${row.values.tier?.label} ${usdToString(row.costUsd)}`).sort();
}

it("tells spend by tier, by price or as the organization says, and changes at once", async () => {
  const account = await spent();
  expect(await byTier(account)).toEqual(["Frontier 1", "Light 2", "No tier 4"]);
  await setTier(operator(account), "x/dear", "mid", NOW);
  await setTier(operator(account), "x/unheard", "mid", NOW);
  expect(await byTier(account)).toEqual(["Light 2", "Mid 5"]);
  expect(await byTier(account, { tier: ["mid"] })).toEqual(["Mid 5"]);
  expect(await byTier(account, { tier: ["none"] })).toEqual([]);
  await setTier(operator(account), "x/unheard", null, NOW);
  expect(await byTier(account, { tier: ["none"] })).toEqual(["No tier 4"]);
  const both = await spend(operator(account), { from: DAY, to: DAY, by: ["tier", "model"], filters: {} }, DAY);
  expect(usdToString(both.total.costUsd)).toBe("7");
  await expect(byTier(account, { tier: ["cheap"] })).rejects.toMatchObject({ code: "invalid_input" });
});

it("says who set a tier, keeps to its organization, and writes it down once", async () => {
  const [ours, theirs] = [await spent(), await spent()];
  await setTier(operator(ours), "x/dear", "light", NOW);
  await setTier(operator(ours), "x/dear", "light", NOW);
  const [found] = await catalogue(operator(ours), { permaslugs: ["x/dear"] });
  expect(found).toMatchObject({ tier: "light", tierByPrice: "frontier", tierSet: { by: "operator", at: NOW } });
  const [other] = await catalogue(operator(theirs), { permaslugs: ["x/dear"] });
  expect(other).toMatchObject({ tier: "frontier", tierSet: null });
  const notes = await modelNotes(operator(ours), ["x/dear", "x/light"]);
  expect([notes.get("x/dear")?.tier, notes.get("x/light")?.tier]).toEqual(["light", "light"]);
  expect((await modelNotes(operator(theirs), ["x/light", "x/dear"])).get("x/dear")?.tier).toBe("frontier");
  const audit = await select(
    sql`SELECT action, detail FROM audit_entries WHERE organization_id = ${ours.organizationId}::uuid AND subject = 'x/dear'`,
    z.object({ action: z.string(), detail: z.unknown() }),
  );
  expect(audit).toEqual([{ action: "model.tier_set", detail: { model: "x/dear", from: null, to: "light" } }]);
  expect((await tieredModels(operator(ours))).used.map(({ permaslug }) => permaslug)).toEqual(["x/dear", "x/light"]);
});

it("refuses models that nobody knows, and whoever may not", async () => {
  const account = await spent();
  await expect(setTier(operator(account), "x/never", "mid", NOW)).rejects.toMatchObject({ code: "not_found" });
  const person = { kind: "person", userId: account.ownerId, email: "f@acme.com" } as const;
  const finance = mintPersonScope(account.organizationId, person, "finance", { kind: "all" });
  await expect(setTier(finance, "x/dear", "mid", NOW)).rejects.toMatchObject({ code: "forbidden" });
});
